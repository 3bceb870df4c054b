package import Vocabulary

/// One version of a swarm's plan.
package struct PlanRecord: Sendable {
    package enum State: String, Sendable {
        case requested, ready, refused, approved, declined, superseded
    }

    package var swarm: SwarmID
    package var version: Int64
    package var state: State
    package var digest: String?
    package var plan: Plan?
    /// What a person wanted changed against the version before.
    package var feedback: String?
    package var error: String?
    /// When it came into its state.
    package var at: Timestamp
}
