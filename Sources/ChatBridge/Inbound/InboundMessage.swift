package import Vocabulary

/// One message of one person, whatever the provider: what a webhook explodes into.
package struct InboundMessage: Hashable, Sendable {
    package var provider: Provider
    /// The provider's id of the message, 1 to 512 bytes; with the provider it is the dedupe key.
    package var providerMessageID: String
    /// The account of ours that was written to: the phone number id at WhatsApp, else empty.
    package var account: String
    /// Where answers go, as the provider names it: the peer's number, a group, or the conversation of a webhook.
    package var conversation: String
    /// Who wrote it, as settings and people name them: `whatsapp:16505551234`.
    package var sender: String
    /// By the provider's clock, never later than the receipt.
    package var sentAt: Timestamp
    package var spans: [Span]
    package var buttonID: String?
    /// The provider's id of the message this one answers.
    package var replyTo: String?
    package var attachments: [AttachmentReference]
    package var isForwarded: Bool
    /// What the message is, where it is of a kind nobody can read here ("location"); answered with a sentence.
    package var unreadableKind: String?

    package init(
        provider: Provider, providerMessageID: String, account: String = "", conversation: String, sender: String,
        sentAt: Timestamp, spans: [Span], buttonID: String? = nil, replyTo: String? = nil,
        attachments: [AttachmentReference] = [], isForwarded: Bool = false, unreadableKind: String? = nil
    ) {
        self.provider = provider
        self.providerMessageID = providerMessageID
        self.account = account
        self.conversation = conversation
        self.sender = sender
        self.sentAt = sentAt
        self.spans = spans
        self.buttonID = buttonID
        self.replyTo = replyTo
        self.attachments = attachments
        self.isForwarded = isForwarded
        self.unreadableKind = unreadableKind
    }

    /// What the person themselves typed or pressed, in order; the only text that may be read as a command.
    package var commandText: String {
        spans.filter(\.provenance.canCommand).map(\.text).joined(separator: "\n")
    }

    /// All of its text, whoever wrote it.
    var text: String { spans.count == 1 ? spans[0].text : spans.map(\.text).joined(separator: "\n") }

    /// Names `whatsapp` + `16505551234` as `whatsapp:16505551234`.
    package static func senderID(_ provider: Provider, _ id: String) -> String { "\(provider.rawValue):\(id)" }
}
