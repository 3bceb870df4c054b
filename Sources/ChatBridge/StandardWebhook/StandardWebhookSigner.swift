package import Crypto
package import Vocabulary

/// The sending side of Standard Webhooks: the headers of a request.
package struct StandardWebhookSigner: Sendable {
    private enum Key: Sendable {
        case shared([UInt8])
        case privateKey(Ed25519.PrivateKey)
    }

    private let key: Key

    /// Takes `whsec_` with 24 to 64 bytes, or `whsk_` with an Ed25519 seed (32 bytes, or 64 with the public key).
    package init?(secret: Secret) {
        let text = secret.expose()
        if text.hasPrefix("whsec_"), let bytes = Base64.decode(text.dropFirst(6)), (24...64).contains(bytes.count) {
            key = .shared(bytes)
        } else if text.hasPrefix("whsk_"), let bytes = Base64.decode(text.dropFirst(5)),
            [32, 64].contains(bytes.count),
            let privateKey = Ed25519.PrivateKey(seed: Array(bytes.prefix(32)))
        {
            key = .privateKey(privateKey)
        } else {
            return nil
        }
    }

    /// The three headers for a body.
    ///
    /// The id stays the same over retries, the time is the attempt's.
    package func headers(id: String, body: [UInt8], now: Timestamp) -> [(name: String, value: String)] {
        let timestamp = "\(now.milliseconds / 1_000)"
        let signed = Array("\(id).\(timestamp).".utf8) + body
        let signature =
            switch key {
            case .shared(let secret): "v1,\(Base64.encode(HMACSHA256.code(for: signed, key: secret)))"
            case .privateKey(let key): "v1a,\(Base64.encode(key.sign(signed)))"
            }
        return [("webhook-id", id), ("webhook-timestamp", timestamp), ("webhook-signature", signature)]
    }
}
