package import SQLite
package import Vocabulary

/// A store without threads and without a clock, for simulations: each operation and each end of a commit is a call.
///
/// What a process keeps in memory beside the rows is treated as `Store` treats it. One value is one process on the
/// connection's database, used by one thread.
package final class SteppedStore {
    package let connection: Connection
    private let state: WriterState
    private let randomNumber: @Sendable () -> UInt64

    /// Creates or migrates the database, as a process does at its start.
    ///
    /// - Parameter writer: A name of its own for every process: its chain of audit records carries it.
    package init(
        _ connection: Connection, writer: String, now: Timestamp, randomNumber: @escaping @Sendable () -> UInt64
    ) throws {
        self.connection = connection
        self.randomNumber = randomNumber
        state = WriterState(writer: writer)
        connection.deferred = state
        try connection.begin()
        _ = try Migrator.migrate(.sqlite(connection), now: now, incarnation: "simulated")
        try transaction(at: now).loadReadySet()
        try connection.commit()
        state.committed()
    }

    /// Whether the last job that was claimed went to an agent that was kept free for it, outside of the order.
    package var wasReserved: Bool { state.wasReserved }

    private func transaction(at now: Timestamp) -> WriteTransaction {
        WriteTransaction(connection: .sqlite(connection), now: now, state: state, randomNumber: randomNumber)
    }

    /// Performs `body` inside the open transaction; what it throws undoes what it changed, and nothing else.
    package func step(at now: Timestamp, _ body: (WriteTransaction) throws -> Void) throws {
        let mark = state.mark
        do { try connection.savepoint { try body(transaction(at: now)) } } catch {
            state.undo(to: mark)
            throw error
        }
    }

    /// Reads between transactions.
    package func read<Result>(at now: Timestamp, _ body: (ReadTransaction) throws -> Result) throws -> Result {
        try body(ReadTransaction(connection: .sqlite(connection), now: now))
    }

    package func begin() throws { try connection.begin() }

    /// Commits; gives the signals to tell.
    package func commit() throws -> Set<StoreSignal> {
        try connection.commit()
        state.committed()
        let signals = state.signals
        state.signals = 0
        return Set(StoreSignal.allCases.filter { signals & 1 << $0.rawValue != 0 })
    }

    /// Rolls back what will be performed again.
    package func undo() throws {
        try connection.rollback()
        state.undo(to: 0)
    }

    /// Ends the transaction so that nobody knows how it ended: on disk or not.
    package func lose(isDurable: Bool) throws {
        if isDurable { try connection.commit() } else { try connection.rollback() }
        state.forget()
    }
}
