import Glibc
import Threading

/// Puts committed transactions on disk while the next ones run, and then answers for them.
///
/// SQLite's own flush stands inside the COMMIT, where the connection waits for the disk. Here the writer commits into the
/// write-ahead log without one, and whoever was promised something hears of it after `fdatasync` of the log returned. One
/// flush is under way at most: the next COMMIT waits for its end. What readers see meanwhile they may not tell either.
final class LogFlusher: @unchecked Sendable {  // the mutex guards `state`; what it holds is handed over, not shared
    /// One committed transaction.
    struct Flush: Sendable {
        let log: LogDescriptor
        let batch: CommittedBatch
        /// When its COMMIT began.
        let start: ContinuousClock.Instant
    }

    private struct State {
        /// From before a COMMIT until its transaction is on disk.
        var isUnsettled = false
        var isFlushing = false
        var failure: SQLiteError?
        /// Reads that ended meanwhile.
        var reads: [DatabaseOperation] = []
    }

    private let state = Lock(State())
    private let work = WorkQueue<Flush>(capacity: 1)
    private let idle: @Sendable () -> Void
    private let done: @Sendable (Duration) -> Void

    /// - Parameters:
    ///   - idle: Called after each flush, on the flusher's thread.
    ///   - done: Called with how long a COMMIT took, disk included.
    /// - Throws: `.outOfMemory` where the system has no thread.
    init(idle: @escaping @Sendable () -> Void, done: @escaping @Sendable (Duration) -> Void) throws {
        self.idle = idle
        self.done = done
        let isStarted = DedicatedThread.start(name: "waggle-flusher") { [self] in
            while let taken = work.take(limit: 1) { for flush in taken { perform(flush) } }
        }
        guard isStarted else { throw SQLiteError(.outOfMemory, "the system has no thread for the log") }
    }

    // MARK: The writer's side

    var isFlushing: Bool { state.withLock(\.isFlushing) }

    /// Says that a COMMIT follows: what readers see from now on may not be on disk.
    func begin() { state.withLock { $0.isUnsettled = true } }

    /// The COMMIT wrote nothing, or what it wrote is of unknown outcome.
    func cancel() { settle(.success(())) }

    /// Flushes on the caller's thread.
    func flush(_ flush: Flush) { perform(flush) }

    /// Flushes beside the caller, who commits nothing before the end.
    func hand(_ flush: Flush) {
        state.withLock { $0.isFlushing = true }
        if case .taken = work.offer(flush) { return }
        perform(flush)  // the thread has ended
    }

    /// Why a flush failed since the last call: nothing may be committed through that connection any more.
    func takeFailure() -> SQLiteError? {
        state.withLock { state in
            defer { state.failure = nil }
            return state.failure
        }
    }

    /// Ends the thread after what is under way.
    func close() { work.close() }

    // MARK: The readers' side

    /// Answers a read once all that it can have seen is on disk.
    func answer(_ read: DatabaseOperation) {
        let isSettled = state.withLock { state in
            if state.isUnsettled { state.reads.append(read) }
            return !state.isUnsettled
        }
        if isSettled { read.succeed() }
    }

    // MARK: Flushing

    private func perform(_ flush: Flush) {
        let code = flush.log.flush()
        guard code == 0 else {
            let error = SQLiteError(
                .outcomeUnknown,
                "the commit could not be put on disk, the change may or may not be there; ask again with the same key: "
                    + String(cString: strerror(code)), cause: code == ENOSPC ? .full : .inputOutput)
            settle(.failure(error))
            flush.batch.fail(error)
            return
        }
        done(ContinuousClock.now - flush.start)
        settle(.success(()))
        flush.batch.answer()
    }

    private func settle(_ result: Result<Void, SQLiteError>) {
        let reads = state.withLock { state in
            state.isUnsettled = false
            state.isFlushing = false
            if case .failure(let error) = result { state.failure = error }
            defer { state.reads = [] }
            return state.reads
        }
        idle()
        for read in reads {
            switch result {
            case .success: read.succeed()
            case .failure(let error): read.fail(error)
            }
        }
    }
}
