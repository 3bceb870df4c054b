/// Where a swarm stands; `paused` is a gate beside the state, not a state.
package enum SwarmState: String, Codable, Sendable, CaseIterable {
    case planning
    case awaitingApproval = "awaiting_approval"
    case running, completed, failed, cancelled

    package var isFinal: Bool { self == .completed || self == .failed || self == .cancelled }
}
