package import Vocabulary
package import Threading
import PostgreSQL
import SQLite

/// The one place where state that matters lives.
///
/// Writes are operations that run one after the other on the writer's thread and are acknowledged after their commit is on
/// disk; many share one commit. Reads run beside them on connections of their own.
package final class Store: Sendable {
    let engine: Engine
    private let state: WriterState
    private let waiters: SignalBoard
    private let jobs: JobEstimate
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
    /// The database's file; nil where it is none.
    package let path: String?

    /// Opens (and, where needed, creates or migrates) the database.
    ///
    /// - Parameters:
    ///   - location: Where it is.
    ///   - clock: Wall-clock time; see `HeldClock` for its steps back.
    ///   - randomNumber: Source of confirmation codes and names.
    ///   - reconciliation: How long after an outage what agents bring is counted: one lease time.
    package init(
        at location: StoreLocation, clock: @escaping @Sendable () -> Timestamp,
        randomNumber: @escaping @Sendable () -> UInt64, reconciliation: Duration = .seconds(60)
    ) async throws {
        let held = Lock(HeldClock())
        let started = ContinuousClock.now
        let monotonic: @Sendable () -> Timestamp = {
            held.withLock { $0.read(wall: clock(), running: ContinuousClock.now - started) }
        }
        let opening = StoreOpening(
            state: WriterState(writer: HexName.make(randomNumber())), board: SignalBoard(), jobs: JobEstimate(),
            clock: monotonic, randomNumber: randomNumber, incarnation: HexName.make(randomNumber()))
        self.clock = monotonic
        self.randomNumber = randomNumber
        health = StoreHealth(window: reconciliation, clock: monotonic)
        state = opening.state
        waiters = opening.board
        jobs = opening.jobs
        path = if case .file(let file) = location { file } else { nil }
        do { (engine, incarnation) = try await opening.open(location) } catch let error as SQLiteError {
            throw StoreError.cannotOpen(error.message)
        } catch let error as PostgreSQLError {
            throw StoreError.cannotOpen(error.message)
        }
    }

    /// Opens a SQLite file, or a database in memory where `path` is nil.
    package convenience init(
        path: String?, clock: @escaping @Sendable () -> Timestamp, randomNumber: @escaping @Sendable () -> UInt64,
        reconciliation: Duration = .seconds(60)
    ) async throws {
        try await self.init(
            at: path.map { .file($0) } ?? .memory, clock: clock, randomNumber: randomNumber,
            reconciliation: reconciliation)
    }

    /// Performs the operation; returns after its commit is durable.
    ///
    /// Refused at once while the database is away (`health`).
    package func perform<Operation: StoreOperation>(_ operation: Operation) async throws -> Operation.Output {
        try health.admit()
        return try await watching { try await performUntested(operation) }
    }

    /// The same; where nobody can know whether it was committed, `undo` is performed as soon as the database takes work.
    ///
    /// The caller does not wait for that. It is not performed where the process ends before.
    package func perform<Operation: StoreOperation, Undo: StoreOperation>(
        _ operation: Operation, undoing undo: Undo
    ) async throws -> Operation.Output {
        try health.admit()
        return try await watching {
            do { return try await performUntested(operation) } catch {
                // Unstructured: the caller has its answer, and the database may be away for long.
                if Self.isOutcomeUnknown(error) { Task { _ = try await performSurely(undo) } }
                throw error
            }
        }
    }

    private static func isOutcomeUnknown(_ error: any Error) -> Bool {
        (error as? SQLiteError)?.isOutcomeUnknown ?? (error as? PostgreSQLError)?.isOutcomeUnknown ?? false
    }

    /// Performs also where the database is known to be away; throws what the database throws.
    func performUntested<Operation: StoreOperation>(
        _ operation: Operation, isProbe: Bool = false
    ) async throws -> Operation.Output {
        try await engine.write(isProbe: isProbe, body(of: operation))
    }

    /// Performs an operation that decides everything before its first write, so that it needs no savepoint.
    package func performUnguarded<Operation: StoreOperation>(_ operation: Operation) async throws -> Operation.Output {
        try health.admit()
        let engine = engine
        let body = body(of: operation)
        return try await watching { try await engine.writeUnguarded(body) }
    }

    private func body<Operation: StoreOperation>(
        of operation: Operation
    ) -> @Sendable (Session) throws -> Operation.Output {
        let (state, clock, randomNumber) = (state, clock, randomNumber)
        return { connection in
            let mark = state.mark
            do {
                return try operation.perform(
                    in: WriteTransaction(
                        connection: connection, now: clock(), state: state, randomNumber: randomNumber))
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
            try await engine.read { try body(ReadTransaction(connection: $0, now: clock())) }
        }
    }

    /// The store's time: what operations see as `now`.
    package var now: Timestamp { clock() }

    /// A wake-up that is raised after commits that raised the signal, for as long as the caller keeps it.
    package func wake(on signal: StoreSignal) -> Wake { waiters.subscribe(signal) }

    /// About how many jobs of open swarms wait for an agent, as of the last commit.
    package var claimable: Int { jobs.count }

    /// Whether other processes may write to the same database.
    package var isShared: Bool {
        switch engine {
        case .sqlite: false
        case .postgres: true
        }
    }

    /// Finishes what is queued, checkpoints and closes.
    package func close() async {
        await engine.close()
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
        do {
            let result = try await mapping(body)
            health.committed()
            return result
        } catch {
            health.ended()
            throw error
        }
    }

    func mapping<Result>(_ body: () async throws -> Result) async throws -> Result {
        do { return try await body() } catch let error as SQLiteError {
            if error.isDamage { noteDamage(error) }
            health.failed(error)
            throw StoreError.unavailable(error.message)
        } catch let error as PostgreSQLError {
            health.failed(error)
            throw StoreError.unavailable(error.message)
        }
    }
}
