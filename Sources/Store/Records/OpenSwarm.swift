package import Vocabulary

/// What a claim has to know about a swarm whose jobs may start now.
package struct OpenSwarm: Sendable {
    package var id: SwarmID
    package var slug: String
    /// Tip of the swarm's branch.
    package var head: String
    package var model: String?
}
