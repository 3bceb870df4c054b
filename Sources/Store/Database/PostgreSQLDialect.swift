/// Where PostgreSQL spells a schema differently than SQLite.
enum PostgreSQLDialect {
    /// Text compares by its bytes, as in SQLite.
    ///
    /// Rows are numbered by `PostgreSQL.Connection`, not by sequences.
    private static let words = [
        (" AUTOINCREMENT", ""),
        ("INTEGER", "BIGINT"), ("BLOB", "BYTEA"), (" TEXT", " TEXT COLLATE \"C\""), (" WITHOUT ROWID", ""),
        // Room in each page for the next versions of its rows.
        ("/* rows change often */", "WITH (fillfactor = 40)"),
    ]

    static func schema(_ statements: String) -> String {
        words.reduce(statements) { $0.replacing($1.0, with: $1.1) }
    }
}
