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
    package func signal(_ signal: StoreSignal) {
        state.signals |= 1 << signal.rawValue
        if signal == .jobs { state.wakes = JobEstimate.many }
    }

    /// Wakes agents after the commit, in other processes no more than there can be jobs for them.
    func signalJobs(_ count: Int) {
        state.signals |= 1 << StoreSignal.jobs.rawValue
        state.wakes = min(state.wakes + count, JobEstimate.many)
    }

    package func randomNumber() -> UInt64 { makeRandomNumber() }

    /// Performs `body` as one step of the transaction: what it throws undoes what it wrote, and nothing else.
    package func step<Result>(_ body: () throws -> Result) throws -> Result {
        let mark = state.mark
        do { return try connection.savepoint(body) } catch {
            state.undo(to: mark)
            throw error
        }
    }

    /// The next value of the database-wide fencing counter: strictly increasing, never reused.
    ///
    /// The counter itself moves in steps; what is left of a step when the process ends is never handed out.
    package func nextEpoch() throws -> Int64 {
        if state.epochs.isEmpty {
            let statement = try connection.ownStatement(
                "UPDATE counter SET value = value + 1000 WHERE name = 'epoch' RETURNING value")
            guard let last = try statement.first({ $0.int64(0) }) else { throw StoreError.missing("epoch counter") }
            state.epochs = last - 999..<last + 1
            state.note(.epochs)
        }
        return state.epochs.removeFirst()
    }
}
