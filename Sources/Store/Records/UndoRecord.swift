package import Vocabulary

/// How to take an effect back, while nothing newer touched the swarm and its time has not run out.
package struct UndoRecord: Sendable {
    package var id: Int64
    package var inverse: [Command]
    /// What the person is told was undone.
    package var told: String
    package var swarm: SwarmID
    /// The swarm's version right after the effect.
    package var version: Int64
    package var expiresAt: Timestamp
    package var isUsed: Bool
}
