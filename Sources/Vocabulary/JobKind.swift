/// What an agent can hold a lease on: one phase of a task.
package enum JobKind: String, Codable, Sendable, CaseIterable {
    /// The work itself, in a clone of the pinned base.
    case work
    /// The acceptance commands on the base (where they must fail) and on the result, in a fresh sandbox.
    case verification
    /// The acceptance commands on the merged tree, where the merge was not a fast-forward.
    case landing
}
