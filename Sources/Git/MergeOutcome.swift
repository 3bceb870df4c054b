/// What merging two commits would give.
package enum MergeOutcome: Hashable, Sendable {
    case clean(TreeID)
    /// The paths that need a person or another attempt, in order.
    case conflicts([String])
}
