package import Store
package import Vocabulary

/// Who gives a command, where, and how sure it is that they meant it.
package struct Speaker: Sendable {
    package let principal: PrincipalRecord
    package let conversation: ConversationRecord
    /// The message that carries the command; nil for a call of the API.
    package let message: MessageID?
    /// Read by the exact grammar, or a button: what is reversible runs at once.
    package let isExact: Bool
    /// How the message was understood, to be shown with a question; nil where it was exact.
    package let readAs: String?

    package init(
        principal: PrincipalRecord, conversation: ConversationRecord, message: MessageID?, isExact: Bool = true,
        readAs: String? = nil
    ) {
        self.principal = principal
        self.conversation = conversation
        self.message = message
        self.isExact = isExact
        self.readAs = readAs
    }
}
