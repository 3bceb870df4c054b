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

    /// Spelt without an encoder, and without what is empty: every webhook waits for it.
    var json: String {
        var json = #"{"sentAt":\#(sentAt.milliseconds),"isForwarded":\#(isForwarded),"spans":["#
        for (index, span) in spans.enumerated() {
            json += index == 0 ? #"{"provenance":""# : #",{"provenance":""#
            json += span.provenance.rawValue
            json += #"","text":"#
            EventData.append(span.text, to: &json)
            json += "}"
        }
        json += "]"
        for (name, value) in [
            (#","button":"#, button), (#","replyTo":"#, replyTo), (#","unreadableKind":"#, unreadableKind),
        ] {
            guard let value else { continue }
            json += name
            EventData.append(value, to: &json)
        }
        let files = attachments.map { attachment in
            func text(_ value: String?) -> EventData.Value { value.map { .text($0) } ?? .json("null") }
            return EventData.object([
                "name": .text(attachment.name), "mediaType": .text(attachment.mediaType),
                "sha256": text(attachment.sha256), "mediaID": text(attachment.mediaID),
            ])
        }
        return json + #","attachments":["# + files.joined(separator: ",") + "]}"
    }

    /// What the person themselves typed; the only text that is read as a command.
    var commandText: String { spans.filter { $0.provenance == .typed }.map(\.text).joined(separator: "\n") }
}
