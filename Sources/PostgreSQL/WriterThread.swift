import Glibc
import Threading

/// The thread behind a `GroupCommitWriter`: drains the queue, commits, answers.
///
/// The thread keeps it alive until the queue is closed and empty.
final class WriterThread: @unchecked Sendable {  // `connection` and what follows it belong to the thread once it runs
    private let metrics = Lock(WriterMetrics())
    private let work: WorkQueue<DatabaseOperation>
    private let ending = Lock(Ending())
    private let url: String
    private let maxBatch: Int
    private let patience: Int64
    private let hooks: CommitHooks
    private var connection: Connection?
    private var batchNumber: Int64 = 0
    /// How many operations the last batch had, and how long the server took to make it durable.
    private var lastCount = 0
    private var lastCommit = Duration.zero

    private struct Ending {
        var isOver = false
        var waiters: [UnsafeContinuation<Void, Never>] = []
    }

    init(url: String, maxBatch: Int, capacity: Int, patience: Int, hooks: CommitHooks) throws {
        self.url = url
        self.hooks = hooks
        self.maxBatch = max(1, maxBatch)
        self.patience = Int64(patience)
        work = WorkQueue(capacity: capacity)
        guard DedicatedThread.start(name: "waggle-writer", { [self] in run() }) else {
            throw PostgreSQLError(.misuse, "the system has no thread for the writer")
        }
    }

    // MARK: Callers' side

