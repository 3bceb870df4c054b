import SQLite

extension Store {
    /// Writes a consistent copy of the database to a new file, readable by its owner only, and looks through all of it.
    ///
    /// Runs on a reader's thread beside everything else; what commits meanwhile is not in the copy. The copy is one file
    /// without a write-ahead log.
    ///
    /// - Throws: `StoreError.unavailable` where it cannot be written or is not sound; nothing is left then.
    package func backup(to path: String) async throws {
        guard case .sqlite(_, let readers) = engine else {
            throw StoreError.unavailable(
                "a PostgreSQL database is backed up with its own tools, pg_dump and pg_restore")
        }
        try await mapping {
            try await readers.read { connection in
                try connection.backup(to: path)
                do { try DatabaseFile.check(path) } catch {
                    DatabaseFile.remove(path)
                    throw error
                }
            }
        }
    }
}
