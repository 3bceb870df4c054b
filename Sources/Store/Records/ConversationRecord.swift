package import Vocabulary

/// A place where people and Waggle talk: one chat of one provider.
package struct ConversationRecord: Sendable {
    package var id: ConversationID
    package var provider: Provider
    /// The provider's address of the chat: phone number, conversation name.
    package var address: String
    /// The swarm spoken of last.
    package var focus: SwarmID?
    package var turn: Int64
}
