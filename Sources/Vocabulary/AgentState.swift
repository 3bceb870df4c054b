/// What an agent is doing, as people are told.
package enum AgentState: String, Codable, Sendable, CaseIterable {
    case starting, idle, working, blocked, draining, offline, retired
}
