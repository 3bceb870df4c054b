package import Vocabulary

/// A wish on the backlog.
package struct GoalRecord: Sendable, Hashable {
    package enum State: String, Sendable {
        /// Waits for the hub to take it up.
        case open
        /// A swarm was made for it.
        case taken
        /// Its swarm completed.
        case done
        /// Its swarm was declined, was cancelled or failed; it is not taken up again by itself.
        case parked
        case dropped
    }

    package let id: Int64
    package let text: String
    package let priority: Priority
    package let state: State
    package let principal: PrincipalID
    /// Where it was said; nil for a program's.
    package let conversation: ConversationID?
    /// The swarm made for it.
    package let swarm: SwarmID?
}
