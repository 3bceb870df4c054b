import Threading

/// Read-only connections to a database, each on a thread of its own.
///
/// Every read sees one committed state from its first statement to its end.
package final class ReaderPool: Sendable {
    private struct Ending {
        var running = 0
        var waiters: [UnsafeContinuation<Void, Never>] = []
    }

    private let work: WorkQueue<DatabaseOperation>
    private let ending = Lock(Ending())

    /// Starts `count` threads; each connects with its first read.
    ///
    /// At most `capacity` reads wait.
    package init(url: String, count: Int, capacity: Int = 8_192) throws {
        work = WorkQueue(capacity: capacity)
        for number in 0..<max(1, count) {
            ending.withLock { $0.running += 1 }
            let isStarted = DedicatedThread.start(name: "waggle-reader\(number)") { [work, ending] in
                Reader(url: url).run(work)
                let waiters = ending.withLock { ending in
                    ending.running -= 1
                    guard ending.running == 0 else { return [UnsafeContinuation<Void, Never>]() }
                    defer { ending.waiters = [] }
                    return ending.waiters
                }
                for waiter in waiters { waiter.resume() }
            }
            guard isStarted else {
                ending.withLock { $0.running -= 1 }
                work.close()
                throw PostgreSQLError(.misuse, "the system has no thread for a reader")
            }
        }
    }

    deinit { work.close() }

    /// Runs `body` in a read transaction and returns what it returns; it may run twice, when the connection was lost.
    ///
    /// Throws `PostgreSQLError` with `.queueFull` or `.closed` when it cannot be run, and what `body` throws.
    package func read<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
        try await withUnsafeThrowingContinuation { continuation in
            let operation = TypedDatabaseOperation(body, continuation)
            switch work.offer(operation) {
            case .taken: return
            case .full: operation.fail(PostgreSQLError(.queueFull, "too many reads are waiting; try again shortly"))
            case .closed: operation.fail(PostgreSQLError(.closed, "the database is closed"))
            }
        }
    }

    /// Finishes the reads that wait, closes the connections and ends the threads.
    package func close() async {
        work.close()
        await withUnsafeContinuation { (waiter: UnsafeContinuation<Void, Never>) in
            let isOver = ending.withLock { ending in
                if ending.running > 0 { ending.waiters.append(waiter) }
                return ending.running == 0
            }
            if isOver { waiter.resume() }
        }
    }
}

/// One reading connection and its loop.
private final class Reader {
    private let url: String
    private var connection: Connection?

    init(url: String) { self.url = url }

    func run(_ work: WorkQueue<DatabaseOperation>) {
        while let taken = work.take(limit: 1) {
            for operation in taken { perform(operation, isFirst: true) }
        }
        connection = nil
    }

    private func perform(_ operation: DatabaseOperation, isFirst: Bool) {
        let isFresh = connection == nil
        do {
            let connection = try self.connection ?? Connection(url: url)
            self.connection = connection
            try connection.beginRead()
            try operation.perform(connection)
            try connection.commit()
            operation.succeed()
        } catch {
            let isLost = (error as? PostgreSQLError)?.endsConnection ?? (connection?.failed?.endsConnection ?? false)
            if isLost || (try? connection?.rollback()) == nil { connection = nil }
            // A connection that was idle may have ended long ago: that is no reason to refuse a read.
            if isLost, isFirst, !isFresh { return perform(operation, isFirst: false) }
            operation.fail(error)
        }
    }
}
