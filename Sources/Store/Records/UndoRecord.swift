package import Vocabulary

/// How to take an effect back, while nothing newer touched the swarm and its time has not run out.
package struct UndoRecord: Sendable {
    package var id: Int64
    /// Empty for an effect that cannot be taken back.
    package var inverse: [Command]
    /// What the person is told was undone; where nothing can be, why not.
    package var told: String
    /// What the conversation is about afterwards.
    package var swarm: SwarmID?
    /// The versions of what the effect touched, right after it.
    package var world: String
    package var expiresAt: Timestamp
    package var isUsed: Bool
}
