import Threading

/// Read-only connections to a database, each on a thread of its own.
///
/// Every read sees one committed state from its first statement to its end. Keep reads short: while one lasts, the
/// write-ahead log behind it cannot be reused.
package final class ReaderPool: Sendable {
    private enum Source {
        case threads(WorkQueue<DatabaseOperation>, Lock<Ending>)
        case writer(GroupCommitWriter)
    }

    private struct Ending {
        var running: Int
        var waiters: [UnsafeContinuation<Void, Never>] = []
    }

    private let source: Source

    /// Opens `count` connections, blocking the caller; the file must exist and its writer be open.
    ///
    /// At most `capacity` reads wait. Of what `writer` commits nothing is told before it is on disk.
    package init(path: String, count: Int, capacity: Int = 8_192, writer: GroupCommitWriter? = nil) throws {
        let work = WorkQueue<DatabaseOperation>(capacity: capacity)
        let ending = Lock(Ending(running: 0))
        source = .threads(work, ending)
        for number in 0..<max(1, count) {
            let reader = Reader(path, try Connection(path: path, mode: .readOnly), writer)
            ending.withLock { $0.running += 1 }
            let isStarted = DedicatedThread.start(name: "waggle-reader\(number)") {
                reader.run(work)
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
                throw SQLiteError(.outOfMemory, "the system has no thread for a reader")
            }
        }
    }

    /// Reads through the writing connection, for databases in memory.
    package init(through writer: GroupCommitWriter) {
        source = .writer(writer)
    }

    deinit {
        if case .threads(let work, _) = source { work.close() }
    }

    /// Runs `body` in a read transaction and returns what it returns.
    ///
    /// Throws `SQLiteError` with `.queueFull` or `.closed` when it cannot be run, `.readOnly` for a statement that would
    /// write, and what `body` throws.
    package func read<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
        switch source {
        case .writer(let writer): return try await writer.read(body)
        case .threads(let work, _):
            return try await TypedDatabaseOperation(.read, body).answer { operation in
                switch work.offer(operation) {
                case .taken: return
                case .full: operation.fail(SQLiteError(.queueFull, "too many reads are waiting; try again shortly"))
                case .closed: operation.fail(SQLiteError(.closed, "the database is closed"))
                }
            }
        }
    }

    /// Finishes the reads that wait, closes the connections and ends the threads.
    package func close() async {
        guard case .threads(let work, let ending) = source else { return }
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
private final class Reader: @unchecked Sendable {  // moved to its thread at the start, used by it alone
    private let path: String
    private var connection: Connection?
    private var files: DatabaseFiles
    private let writer: GroupCommitWriter?

    init(_ path: String, _ connection: Connection, _ writer: GroupCommitWriter?) {
        self.path = path
        self.connection = connection
        self.writer = writer
        files = DatabaseFiles(path: path)
    }

    func run(_ work: WorkQueue<DatabaseOperation>) {
        while let taken = work.take(limit: 1) {
            for operation in taken {
                do { perform(operation, try current()) } catch { operation.fail(error) }
            }
        }
        connection = nil
    }

    private func perform(_ operation: DatabaseOperation, _ connection: Connection) {
        do {
            try connection.beginRead()
            try operation.perform(connection)
            connection.resetStatements()
            try connection.commit()
            if let writer { writer.answer(operation) } else { operation.succeed() }
        } catch {
            connection.resetStatements()
            try? connection.rollback()
            if Self.isOfTheFile(error) { self.connection = nil }
            operation.fail(error)
        }
    }

    /// The connection, opened anew where the one before failed or its file is another one now.
    private func current() throws -> Connection {
        if let connection {
            do { try files.check() } catch {
                self.connection = nil
                throw error
            }
            return connection
        }
        let fresh = try Connection(path: path, mode: .readOnly)
        files = DatabaseFiles(path: path)
        connection = fresh
        return fresh
    }

    private static func isOfTheFile(_ error: any Error) -> Bool {
        [.inputOutput, .cannotOpen, .corrupt, .notADatabase].contains { (code: SQLiteError.Code) in code ~= error }
    }
}
