import CSQLite
import Threading

/// The thread behind a `GroupCommitWriter`: drains the queue, commits, answers.
///
/// The thread keeps it alive until the queue is closed and empty.
final class WriterThread: @unchecked Sendable {  // `connection` and the WAL marks belong to the thread once it runs
    private let metrics = Lock(WriterMetrics())
    private let work: WorkQueue<DatabaseOperation>
    private let ending = Lock(Ending())
    private let open: @Sendable (Connection.Mode) throws -> Connection
    private let path: String
    private let hooks: WriterHooks
    private let maxBatch: Int
    private let isDurable: Bool
    private var lock: DatabaseLock?
    private var connection: Connection?
    /// What the open connection writes to; nil in memory.
    private var files: DatabaseFiles?
    private var checkpointAt = WriterThread.checkpointPages
    private var lastWALPages: Int32 = 0

    /// 8 MiB: a longer log makes longer checkpoint stalls.
    private static let checkpointPages = Int32((8 << 20) / Connection.pageBytes)
    /// While readers hold the log, the next attempt waits for another 2 MiB.
    private static let checkpointStep = Int32((2 << 20) / Connection.pageBytes)
    /// A log of 1 MiB is worth emptying when nobody writes.
    private static let idlePages = Int32((1 << 20) / Connection.pageBytes)
    private static let idleMilliseconds = 1_000

    private struct Ending {
        var isOver = false
        var waiters: [UnsafeContinuation<Void, Never>] = []
    }

    init(
        path: String, mode: Connection.Mode, maxBatch: Int, capacity: Int,
        prepare: @escaping @Sendable (Connection) throws -> Void, hooks: WriterHooks
    ) throws {
        isDurable = mode != .memory
        lock = isDurable ? try DatabaseLock(database: path) : nil
        self.path = path
        open = { mode in
            let connection = try Connection(path: path, mode: mode)
            try prepare(connection)
            return connection
        }
        self.hooks = hooks
        self.maxBatch = max(1, maxBatch)
        work = WorkQueue(capacity: capacity)
        connection = try open(mode)
        if isDurable { files = DatabaseFiles(path: path) }
        guard DedicatedThread.start(name: "waggle-writer", { [self] in run() }) else {
            throw SQLiteError(.outOfMemory, "the system has no thread for the writer")
        }
    }

    // MARK: Callers' side

    func queue(_ operation: DatabaseOperation) {
        switch work.offer(operation) {
        case .taken: return
        case .full: operation.fail(SQLiteError(.queueFull, "too many writes are waiting; try again shortly"))
        case .closed: operation.fail(SQLiteError(.closed, "the database is closed"))
        }
    }

    /// A copy of the figures, with the length of the queue.
    var snapshot: WriterMetrics {
        var snapshot = metrics.withLock { $0 }
        snapshot.waiting = work.count
        return snapshot
    }

    func close() { work.close() }

    func close(then waiter: UnsafeContinuation<Void, Never>) {
        let isOver = ending.withLock { ending in
            if !ending.isOver { ending.waiters.append(waiter) }
            return ending.isOver
        }
        if isOver { waiter.resume() }
        work.close()
    }

    // MARK: The thread

