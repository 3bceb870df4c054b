package import Crypto
import FoundationEssentials
package import Vocabulary

/// The receiving side of Standard Webhooks (standard-webhooks specification 1.0.0): signature and command.
package struct StandardWebhook: Sendable {
    /// Why a request was not taken.
    package enum Refusal: Error, Hashable, Sendable, CustomStringConvertible {
        case missingHeader(String)
        case invalidID
        case invalidTimestamp
        /// The request is so many seconds older than now; negative where it is from the future.
        case outsideWindow(seconds: Int64)
        case invalidSignature

        package var description: String {
            switch self {
            case .missingHeader(let name): "The header \(name) is missing, or came more than once."
            case .invalidID: "webhook-id has to be 1 to 200 visible ASCII characters without a dot."
            case .invalidTimestamp: "webhook-timestamp has to be whole seconds since 1970."
            case .outsideWindow(let seconds):
                "webhook-timestamp is \(abs(seconds)) s \(seconds < 0 ? "ahead" : "old"); at most 300 s are accepted."
            case .invalidSignature: "No signature in webhook-signature belongs to this request."
            }
        }
    }

    /// The time a request may be old or ahead.
    package static let window: Int64 = 300

    private enum Key: Sendable {
        case shared([UInt8])
        case publicKey([UInt8])
    }

    private let keys: [Key]

    /// Takes one key or, for the time of a rotation, several separated by blanks.
    ///
    /// A key is `whsec_` with 24 to 64 bytes in base64, or `whpk_` with an Ed25519 public key. Nil where one of them
    /// is neither.
    package init?(secret: Secret) {
        var keys: [Key] = []
        for text in secret.expose().split(whereSeparator: \.isWhitespace) {
            if text.hasPrefix("whsec_"), let bytes = Base64.decode(text.dropFirst(6)), (24...64).contains(bytes.count) {
                keys.append(.shared(bytes))
            } else if text.hasPrefix("whpk_"), let bytes = Base64.decode(text.dropFirst(5)), bytes.count == 32 {
                keys.append(.publicKey(bytes))
            } else {
                return nil
            }
        }
        guard !keys.isEmpty else { return nil }
        self.keys = keys
    }

    /// Accepts the request or throws why not.
    ///
    /// Takes the only values of `webhook-id`, `webhook-timestamp` and `webhook-signature`. Of several signatures one
    /// has to hold; those of unknown versions are passed over.
    package func verify(
        id: String?, timestamp: String?, signature: String?, body: [UInt8], now: Timestamp
    ) throws(Refusal) {
        guard let id else { throw .missingHeader("webhook-id") }
        guard let timestamp else { throw .missingHeader("webhook-timestamp") }
        guard let signature else { throw .missingHeader("webhook-signature") }
        guard (1...200).contains(id.utf8.count), id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x2E }) else {
            throw .invalidID
        }
        guard (1...12).contains(timestamp.utf8.count), timestamp.utf8.allSatisfy({ (48...57).contains($0) }),
            let seconds = Int64(timestamp)
        else { throw .invalidTimestamp }
        let age = now.milliseconds / 1_000 - seconds
        guard abs(age) <= StandardWebhook.window else { throw .outsideWindow(seconds: age) }
        let signed = Array("\(id).\(timestamp).".utf8) + body
        for candidate in signature.split(separator: " ").prefix(16) where holds(candidate, for: signed) { return }
        throw .invalidSignature
    }

    private func holds(_ candidate: Substring, for signed: [UInt8]) -> Bool {
        guard let comma = candidate.firstIndex(of: ",") else { return false }
        guard let bytes = Base64.decode(candidate[candidate.index(after: comma)...]) else { return false }
        return keys.contains { key in
            switch (candidate[..<comma], key) {
            case ("v1", .shared(let secret)): HMACSHA256.isValid(bytes, for: signed, key: secret)
            case ("v1a", .publicKey(let key)): Ed25519.isValid(signature: bytes, for: signed, publicKey: key)
            default: false
            }
        }
    }

    /// Reads `{"type": "command.text", "timestamp"?, "data": {…}}` of an accepted request.
    ///
    /// Nil for other types, which are taken and ignored. The sender becomes `standard:<sender>`, and without a
    /// `conversation` each sender has one of their own.
    ///
    /// - Throws: `ChatBridgeError` naming what is wrong.
    package func decode(_ body: [UInt8], id: String, receivedAt: Timestamp) throws(ChatBridgeError) -> InboundMessage? {
        guard let json = JSONValue(parsing: body), json.object != nil else {
            throw ChatBridgeError(.invalid, "The body has to be a JSON object.")
        }
        guard let type = json["type"]?.string else { throw ChatBridgeError(.invalid, "\"type\" is missing.") }
        guard type == "command.text" else { return nil }
        guard let data = json["data"] else { throw ChatBridgeError(.invalid, "\"data\" is missing.") }
        let message = try DirectMessage(data)
        guard let sender = message.sender, !sender.isEmpty else {
            throw ChatBridgeError(.invalid, "\"data.sender\" is missing.")
        }
        let written = json["timestamp"]?.string.flatMap { try? Date($0, strategy: .iso8601) }
            .map { Timestamp(milliseconds: Int64($0.timeIntervalSince1970 * 1_000)) }
        return message.inbound(
            .standard, id: id, sender: sender, conversation: message.conversation ?? sender,
            sentAt: min(written ?? receivedAt, receivedAt))
    }
}
