import PostgreSQL
import SQLite
import Threading
import Vocabulary

/// What a store is put together from, whichever database stands behind it.
struct StoreOpening: Sendable {
    let state: WriterState
    let board: SignalBoard
    let jobs: JobEstimate
    let clock: @Sendable () -> Timestamp
    let randomNumber: @Sendable () -> UInt64
    /// The database's name, should it be new.
    let incarnation: String

    func open(_ location: StoreLocation) async throws -> (Engine, incarnation: String) {
        switch location {
        case .memory: try await open(file: nil)
        case .file(let path): try await open(file: path)
        case .server(let url, let node): try await open(server: url, node: node)
        }
    }

    /// A database of this process alone.
    private func open(file path: String?) async throws -> (Engine, incarnation: String) {
        let life = Lock<String?>(nil)
        let writer = try SQLite.GroupCommitWriter(
            path: path ?? "", mode: path == nil ? .memory : .readWrite,
            prepare: { [state] connection in
                try Self.recognise(connection, as: life.withLock(\.self))
                connection.deferred = state
            },
            hooks: WriterHooks(
                afterCommit: { committed(changedRows: $0) },
                afterRollback: { [state] isKnown in if isKnown { state.undo(to: 0) } else { state.forget() } }))
        let incarnation = try await writer.write { connection in
            let incarnation = try Migrator.migrate(.sqlite(connection), now: clock(), incarnation: self.incarnation)
            try WriteTransaction(
                connection: .sqlite(connection), now: clock(), state: state, randomNumber: randomNumber
            ).loadReadySet()
            return incarnation
        }
        life.withLock { $0 = incarnation }
        let readers =
            if let path { try SQLite.ReaderPool(path: path, count: 2, writer: writer) } else {
                SQLite.ReaderPool(through: writer)
            }
        return (.sqlite(writer, readers), incarnation)
    }

    /// Refuses another database that was put in the place of the one this process works on.
    private static func recognise(_ connection: SQLite.Connection, as incarnation: String?) throws {
        guard let incarnation else { return }
        let found = try connection.statement("SELECT value FROM meta WHERE name = 'incarnation'").first { $0.text(0) }
        guard found == incarnation else {
            throw SQLiteError(.cannotOpen, "another database was put in the place of this one; start Waggle again")
        }
    }

    /// A database that other processes may share.
    ///
    /// Batches of all processes take turns. Each leaves the number of its batch beside its writer's name, which tells a
    /// lost commit from one that happened, and counts the turns: where nobody else had one since this process wrote, what
    /// it remembers still holds.
    private func open(server url: String, node: String?) async throws -> (Engine, incarnation: String) {
        let life = Lock<String?>(nil)
        let hooks = CommitHooks(
            turn: Self.turn,
            opened: { [state] connection in
                try Self.recognise(connection, as: life.withLock(\.self))
                connection.deferred = state
            }, began: { try began($0) },
            seal: { try seal($0, batch: $1, node: node) },
            isSealed: { [state] connection, batch in
                guard state.isOpen else { return false }  // a migration may be repeated
                return try connection.statement("SELECT 1 FROM process WHERE writer = ?1 AND batch = ?2")
                    .bind(1, state.writer).bind(2, batch).first { _ in true } ?? false
            },
            undone: { [state, jobs] in
                state.forget()
                jobs.set(JobEstimate.many, turn: state.turn)  // nobody knows, so that nobody may stay unwoken
            }, committed: { committed(changedRows: $0) })
        let writer = try PostgreSQL.GroupCommitWriter(url: url, hooks: hooks)
        let incarnation = try await writer.write {
            try Migrator.migrate(.postgres($0), now: clock(), incarnation: self.incarnation)
        }
        life.withLock { $0 = incarnation }
        if let node { try await writer.write { try Self.freePlace(node, $0) } }
        state.isOpen = true  // the thread that looks at it gets its next work through its queue
        let exchange = try SignalExchange(url: url, writer: state.writer, board: board, jobs: jobs)
        return (.postgres(writer, try PostgreSQL.ReaderPool(url: url, count: 3), exchange), incarnation)
    }

