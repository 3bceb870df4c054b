import CPostgreSQL

extension Connection {
    /// Opens a transaction that excludes every other one begun so, in this process and in others, until it ends.
    ///
    /// The lock is PostgreSQL's own advisory lock, held by the transaction: what the one before wrote is visible to every
    /// statement that follows, and it goes with the transaction however that ends. Nothing is sent yet.
    /// - Parameter turn: Who takes turns: transactions with the same number.
    package func begin(turn: Int64) throws(PostgreSQLError) {
        reset()
        try statement("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE").run()
        // A process that is stopped in the middle of its turn must not hold up the others; a role that does not wait for
        // the disk must not make an answered write a promise that is not kept.
        try statement(
            """
            SELECT set_config('idle_in_transaction_session_timeout', '10s', true),
            set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
            ELSE current_setting('synchronous_commit') END, true), pg_advisory_xact_lock(?1)
            """
        ).bind(1, turn).run()
        wrote = false
    }

    /// Opens a transaction that only reads: one snapshot from its first statement on.
    package func beginRead() throws(PostgreSQLError) {
        reset()
        try statement("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").run()
        wrote = false
        refusesWrites = true
    }

    /// Commits; returns when the server says that it is done.
    package func commit() throws(PostgreSQLError) {
        refusesWrites = false
        try settle()
        // A transaction that failed is undone by COMMIT, which is then no error.
        guard try ownStatement("COMMIT").tag() == "COMMIT" else {
            throw PostgreSQLError(.misuse, "the transaction had failed, it was undone")
        }
    }

    /// Undoes the open transaction, if there is one.
    package func rollback() throws(PostgreSQLError) {
        forgetIDs()
        dropGathered()
        refusesWrites = false
        forgive()
        try? flush()
        forgive()
        try statement("ROLLBACK").run()
        try flush()
    }

    /// Runs `body` so that its changes stay or go together, inside the open transaction.
    ///
    /// When `body` throws, its changes are undone and the error passes on. Calls nest. Unless `isStrict`, a statement that
    /// the database refuses spoils the whole transaction instead: its owner runs it again strictly.
    package func savepoint<Result>(_ body: () throws -> Result) throws -> Result {
        if isStrict { try flush() }
        try statement("SAVEPOINT nested").run()
        do {
            let result = try body()
            if isStrict { try flush() }
            try statement("RELEASE SAVEPOINT nested").run()
            return result
        } catch {
            forgetIDs()
            dropGathered()  // what was gathered before the savepoint was sent with it
            if isStrict { try? flush() }
            if failed == nil {
                try statement("ROLLBACK TO SAVEPOINT nested").run()
                try statement("RELEASE SAVEPOINT nested").run()
            }
            throw error
        }
    }

    private func reset() {
        forgive()
        dropGathered()
        refusesWrites = false
    }
}
