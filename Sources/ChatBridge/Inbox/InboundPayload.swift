import FoundationEssentials
import Orchestrator
import Vocabulary

/// What the bridge keeps of a message besides its text, as JSON in the inbox.
struct InboundPayload: Hashable, Sendable, Codable {
    struct Attachment: Hashable, Sendable, Codable {
        var name: String
        var mediaType: String
        /// Lower-case hex; where there is no media id the bytes lie in the vault under it.
        var sha256: String?
        var mediaID: String?

        fileprivate var json: String {
            func text(_ value: String?) -> EventData.Value { value.map { .text($0) } ?? .json("null") }
            return EventData.object([
                "name": .text(name), "mediaType": .text(mediaType), "sha256": text(sha256), "mediaID": text(mediaID),
            ])
        }
    }

    var spans: [Span]
    var button: String?
    var replyTo: String?
    var attachments: [Attachment]
    var isForwarded: Bool
    var unreadableKind: String?
    var sentAt: Timestamp

    init?(json: String?) {
        guard let json, let payload = try? JSONDecoder().decode(InboundPayload.self, from: Data(json.utf8)) else {
            return nil
        }
        self = payload
    }

    /// The inline bytes of attachments are not part of it: they have to be in the vault.
    init(_ message: InboundMessage, sha256 hex: ([UInt8]) -> String) {
        spans = message.spans
        button = message.buttonID
        replyTo = message.replyTo
        attachments = message.attachments.map { attachment in
            var mediaID: String?
            if case .media(let id) = attachment.content { mediaID = id }
            return Attachment(
                name: attachment.name, mediaType: attachment.mediaType, sha256: attachment.sha256.map(hex),
                mediaID: mediaID)
        }
        isForwarded = message.isForwarded
        unreadableKind = message.unreadableKind
        sentAt = message.sentAt
    }

    /// Spelt without an encoder, and without what is empty: every webhook waits for it.
    var json: String {
        var json: [UInt8] = []
        json.reserveCapacity(256 + (replyTo?.utf8.count ?? 0) + spans.reduce(0) { $0 + $1.text.utf8.count + 64 })
        json += #"{"sentAt":"#.utf8
        json += String(sentAt.milliseconds).utf8
        json += isForwarded ? #","isForwarded":true,"spans":["#.utf8 : #","isForwarded":false,"spans":["#.utf8
        for (index, span) in spans.enumerated() {
            json += index == 0 ? #"{"provenance":""#.utf8 : #",{"provenance":""#.utf8
            json += span.provenance.rawValue.utf8
            json += #"","text":"#.utf8
            EventData.append(span.text, to: &json)
            json += "}".utf8
        }
        json += "]".utf8
        Self.append(#","button":"#, button, to: &json)
        Self.append(#","replyTo":"#, replyTo, to: &json)
        Self.append(#","unreadableKind":"#, unreadableKind, to: &json)
        json += #","attachments":["#.utf8
        if !attachments.isEmpty { json += attachments.map(\.json).joined(separator: ",").utf8 }
        json += "]}".utf8
        return String(decoding: json, as: UTF8.self)
    }

    private static func append(_ name: StaticString, _ value: String?, to json: inout [UInt8]) {
        guard let value else { return }
        name.withUTF8Buffer { json += $0 }
        EventData.append(value, to: &json)
    }

    /// What the person themselves typed; the only text that is read as a command.
    var commandText: String { spans.filter { $0.provenance == .typed }.map(\.text).joined(separator: "\n") }
}
