package import Vocabulary

/// An agent as it is stored.
package struct AgentRecord: Sendable {
    package var id: AgentID
    package var name: String
    /// Slot of a supervised local agent; nil for one of another machine.
    package var slot: Int?
    package var process: String?
    /// JSON of its capabilities.
    package var capabilities: String
    package var isConnected: Bool
    package var isDraining: Bool
    package var isRetired: Bool
    /// Grows with every change of its directives.
    package var version: Int64
    package var seenAt: Timestamp?
    package var createdAt: Timestamp
}
