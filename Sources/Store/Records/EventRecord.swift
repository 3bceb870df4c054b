package import Vocabulary

/// One entry of the event log.
package struct EventRecord: Sendable {
    package var cursor: Int64
    package var type: EventType
    package var at: Timestamp
    package var swarm: SwarmID?
    package var task: TaskID?
    /// The task's number within its swarm.
    package var number: Int?
    package var agent: AgentID?
    /// JSON object, or nil.
    package var data: String?
}