    private func run() {
        while true {
            let isWorthEmptying = isDurable && (connection?.handle.walPages ?? 0) >= Self.idlePages
            guard let batch = work.take(limit: maxBatch, within: isWorthEmptying ? Self.idleMilliseconds : nil)
            else { break }
            if batch.isEmpty {
                checkpoint(SQLITE_CHECKPOINT_TRUNCATE)
            } else {
                commit(batch, isGuarded: false, isGrowing: true)
                checkpointIfLong()
            }
        }
        if isDurable { checkpoint(SQLITE_CHECKPOINT_TRUNCATE) }
        connection = nil
        lock = nil
        let waiters = ending.withLock { ending in
            ending.isOver = true
            defer { ending.waiters = [] }
            return ending.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Runs the operations in one transaction and answers each, or splits them where they do not go together.
    ///
    /// While `isGrowing`, operations that were queued meanwhile come in too: they would only wait for a commit of their own.
    private func commit(_ operations: [DatabaseOperation], isGuarded: Bool, isGrowing: Bool = false) {
        var batch = operations
        let connection: Connection
        do {
            connection = try current()
            try connection.begin()
        } catch {
            for operation in batch { operation.fail(error) }
            return
        }
        let changesBefore = connection.totalChanges
        var failures: [(index: Int, error: any Error)] = []
        var index = 0
        while index < batch.count {
            switch perform(batch[index], connection, isGuarded: isGuarded) {
            case .done: break
            case .failed(let error): failures.append((index, error))
            case .batchSpoilt(let error):
                metrics.withLock { $0.repeatedBatches += 1 }
                undo(connection)
                return isGuarded ? bisect(batch, error) : commit(batch, isGuarded: true)
            }
            index += 1
            if isGrowing, index == batch.count { batch += work.takeWaiting(limit: maxBatch - batch.count) }
        }
        let start = ContinuousClock.now
        do {
            try connection.settle()
            connection.resetStatements()
            try connection.commit()
            try files?.check()
        } catch {
            return commitFailed(batch, error, connection, isGuarded: isGuarded)
        }
        let duration = ContinuousClock.now - start
        note(batch.count, duration, connection)
        answer(batch, failures)
        hooks.afterCommit(connection.totalChanges != changesBefore)
    }

    private enum Outcome { case done, failed(any Error), batchSpoilt(any Error) }

    private func perform(_ operation: DatabaseOperation, _ connection: Connection, isGuarded: Bool) -> Outcome {
        let before = connection.totalChanges
        connection.handle.ranUncounted = false
        do {
            switch operation.kind {
            case .read:
                try connection.settle()
                connection.handle.refusesWrites = true
                defer { connection.handle.refusesWrites = false }
                try operation.perform(connection)
            case .unguarded where !isGuarded: try operation.perform(connection)
            default: try connection.savepoint { try operation.perform(connection) }
            }
        } catch {
            guard connection.isInTransaction else { return .batchSpoilt(error) }
            let isWhole = isGuarded || operation.kind != .unguarded
            let isClean = connection.totalChanges == before && !connection.handle.ranUncounted
            return isWhole || isClean ? .failed(error) : .batchSpoilt(error)
        }
        guard connection.isInTransaction else {
            return .batchSpoilt(SQLiteError(.misuse, "an operation ended the transaction it shares with others"))
        }
        return .done
    }

    private func undo(_ connection: Connection) {
        try? connection.rollback()
        hooks.afterRollback(true)
    }

    /// Keeps what can be kept when the whole transaction is gone (a full disk, a deferred constraint).
    private func bisect(_ batch: [DatabaseOperation], _ error: any Error) {
        guard batch.count > 1 else {
            for operation in batch { operation.fail(error) }
            return
        }
        let middle = batch.count / 2
        commit(Array(batch[..<middle]), isGuarded: true)
        commit(Array(batch[middle...]), isGuarded: true)
    }

    private func commitFailed(
        _ batch: [DatabaseOperation], _ error: any Error, _ connection: Connection, isGuarded: Bool
    ) {
        // A refusal (a deferred foreign key, another writer) leaves the transaction open: surely nothing was written.
        if connection.isInTransaction, SQLiteError.Code.constraint ~= error || SQLiteError.Code.busy ~= error {
            metrics.withLock { $0.repeatedBatches += 1 }
            undo(connection)
            return bisect(batch, error)
        }
        try? connection.rollback()
        hooks.afterRollback(false)
        abandon(connection)
        metrics.withLock { $0.failedCommits += 1 }
        let unknown = SQLiteError(
            .outcomeUnknown,
            "the commit failed, the change may or may not be there; ask again with the same key: \(error)",
            cause: (error as? SQLiteError)?.code)
        for operation in batch { operation.fail(unknown) }
    }

    /// The pages of a failed flush may be lost for good while the kernel calls them clean: never flush again through the
    /// same descriptor.
    private func abandon(_ connection: Connection) {
        guard isDurable else { return }
        connection.handle.abandon()
        self.connection = nil
    }

    /// Many answers that go to the shared pool go out in one hop: waking that many tasks there would take the writer as
    /// long as a commit.
    private func answer(_ batch: [DatabaseOperation], _ failures: [(index: Int, error: any Error)]) {
        guard batch.count >= Self.manyAnswers, !batch.allSatisfy(\.hasExecutor) else {
            return Self.deliver(batch, failures)
        }
        // Unstructured, because nobody waits for it: it only wakes those who wait for their own answer.
        Task.detached { Self.deliver(batch, failures) }
    }

    private static let manyAnswers = 16

    private static func deliver(
        _ batch: [DatabaseOperation], _ failures: [(index: Int, error: any Error)]
    ) {
        var failures = failures[...]
        for (index, operation) in zip(batch.indices, batch) {
            if let failure = failures.first, failure.index == index {
                operation.fail(failure.error)
                failures.removeFirst()
            } else {
                operation.succeed()
            }
        }
    }

    private func current() throws -> Connection {
        if let connection { return connection }
        let fresh = try open(isDurable ? .existing : .memory)
        if isDurable { files = DatabaseFiles(path: path) }
        connection = fresh
        return fresh
    }

    private func note(_ operations: Int, _ duration: Duration, _ connection: Connection) {
        let microseconds = Int(duration / .microseconds(1))
        let walBytes = Int(connection.handle.walPages) * Connection.pageBytes
        metrics.withLock {
            $0.batches += 1
            $0.operations += operations
            $0.largestBatch = max($0.largestBatch, operations)
            $0.lastCommitMicroseconds = microseconds
            $0.walBytes = walBytes
        }
    }

    // MARK: Checkpoints

    private func checkpointIfLong() {
        guard isDurable, let pages = connection?.handle.walPages else { return }
        if pages < lastWALPages { checkpointAt = Self.checkpointPages }  // the log began anew
        lastWALPages = pages
        guard pages >= checkpointAt else { return }
        checkpoint(SQLITE_CHECKPOINT_PASSIVE)
        checkpointAt = max(Self.checkpointPages, pages + Self.checkpointStep)
    }

    private func checkpoint(_ mode: Int32) {
        guard let connection else { return }
        let handle = connection.handle
        let code = sqlite3_wal_checkpoint_v2(handle.database, nil, mode, nil, nil)
        if code == SQLITE_OK { metrics.withLock { $0.checkpoints += 1 } }
        // What was committed is safe in the log; the next connection copies it anew.
        let failed = SQLiteError.Code(rawValue: code)
        if .inputOutput ~= failed || .full ~= failed {
            metrics.withLock { $0.failedCheckpoints += 1 }
            abandon(connection)
        }
        // Also when readers stand in the way: the next commit reports the size again.
        if mode == SQLITE_CHECKPOINT_TRUNCATE { handle.walPages = 0 }
    }
}
