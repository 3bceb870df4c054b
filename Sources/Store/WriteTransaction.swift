import Vocabulary

/// A transaction that may write; what it signals is told to waiters after the commit.
package final class WriteTransaction: ReadTransaction {
    let state: WriterState
    private let makeRandomNumber: @Sendable () -> UInt64

    init(
        connection: Session, now: Timestamp, state: WriterState, randomNumber: @escaping @Sendable () -> UInt64
    ) {
        self.state = state
        makeRandomNumber = randomNumber
        super.init(connection: connection, now: now)
    }

    /// Wakes those who wait for `signal` once the transaction has committed.
    package func signal(_ signal: StoreSignal) { state.signals |= 1 << signal.rawValue }

    package func randomNumber() -> UInt64 { makeRandomNumber() }

    /// Performs `body` as one step of the transaction: what it throws undoes what it wrote, and nothing else.
    package func step<Result>(_ body: () throws -> Result) throws -> Result { try connection.savepoint(body) }

    /// The next value of the database-wide fencing counter: strictly increasing, never reused.
    package func nextEpoch() throws -> Int64 {
        let statement = try connection.statement(
            "UPDATE counter SET value = value + 1 WHERE name = 'epoch' RETURNING value")
        guard let epoch = try statement.first({ $0.int64(0) }) else { throw StoreError.missing("epoch counter") }
        return epoch
    }
}

/// What one writing process keeps between transactions; touched on the writer's thread only.
final class WriterState: @unchecked Sendable {  // confined to the writer's thread
    var signals: UInt32 = 0
    let writer: String

    init(writer: String) { self.writer = writer }
}
