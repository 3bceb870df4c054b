package import Vocabulary

/// A message of a flood: durable, and not yet sorted into its conversation.
package struct ArrivalRecord: Sendable {
    package var id: ArrivalID
    package var provider: Provider
    /// The provider's id of the message.
    package var key: String
    /// The conversation as the provider names it.
    package var conversation: String
    package var sender: String
    package var text: String
    /// Nil of strangers.
    package var payload: String?

    package init(
        id: ArrivalID = ArrivalID(0), provider: Provider, key: String, conversation: String, sender: String,
        text: String, payload: String?
    ) {
        self.id = id
        self.provider = provider
        self.key = key
        self.conversation = conversation
        self.sender = sender
        self.text = text
        self.payload = payload
    }
}
