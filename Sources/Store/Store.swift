package import Vocabulary
package import Threading
import SQLite

/// The one place where state that matters lives.
///
/// Writes are operations that run one after the other on the writer's thread and are acknowledged after their commit is on
/// disk; many share one commit. Reads run beside them on connections of their own.
package final class Store: Sendable {
    private let writer: GroupCommitWriter
    let readers: ReaderPool
    private let state: WriterState
    private let waiters: SignalBoard
    private let jobs: Lock<Int>
    private let clock: @Sendable () -> Timestamp
    private let randomNumber: @Sendable () -> UInt64

    private let damaged = Lock<String?>(nil)
    private let damageWake = Wake()

    /// Whether the database takes work now.
    package let health: StoreHealth

    /// A random name of the database's life: new after every creation, restore or copy.
    package let incarnation: String
    /// A random name of this process's work on the database.
    package var process: String { state.writer }
    /// Whether other processes may work on the same database.
    package var isShared: Bool { false }
    /// The database's file; nil in memory.
    package let path: String?

    /// Opens (and, where needed, creates or migrates) the database.
    ///
    /// - Parameters:
    ///   - path: File path, or nil for a database in memory.
    ///   - clock: Wall-clock time; see `HeldClock` for its steps back.
    ///   - randomNumber: Source of confirmation codes and names.
    ///   - reconciliation: How long after an outage what agents bring is counted: one lease time.
    package init(
        path: String?, clock: @escaping @Sendable () -> Timestamp, randomNumber: @escaping @Sendable () -> UInt64,
        reconciliation: Duration = .seconds(60)
    ) async throws {
        let held = Lock(HeldClock())
        let started = ContinuousClock.now
        let monotonic: @Sendable () -> Timestamp = {
            held.withLock { $0.read(wall: clock(), running: ContinuousClock.now - started) }
        }
        let board = SignalBoard()
        let jobs = Lock(0)
        let state = WriterState(writer: HexName.make(randomNumber()))
        self.path = path
        self.clock = monotonic
        self.randomNumber = randomNumber
        self.state = state
        waiters = board
        health = StoreHealth(window: reconciliation, clock: monotonic)
        let life = Lock<String?>(nil)
        self.jobs = jobs
        do {
            writer = try GroupCommitWriter(
                path: path ?? "", mode: path == nil ? .memory : .readWrite,
                prepare: { connection in
                    try Self.recognise(connection, as: life.withLock(\.self))
                    connection.deferred = state
                },
                hooks: WriterHooks(
                    afterCommit: { changedRows in
                        state.committed()
                        // Not after mere reads: a listener that reads through this writer would wake itself for ever.
                        guard changedRows else { return }
                        let signals = state.signals
                        state.signals = 0
                        if signals & 1 << StoreSignal.jobs.rawValue != 0 {
                            let count = state.claimable
                            jobs.withLock { $0 = count }
                        }
                        if signals != 0 { board.raise(signals) }
                    },
                    afterRollback: { isKnown in if isKnown { state.undo(to: 0) } else { state.forget() } }))
            let name = HexName.make(randomNumber())
            incarnation = try await writer.write { connection in
                let incarnation = try Migrator.migrate(connection, now: monotonic(), incarnation: name)
                try WriteTransaction(
                    connection: .sqlite(connection), now: monotonic(), state: state, randomNumber: randomNumber
                ).loadReadySet()
                return incarnation
            }
            let incarnation = incarnation
            life.withLock { $0 = incarnation }
            readers =
                if let path { try ReaderPool(path: path, count: 2) } else { ReaderPool(through: writer) }
        } catch let error as SQLiteError {
            throw StoreError.cannotOpen(error.message)
        }
    }

    /// Performs the operation; returns after its commit is durable.
    ///
    /// Refused at once while the database is away (`health`).
    package func perform<Operation: StoreOperation>(_ operation: Operation) async throws -> Operation.Output {
        try health.admit()
        return try await watching { try await performUntested(operation) }
    }

    /// Performs also where the database is known to be away; throws what the database throws.
    func performUntested<Operation: StoreOperation>(_ operation: Operation) async throws -> Operation.Output {
        try await writer.write(body(of: operation))
    }

    /// Performs an operation that decides everything before its first write, so that it needs no savepoint.
    package func performUnguarded<Operation: StoreOperation>(_ operation: Operation) async throws -> Operation.Output {
        try health.admit()
        let writer = writer
        let body = body(of: operation)
        return try await watching { try await writer.writeUnguarded(body) }
    }

    private func body<Operation: StoreOperation>(
        of operation: Operation
    ) -> @Sendable (Connection) throws -> Operation.Output {
        let (state, clock, randomNumber) = (state, clock, randomNumber)
        return { connection in
            let mark = state.mark
            do {
                return try operation.perform(
                    in: WriteTransaction(
                        connection: .sqlite(connection), now: clock(), state: state, randomNumber: randomNumber))
            } catch {
                state.undo(to: mark)
                throw error
            }
        }
    }

    /// Reads a consistent view; `body` runs on a reader's thread.
    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (ReadTransaction) throws -> Result
    ) async throws -> Result {
        try health.admitRead()
        let clock = clock
        return try await mapping {
            try await readers.read { try body(ReadTransaction(connection: .sqlite($0), now: clock())) }
        }
    }

    /// The store's time: what operations see as `now`.
    package var now: Timestamp { clock() }

    /// A wake-up that is raised after commits that raised the signal, for as long as the caller keeps it.
    package func wake(on signal: StoreSignal) -> Wake { waiters.subscribe(signal) }

    /// About how many jobs of open swarms wait for an agent, as of the last commit.
    package var claimable: Int { jobs.withLock { $0 } }

    var writerMetrics: WriterMetrics { writer.metrics }

    /// Finishes what is queued, checkpoints and closes.
    package func close() async {
        await readers.close()
        await writer.close()
        waiters.finish()
        damageWake.close()
    }

    /// Returns what a page said that cannot be right, as soon as one does; nil once the store is closed or the task is
    /// cancelled.
    ///
    /// Nothing should be written after that: the process ends, and the next start looks through the file.
    package func damage() async -> String? { await damageWake.wait() ? damaged.withLock { $0 } : nil }

    private func noteDamage(_ error: SQLiteError) {
        let isFirst = damaged.withLock { why in
            defer { why = why ?? error.message }
            return why == nil
        }
        guard isFirst else { return }
        if let path { DatabaseQuarantine.suspect(path, because: error.message) }
        damageWake.raise()
    }

    private func watching<Result>(_ body: () async throws -> Result) async throws -> Result {
        let result = try await mapping(body)
        health.committed()
        return result
    }

    func mapping<Result>(_ body: () async throws -> Result) async throws -> Result {
        do { return try await body() } catch let error as SQLiteError {
            if error.isDamage { noteDamage(error) }
            health.failed(error)
            throw StoreError.unavailable(error.message)
        }
    }

    /// Refuses another database that was put in the place of the one this process works on.
    private static func recognise(_ connection: Connection, as incarnation: String?) throws {
        guard let incarnation else { return }
        let found = try connection.statement("SELECT value FROM meta WHERE name = 'incarnation'").first { $0.text(0) }
        guard found == incarnation else {
            throw SQLiteError(.cannotOpen, "another database was put in the place of this one; start Waggle again")
        }
    }
}
