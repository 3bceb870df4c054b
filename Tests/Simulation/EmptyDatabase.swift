import SQLite

/// A database in memory whose schema one history leaves to the next: making it, and preparing every statement anew, would
/// cost as much as a short history.
///
/// The first history on it migrates an empty database; the others find the tables there, and nothing in them. Rows have
/// ids from 1 on again, so that a history is the same wherever it runs.
final class EmptyDatabase {
    private let connection: Connection
    private var isUsed = false

    init() throws { connection = try Connection(path: "", mode: .memory) }

    /// The connection, for one history at a time.
    func renewed() throws -> Connection {
        connection.deferred = nil
        try connection.rollback()
        if isUsed { try connection.savepoint { try empty() } }
        isUsed = true
        return connection
    }

    private func empty() throws {
        // What refers to others was made after them.
        let main = try connection.statement(
            "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name <> 'migration' ORDER BY rowid DESC"
        ).all { "main." + $0.text(0) }
        let own = try connection.statement("SELECT name FROM temp.sqlite_schema WHERE type = 'table'")
            .all { "temp." + $0.text(0) }
        // Tables of this connection last: what is deleted leaves its traces there.
        for table in main + own { try connection.prepare("DELETE FROM \(table)").run() }
    }
}
