import Crypto
package import Vocabulary

/// A message as programs and the page write it: the body of `POST /v1/messages`, and `data` of a Standard Webhook.
package struct DirectMessage: Sendable {
    package static let textLimit = 262_144
    package static let attachmentLimit = 10
    /// For all attachments of a message together.
    package static let byteLimit = 16 * 1_024 * 1_024

    package var sender: String?
    package var conversation: String?
    package var text: String?
    package var button: String?
    package var replyTo: String?
    package var attachments: [AttachmentReference]

    /// Reads `{"sender"?, "conversation"?, "text"?, "button"?, "reply_to"?, "attachments"?}`; other members are left
    /// alone.
    ///
    /// - Throws: `ChatBridgeError` naming the member that is wrong.
    package init(_ json: JSONValue) throws(ChatBridgeError) {
        guard json.object != nil else { throw ChatBridgeError(.invalid, "The message has to be a JSON object.") }
        sender = try DirectMessage.text(json, "sender", limit: 200)
        conversation = try DirectMessage.text(json, "conversation", limit: 200)
        text = try DirectMessage.text(json, "text", limit: DirectMessage.textLimit)
        button = try DirectMessage.text(json, "button", limit: 256)
        replyTo = try DirectMessage.text(json, "reply_to", limit: 512)
        attachments = try DirectMessage.attachments(json["attachments"])
        guard text?.isEmpty == false || button != nil || !attachments.isEmpty else {
            throw ChatBridgeError(.invalid, "The message needs text, a button or an attachment.")
        }
    }

    /// The message as everything behind the providers sees it.
    package func inbound(
        _ provider: Provider, id: String, sender: String, conversation: String, sentAt: Timestamp
    ) -> InboundMessage {
        var spans: [Span] = []
        if let text, !text.isEmpty { spans.append(Span(text, .typed)) }
        return InboundMessage(
            provider: provider, providerMessageID: id, conversation: conversation,
            sender: InboundMessage.senderID(provider, sender), sentAt: sentAt, spans: spans, buttonID: button,
            replyTo: replyTo, attachments: attachments)
    }

    private static func text(_ json: JSONValue, _ name: String, limit: Int) throws(ChatBridgeError) -> String? {
        guard let value = json[name], value != .null else { return nil }
        guard let text = value.string else { throw ChatBridgeError(.invalid, "\"\(name)\" has to be text.") }
        guard text.utf8.count <= limit else {
            throw ChatBridgeError(.tooLarge, "\"\(name)\" may have at most \(limit) bytes.")
        }
        return text
    }

    private static func attachments(_ json: JSONValue?) throws(ChatBridgeError) -> [AttachmentReference] {
        guard let json, json != .null else { return [] }
        guard let list = json.array else { throw ChatBridgeError(.invalid, "\"attachments\" has to be an array.") }
        guard list.count <= attachmentLimit else {
            throw ChatBridgeError(.tooLarge, "A message may have at most \(attachmentLimit) attachments.")
        }
        var total = 0
        var attachments: [AttachmentReference] = []
        for entry in list {
            guard let encoded = entry["data"]?.string else {
                throw ChatBridgeError(.invalid, "An attachment needs its bytes in \"data\", as base64.")
            }
            total += encoded.utf8.count / 4 * 3
            guard total <= byteLimit else {
                throw ChatBridgeError(.tooLarge, "The attachments of a message may have at most 16 MB.")
            }
            guard let bytes = Base64.decode(encoded) else {
                throw ChatBridgeError(.invalid, "\"data\" of an attachment is not base64.")
            }
            attachments.append(
                AttachmentReference(
                    content: .inline(bytes), name: entry["name"]?.string,
                    mediaType: entry["media_type"]?.string ?? "application/octet-stream",
                    sha256: SHA256.digest(bytes), size: bytes.count))
        }
        return attachments
    }
}