    /// The same for a server's; no session outlives its database, so that each connection is asked once.
    private static func recognise(_ connection: PostgreSQL.Connection, as incarnation: String?) throws {
        guard let incarnation else { return }
        let found = try connection.statement("SELECT value FROM meta WHERE name = 'incarnation'").first { $0.text(0) }
        guard found == incarnation else {
            throw PostgreSQLError(
                .replaced, "another database was put in the place of this one; start Waggle again")
        }
    }

    /// Waggle's place among the advisory locks of a database: its name in ASCII.
    static let turn: Int64 = 0x7761_6767_6c65

    // MARK: On the writer's thread

    private func committed(changedRows: Bool) {
        state.committed()
        // Also after a look that found nothing: it is known again how many jobs wait.
        if state.isOpen, !state.isOutdated, state.ready != nil { jobs.set(state.claimable, turn: state.turn) }
        // Not after mere reads: a listener that reads through this writer would wake itself for ever.
        guard changedRows else { return }
        let signals = state.signals
        state.signals = 0
        if !state.isOpen, signals & 1 << StoreSignal.jobs.rawValue != 0 { jobs.set(state.claimable, turn: state.turn) }
        if signals != 0 { board.raise(signals) }
    }

    /// Forgets what other processes may have changed since this one's last turn.
    private func began(_ connection: PostgreSQL.Connection) throws {
        guard state.isOpen else { return }
        let (number, timer) =
            try connection.statement("SELECT number, timer FROM turn").first { ($0.int64(0), $0.int64(1)) } ?? (0, .max)
        if number != state.turn {
            state.outdate()
            state.nextTimer = timer
            connection.forgetIDs()
        }
        state.turn = number
    }

    /// Whatever worked as this node before is gone.
    private static func freePlace(_ node: String, _ connection: PostgreSQL.Connection) throws {
        try connection.statement("UPDATE process SET presence = ?1 WHERE node = ?2").bind(1, Presence.none).bind(
            2, node
        )
        .run()
    }

    private func seal(_ connection: PostgreSQL.Connection, batch: Int64, node: String?) throws {
        try connection.settle()
        guard state.isOpen else { return }
        try connection.statement(
            """
            INSERT INTO process(writer, batch, at, node) VALUES(?1, ?2, ?3, ?4)
            ON CONFLICT(writer) DO UPDATE SET batch = excluded.batch, at = excluded.at, node = excluded.node
            """
        ).bind(1, state.writer).bind(2, batch).bind(3, clock().milliseconds).bind(4, node).run()
        state.turn += 1
        if !state.isOutdated { state.seen = state.turn }
        try connection.statement("UPDATE turn SET number = ?1, timer = ?2").bind(1, state.turn)
            .bind(2, state.nextTimer).run()
        try nameEntered(connection)
        guard state.signals != 0 else { return }
        try connection.statement("SELECT pg_notify(?1, ?2)").bind(1, SignalExchange.channel)
            .bind(
                2,
                SignalExchange.message(state.signals, jobs: state.wakes, turn: state.turn, from: state.writer)
            ).run()
    }

    private func nameEntered(_ connection: PostgreSQL.Connection) throws {
        if state.turn % (QueuedTasks.keptTurns / 8) == 0 {
            try connection.statement("DELETE FROM queued WHERE turn <= ?1").bind(1, state.turn - QueuedTasks.keptTurns)
                .run()
        }
        guard !state.entered.isEmpty else { return }
        try connection.statement("INSERT INTO queued(turn, tasks) VALUES(?1, ?2)").bind(1, state.turn)
            .bind(2, QueuedTasks.spell(state.entered)).run()
    }
}
