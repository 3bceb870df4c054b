/// What a task in progress waits for or is in the middle of; it refines `TaskState`.
package enum TaskPhase: Int, Sendable, CaseIterable, Codable {
    /// Nothing is on the way: pending, blocked, or final.
    case none = 0
    /// The work itself.
    case work
    /// The acceptance commands on base and result.
    case verification
    /// The control plane merges.
    case merge
    /// The acceptance commands on the merged tree.
    case landing
    /// A person has to approve or reject.
    case approval
}
