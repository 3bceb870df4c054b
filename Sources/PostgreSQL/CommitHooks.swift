/// What a writer does around its commits; all of it runs on the writer's thread.
package struct CommitHooks: Sendable {
    /// Transactions with the same number take turns.
    let turn: Int64
    /// With each fresh connection, outside of a transaction; one it throws for is not used.
    let opened: @Sendable (Connection) throws -> Void
    /// In each transaction, before its first operation.
    let began: @Sendable (Connection) throws -> Void
    /// Inside a transaction that wrote, as its last statements: marks the batch as committed, tells other processes.
    let seal: @Sendable (Connection, _ batch: Int64) throws -> Void
    /// In a later transaction, under the same turn: whether the marked batch is there.
    let isSealed: @Sendable (Connection, _ batch: Int64) throws -> Bool
    /// When all operations of a batch were undone, or may have been, and before any of them runs again.
    let undone: @Sendable () -> Void
    /// After a commit, when its callers have their answers; must not block.
    let committed: @Sendable (_ wrote: Bool) -> Void

    package init(
        turn: Int64, opened: @escaping @Sendable (Connection) throws -> Void,
        began: @escaping @Sendable (Connection) throws -> Void,
        seal: @escaping @Sendable (Connection, _ batch: Int64) throws -> Void,
        isSealed: @escaping @Sendable (Connection, _ batch: Int64) throws -> Bool,
        undone: @escaping @Sendable () -> Void, committed: @escaping @Sendable (_ wrote: Bool) -> Void
    ) {
        self.turn = turn
        self.opened = opened
        self.began = began
        self.undone = undone
        self.seal = seal
        self.isSealed = isSealed
        self.committed = committed
    }
}
