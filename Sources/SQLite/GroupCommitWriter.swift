import Threading

/// The one writing connection of a database, on its own thread, with group commit.
///
/// Callers' operations queue up while a commit waits for the disk; the next batch takes them all, so that the cost of one
/// flush is shared by everybody who was waiting. An operation returns only after the commit it was part of is on disk.
/// Operations run in the order in which they were queued. A task's cancellation does not stop its operation.
package final class GroupCommitWriter: Sendable {
    private let thread: WriterThread

    /// Opens the database, takes its lock and starts the thread.
    ///
    /// Blocks the caller while the database opens. `prepare` runs on every fresh connection (also after a failed commit,
    /// then on the writer's thread) outside a transaction: migrations, warm-up. At most `capacity` operations wait, at
    /// most `maxBatch` share a commit. With mode `.memory` there is no file and no lock. Throws `.held` when another
    /// process has the database.
    package init(
        path: String, mode: Connection.Mode = .readWrite, maxBatch: Int = 1_024, capacity: Int = 65_536,
        prepare: @escaping @Sendable (Connection) throws -> Void = { _ in },
        hooks: WriterHooks = WriterHooks()
    ) throws {
        thread = try WriterThread(
            path: path, mode: mode, maxBatch: maxBatch, capacity: capacity, prepare: prepare, hooks: hooks)
    }

    deinit { thread.close() }

    /// Runs `body` inside the transaction of the current batch and returns after the COMMIT is durable.
    ///
    /// When `body` throws, its changes alone are undone and its error passes on. `body` may run more than once (when the
    /// batch had to be undone), so it changes nothing but the database. Throws `SQLiteError` with `.queueFull` or
    /// `.closed` when nothing was written, with `.outcomeUnknown` when the commit failed on its way to the disk.
    /// A probe is not failed by `refuseWaiting`.
    package func write<T: Sendable>(
        isProbe: Bool = false, _ body: @escaping @Sendable (Connection) throws -> T
    ) async throws -> T {
        try await perform(isProbe ? .probe : .guarded, body)
    }

    /// The same without a savepoint, for hot paths: `body` validates before its first write.
    ///
    /// A `body` that throws after it has written makes the whole batch run again, slower; it never leaves half of its
    /// changes. It runs INSERT, UPDATE, DELETE and SELECT only, no change of the schema.
    package func writeUnguarded<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
        try await perform(.unguarded, body)
    }

    /// Runs `body` on the writing connection, where every statement that would write is refused.
    ///
    /// For databases in memory, which have no second connection; where there is a file, readers belong in `ReaderPool`.
    package func read<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
        try await perform(.read, body)
    }

    /// Answers a read of another connection once all that it can have seen is on disk.
    func answer(_ read: DatabaseOperation) { thread.answer(read) }

    /// Fails at once what waits in the queue and was not begun, but probes; nothing of it is ever written.
    ///
    /// What shares the transaction that is under way gets its own answer. Gives how many failed.
    package func refuseWaiting(_ error: any Error) -> Int { thread.refuseWaiting(error) }

    /// What the writer has done so far; any thread.
    package var metrics: WriterMetrics { thread.snapshot }

    /// Finishes what is queued, empties the write-ahead log into the database, closes it and ends the thread.
    ///
    /// Operations that come later fail with `.closed`. Returns when the lock is free.
    package func close() async {
        await withUnsafeContinuation { thread.close(then: $0) }
    }

    private func perform<T: Sendable>(
        _ kind: DatabaseOperation.Kind, _ body: @escaping @Sendable (Connection) throws -> T
    ) async throws -> T {
        try await TypedDatabaseOperation(kind, body).answer(thread.queue)
    }
}
