package import Vocabulary

/// A question that waits for one person's yes, bound to the digest of what would run.
package struct ConfirmationRecord: Sendable {
    package enum State: String, Sendable {
        case open, used, declined, void
    }

    package var id: ConfirmationID
    package var conversation: ConversationID
    package var principal: PrincipalID
    package var code: String
    package var commands: [Command]
    package var digest: String
    /// The versions of what the commands touch, as they were when it was asked.
    package var world: String
    package var state: State
    /// The message that asked.
    package var asked: MessageID
    package var createdAt: Timestamp
    package var expiresAt: Timestamp
}
