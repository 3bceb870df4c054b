import Vocabulary

/// Brings a database to this version's schema, and names its incarnation.
enum Migrator {
    /// Applies what is missing and returns the incarnation.
    ///
    /// - Throws: `StoreError.cannotOpen` where the database was written by a version that this one does not know, or the
    ///   file is another program's.
    static func migrate(_ connection: Session, now: Timestamp, incarnation: String) throws -> String {
        try connection.define(
            "CREATE TABLE IF NOT EXISTS migration(name TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID")
        let applied = try connection.statement("SELECT name FROM migration").all { $0.text(0) }
        let known = Set(Schema.migrations.map(\.name))
        if let unknown = applied.first(where: { !known.contains($0) }) {
            throw StoreError.cannotOpen(
                "it was written by another version of Waggle (migration \(unknown)), which this one does not know; use that one"
            )
        }
        if case .sqlite = connection, applied.isEmpty {
            let strange = try connection.statement(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('migration', 'sqlite_sequence')"
            ).first { $0.text(0) }
            if let strange {
                throw StoreError.cannotOpen("it is another program's, with a table \(strange); name another file")
            }
        }
        for migration in Schema.migrations where !applied.contains(migration.name) {
            try connection.define(migration.statements)
            try connection.statement("INSERT INTO migration(name, at) VALUES(?1, ?2)")
                .bind(1, migration.name).bind(2, now.milliseconds).run()
        }
        try connection.statement("INSERT INTO counter(name, value) VALUES('epoch', 0) ON CONFLICT DO NOTHING").run()
        try connection.statement("INSERT INTO meta(name, value) VALUES('incarnation', ?1) ON CONFLICT DO NOTHING")
            .bind(1, incarnation).run()
        try connection.statement("INSERT INTO turn(number) SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM turn)").run()
        return try connection.statement("SELECT value FROM meta WHERE name = 'incarnation'").first { $0.text(0) }
            ?? incarnation
    }
}
