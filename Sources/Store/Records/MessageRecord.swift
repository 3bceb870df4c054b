package import Vocabulary

/// One message of a conversation, in either direction.
package struct MessageRecord: Sendable {
    package enum State: Int, Sendable {
        /// Incoming and not yet handled.
        case waiting = 0
        case handled
        /// From a stranger, or of a kind that is never a command.
        case ignored
    }

    package var id: MessageID
    package var conversation: ConversationID
    package var isOutgoing: Bool
    package var state: State
    package var at: Timestamp
    /// `provider:id` of who sent it; nil for ours.
    package var sender: String?
    /// The provider's id of the message.
    package var providerKey: String?
    package var text: String
    /// JSON of what the bridge needs besides the text (spans, attachments); incoming only.
    package var payload: String?
    package var inReplyTo: MessageID?
    package var buttons: [Button]
    /// The swarm it is about.
    package var swarm: SwarmID?
    package var principal: PrincipalID?
}
