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

    /// Spelt without an encoder: every webhook waits for it.
    var json: String {
        func text(_ value: String?) -> EventData.Value { value.map { .text($0) } ?? .json("null") }
        let spans = spans.map {
            EventData.object(["text": .text($0.text), "provenance": .text($0.provenance.rawValue)])
        }
        let attachments = attachments.map {
            EventData.object([
                "name": .text($0.name), "mediaType": .text($0.mediaType), "sha256": text($0.sha256),
                "mediaID": text($0.mediaID),
            ])
        }
        return EventData.object([
            "spans": .json("[\(spans.joined(separator: ","))]"), "button": text(button), "replyTo": text(replyTo),
            "attachments": .json("[\(attachments.joined(separator: ","))]"), "isForwarded": .flag(isForwarded),
            "unreadableKind": text(unreadableKind), "sentAt": .integer(sentAt.milliseconds),
        ])
    }

    /// What the person themselves typed; the only text that is read as a command.
    var commandText: String { spans.filter { $0.provenance == .typed }.map(\.text).joined(separator: "\n") }
}