    func queue(_ operation: DatabaseOperation) {
        switch work.offer(operation) {
        case .taken: return
        case .full: operation.fail(PostgreSQLError(.queueFull, "too many writes are waiting; try again shortly"))
        case .closed: operation.fail(PostgreSQLError(.closed, "the database is closed"))
        }
    }

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
        while let batch = work.take(limit: maxBatch) {
            let joined = batch + companions(of: batch.count)
            commit(joined)
            lastCount = joined.count
        }
        connection = nil
        let waiters = ending.withLock { ending in
            ending.isOver = true
            defer { ending.waiters = [] }
            return ending.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Operations that come while a commit would take far longer than waiting for them does.
    ///
    /// Who was answered by the commit before mostly comes back at once. Where the disk is slow, a batch that leaves without
    /// them makes them wait for one more commit, and both are half as large as they could be.
    private func companions(of count: Int) -> [DatabaseOperation] {
        let patience = min(lastCommit / 3, .milliseconds(2))
        guard lastCount > count, patience > .microseconds(200) else { return [] }
        let end = ContinuousClock.now + patience
        var companions: [DatabaseOperation] = []
        while lastCount > count + companions.count, ContinuousClock.now < end {
            usleep(50)
            companions += work.takeWaiting(limit: maxBatch - count - companions.count)
        }
        return companions
    }

    /// Runs the operations in one transaction, again and again while the database undoes it, and answers each.
    private func commit(_ batch: [DatabaseOperation]) {
        let deadline = Socket.milliseconds() + patience
        var pause: UInt32 = 1_000
        var isStrict = false
        while true {
            do {
                let (failures, wrote) = try attempt(batch, isStrict: isStrict)
                note(batch.count)
                return answer(batch, failures, wrote: wrote)
            } catch let error as PostgreSQLError where error.code == .outcomeUnknown {
                hooks.undone()
                return end(batch, error)
            } catch {
                metrics.withLock { $0.repeatedBatches += 1 }
                hooks.undone()
                let isBrief = abandonTransaction(after: error)
                if isBrief, !isStrict {
                    isStrict = true
                    continue
                }
                guard isWorthRepeating(error), Socket.milliseconds() < deadline else { return end(batch, error) }
                usleep(pause)
                pause = min(pause * 2, 250_000)
            }
        }
    }

    /// Undoes what is open; false where that ended the connection.
    private func abandonTransaction(after error: any Error) -> Bool {
        let endsConnection = (error as? PostgreSQLError)?.endsConnection ?? false
        guard !endsConnection, let connection, (try? connection.rollback()) != nil else {
            connection = nil
            return false
        }
        return true
    }

    private func isWorthRepeating(_ error: any Error) -> Bool {
        (error as? PostgreSQLError)?.isWorthRepeating ?? false
    }

    /// One try; gives the operations that failed alone.
    ///
    /// Throws where the whole batch was undone, or may have been.
    private func attempt(
        _ batch: [DatabaseOperation], isStrict: Bool
    ) throws -> (failures: [(index: Int, error: any Error)], wrote: Bool) {
        let connection = try current()
        connection.isStrict = isStrict
        try connection.begin(turn: hooks.turn)
        try hooks.began(connection)
        var failures: [(index: Int, error: any Error)] = []
        var wrote = false
        for (index, operation) in batch.enumerated() {
            connection.wrote = false
            do {
                if isStrict {
                    try connection.savepoint { try operation.perform(connection) }
                } else {
                    try operation.perform(connection)
                }
            } catch {
                if let failed = connection.failed { throw failed }
                // Without a savepoint an operation that wrote cannot be undone alone: the batch is run again with them.
                guard isStrict || !connection.wrote else { throw PostgreSQLError(.spoilt, "\(error)") }
                failures.append((index, error))
            }
            if let failed = connection.failed { throw failed }
            wrote = wrote || connection.wrote
        }
        wrote = wrote || !(connection.deferred?.isEmpty ?? true)
        connection.wrote = wrote
        try seal(connection, wrote: wrote)
        return (failures, wrote)
    }

    private func seal(_ connection: Connection, wrote: Bool) throws {
        guard wrote else { return try connection.commit() }
        batchNumber += 1
        try hooks.seal(connection, batchNumber)
        let start = ContinuousClock.now
        // What was queued is refused here, if it is: from the COMMIT on, only a lost answer leaves a doubt.
        do { try connection.commit() } catch {
            guard error.endsConnection else { throw error }
            self.connection = nil
            metrics.withLock { $0.lostCommits += 1 }
            guard try wasCommitted(batchNumber) else { throw error }
        }
        let duration = ContinuousClock.now - start
        lastCommit = duration
        metrics.withLock { $0.lastCommitMicroseconds = Int(duration / .microseconds(1)) }
    }

    /// Asks the database itself whether the batch is there.
    ///
    /// Waiting for the turn waits for the lost transaction's end.
    private func wasCommitted(_ batch: Int64) throws -> Bool {
        let deadline = Socket.milliseconds() + max(patience, 30_000)
        var pause: UInt32 = 1_000
        while true {
            do {
                let connection = try current()
                connection.isStrict = false
                try connection.begin(turn: hooks.turn)
                let isThere = try hooks.isSealed(connection, batch)
                try connection.commit()
                return isThere
            } catch {
                connection = nil
                guard Socket.milliseconds() < deadline else {
                    throw PostgreSQLError(
                        .outcomeUnknown,
                        "the commit's answer was lost, the change may or may not be there; ask again with the same key: \(error)"
                    )
                }
                usleep(pause)
                pause = min(pause * 2, 250_000)
            }
        }
    }

    private func current() throws -> Connection {
        if let connection { return connection }
        let fresh = try Connection(url: url)
        metrics.withLock { $0.connections += 1 }
        try fresh.preferIndexes()
        try hooks.opened(fresh)
        connection = fresh
        return fresh
    }

    // MARK: Answers

    private func end(_ batch: [DatabaseOperation], _ error: any Error) {
        for operation in batch { operation.fail(error) }
    }

    /// Many answers go out in one hop: waking that many tasks would take the writer as long as a commit.
    private func answer(_ batch: [DatabaseOperation], _ failures: [(index: Int, error: any Error)], wrote: Bool) {
        if batch.count < Self.manyAnswers {
            Self.deliver(batch, failures)
        } else {
            // Unstructured, because nobody waits for it: it only wakes those who wait for their own answer.
            Task.detached { Self.deliver(batch, failures) }
        }
        hooks.committed(wrote)
    }

    private static let manyAnswers = 16

    private static func deliver(_ batch: [DatabaseOperation], _ failures: [(index: Int, error: any Error)]) {
        var failures = failures[...]
        for (index, operation) in batch.enumerated() {
            if let failure = failures.first, failure.index == index {
                operation.fail(failure.error)
                failures.removeFirst()
            } else {
                operation.succeed()
            }
        }
    }

    private func note(_ operations: Int) {
        metrics.withLock {
            $0.batches += 1
            $0.operations += operations
            $0.largestBatch = max($0.largestBatch, operations)
        }
    }
}
