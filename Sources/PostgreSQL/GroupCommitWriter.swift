import Threading

/// The writing connection of one process, on its own thread, with group commit.
///
/// Callers' operations queue up while a commit waits for the disk; the next batch takes them all and is one transaction.
/// Batches of all processes that share the database run one after the other (`Connection.begin`), so that what an
/// operation has read still holds when it writes. A batch that the database undid (its connection was lost, a deadlock)
/// is run again; a commit whose answer was lost is looked up in the database. An operation returns only after the commit
/// it was part of. Operations run in the order in which they were queued.
package final class GroupCommitWriter: Sendable {
    private let thread: WriterThread

    /// Starts the thread; it connects with the first operation, and again whenever the connection is lost.
    ///
    /// - Parameters:
    ///   - url: As for `Connection`.
    ///   - maxBatch: Operations that share a transaction, at most.
    ///   - capacity: Operations that wait, at most.
    ///   - patience: Milliseconds for which a batch is tried again while the database cannot be reached.
    ///   - hooks: What surrounds a commit.
    package init(
        url: String, maxBatch: Int = 512, capacity: Int = 65_536, patience: Int = 5_000, hooks: CommitHooks
    ) throws {
        thread = try WriterThread(
            url: url, maxBatch: maxBatch, capacity: capacity, patience: patience, hooks: hooks)
    }

    deinit { thread.close() }

    /// Runs `body` inside the transaction of the current batch and returns after the COMMIT.
    ///
    /// When `body` throws, its changes alone are undone and its error passes on. `body` may run more than once, so it
    /// changes nothing but the database. Throws `PostgreSQLError` with `.outcomeUnknown` when the commit's answer was
    /// lost and the database could not be asked again, other codes when nothing was written.
    /// A probe is not failed by `refuseWaiting`.
    package func write<T: Sendable>(
        isProbe: Bool = false, _ body: @escaping @Sendable (Connection) throws -> T
    ) async throws -> T {
        try await withUnsafeThrowingContinuation { continuation in
            thread.queue(TypedDatabaseOperation(isProbe: isProbe, body, continuation))
        }
    }

    /// Fails at once what waits in the queue and was not begun, but probes; nothing of it is ever written.
    ///
    /// What shares the transaction that is under way gets its own answer. Gives how many failed.
    package func refuseWaiting(_ error: any Error) -> Int { thread.refuseWaiting(error) }

    /// What the writer has done so far; any thread.
    package var metrics: WriterMetrics { thread.snapshot }

    /// Finishes what is queued, disconnects and ends the thread.
    ///
    /// Operations that come later fail with `.closed`.
    package func close() async {
        await withUnsafeContinuation { thread.close(then: $0) }
    }
}
