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
    /// Nil in memory.
    private let flusher: LogFlusher?
    /// The open connection's log; nil before its first commit.
    private var log: LogDescriptor?
    /// What stands in the log may never have come to the disk, and no later flush would tell.
    private var isLogSuspect = false
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
        let open: @Sendable (Connection.Mode) throws -> Connection = { mode in
            let connection = try Connection(path: path, mode: mode)
            try prepare(connection)
            return connection
        }
        self.open = open
        self.hooks = hooks
        self.maxBatch = max(1, maxBatch)
        let work = WorkQueue<DatabaseOperation>(capacity: capacity)
        self.work = work
        flusher =
            isDurable
            ? try LogFlusher(idle: { work.nudge() }) { [metrics] duration in
                metrics.withLock { $0.lastCommitMicroseconds = Int(duration / .microseconds(1)) }
            } : nil
        do { try use(open(mode)) } catch {
            flusher?.close()
            throw error
        }
        guard DedicatedThread.start(name: "waggle-writer", { [self] in run() }) else {
            flusher?.close()
            throw SQLiteError(.outOfMemory, "the system has no thread for the writer")
        }
    }

    // MARK: Callers' side

    /// Answers a read that ended: at once, or when all that it can have seen is on disk.
    func answer(_ read: DatabaseOperation) {
        if let flusher { flusher.answer(read) } else { read.succeed() }
    }

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

    /// Fails what waits and was not begun; gives how many that were.
    func refuseWaiting(_ error: any Error) -> Int {
        let refused = work.remove { !$0.isProbe }
        for operation in refused { operation.fail(error) }
        return refused.count
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
                var rest = batch
                while !rest.isEmpty {
                    rest = commit(rest, isGuarded: false, isGrowing: true)
                    checkpointIfLong()
                }
            }
        }
        awaitFlush()
        if isDurable { checkpoint(SQLITE_CHECKPOINT_TRUNCATE) }
        flusher?.close()
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
    /// - Returns: Operations that were left for the next transaction, while growing.
    @discardableResult
    private func commit(
        _ operations: [DatabaseOperation], isGuarded: Bool, isGrowing: Bool = false
    ) -> [DatabaseOperation] {
        var batch = operations
        let connection: Connection
        if flusher?.takeFailure() != nil { leaveConnection() }
        do {
            connection = try current()
            try connection.begin()
        } catch {
            for operation in batch { operation.fail(error) }
            return []
        }
        let changesBefore = connection.totalChanges
        var rest: [DatabaseOperation] = []
        var ranUncounted = false
        var failures: [(index: Int, error: any Error)] = []
        var index = 0
        while index < batch.count {
            if isGrowing, index >= Self.manyOperations, let flusher, !flusher.isFlushing {
                rest = Array(batch[index...])
                batch.removeSubrange(index...)
                break
            }
            switch perform(batch[index], connection, isGuarded: isGuarded) {
            case .done: break
            case .failed(let error): failures.append((index, error))
            case .batchSpoilt(let error):
                metrics.withLock { $0.repeatedBatches += 1 }
                undo(connection)
                if isGuarded { bisect(batch, error) } else { commit(batch, isGuarded: true) }
                return rest
            }
            ranUncounted = ranUncounted || connection.handle.ranUncounted
            index += 1
            if isGrowing, index == batch.count { batch += companions(of: batch.count) }
        }
        awaitFlush()
        if flusher?.takeFailure() != nil {
            startAnew(batch, connection, isGuarded: isGuarded)
            return rest
        }
        let start = ContinuousClock.now
        var hasChanged = false
        do {
            try connection.settle()
            connection.resetStatements()
            flusher?.begin()
            try connection.commit()
            try files?.check()
            hasChanged = ranUncounted || connection.totalChanges != changesBefore
            if isDurable, hasChanged, log == nil { log = try LogDescriptor(path: path) }
        } catch {
            flusher?.cancel()
            commitFailed(batch, error, connection, isGuarded: isGuarded)
            return rest
        }
        note(batch.count, connection)
        let committed = CommittedBatch(operations: batch, failures: failures)
        if hasChanged { settle(committed, since: start) } else { answer(committed) }
        hooks.afterCommit(connection.totalChanges != changesBefore)
        return rest
    }

    /// Operations that were queued meanwhile; while the disk is busy with the transaction before, those that come until it
    /// is done with that.
    private func companions(of count: Int) -> [DatabaseOperation] {
        let waiting = work.takeWaiting(limit: maxBatch - count)
        guard waiting.isEmpty, count < maxBatch, let flusher, flusher.isFlushing else { return waiting }
        return work.takeOrNudged(limit: maxBatch - count) ?? []
    }

    /// Puts a transaction on disk and answers for it; beside the next one, where there is to be one soon.
    private func settle(_ batch: CommittedBatch, since start: ContinuousClock.Instant) {
        guard let flusher, let log else { return batch.answer() }
        let flush = LogFlusher.Flush(log: log, batch: batch, start: start)
        if work.count == 0, batch.operations.count < Self.fewOperations {
            flusher.flush(flush)
        } else {
            flusher.hand(flush)
        }
    }

    /// Answers for a transaction that wrote nothing.
    private func answer(_ batch: CommittedBatch) {
        flusher?.cancel()
        batch.answer()
    }

    /// Callers that are this few mostly all wait for the same flush, which then needs no other thread.
    private static let fewOperations = 16
    /// With this many and an idle disk, the others run while these go to disk; fewer make many small commits.
    private static let manyOperations = 64

    private func awaitFlush() {
        while let flusher, flusher.isFlushing { work.waitForNudge() }
    }

    /// The disk refused what was committed before: what this transaction saw may be gone, so it runs again on what is
    /// there.
    private func startAnew(_ batch: [DatabaseOperation], _ connection: Connection, isGuarded: Bool) {
        try? connection.rollback()
        leaveConnection()
        commit(batch, isGuarded: isGuarded)
    }

    /// Ends the use of the connection: nobody knows what of the last commit is on disk.
    private func leaveConnection() {
        hooks.afterRollback(false)
        if let connection { abandon(connection) }
        isLogSuspect = isDurable
        metrics.withLock { $0.failedCommits += 1 }
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
        leaveConnection()
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
        log = nil
    }

    private func current() throws -> Connection {
        if let connection { return connection }
        let fresh = try open(isDurable ? .existing : .memory)
        if isLogSuspect {
            try fresh.emptyLog()
            isLogSuspect = false
        }
        try use(fresh)
        return fresh
    }

    private func use(_ fresh: Connection) throws {
        if isDurable {
            files = DatabaseFiles(path: path)
            try fresh.leaveFlushing()
        }
        connection = fresh
    }

    private func note(_ operations: Int, _ connection: Connection) {
        let walBytes = Int(connection.handle.walPages) * Connection.pageBytes
        metrics.withLock {
            $0.batches += 1
            $0.operations += operations
            $0.largestBatch = max($0.largestBatch, operations)
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
