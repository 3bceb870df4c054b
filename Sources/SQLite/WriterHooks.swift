/// What the owner of a writer does around its transactions; all of it runs on the writer's thread and must not block.
package struct WriterHooks: Sendable {
    /// Runs after each commit, when its callers have their answers.
    var afterCommit: @Sendable (_ changedRows: Bool) -> Void
    /// Runs when all operations of a batch were undone, and before any of them runs again; false where nobody knows
    /// whether they were.
    var afterRollback: @Sendable (_ isKnown: Bool) -> Void

    package init(
        afterCommit: @escaping @Sendable (_ changedRows: Bool) -> Void = { _ in },
        afterRollback: @escaping @Sendable (_ isKnown: Bool) -> Void = { _ in }
    ) {
        self.afterCommit = afterCommit
        self.afterRollback = afterRollback
    }
}
