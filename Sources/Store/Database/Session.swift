import SQLite

/// One database connection inside a transaction, whichever database stands behind it.
///
/// The one place where statements meet a database. Statements are written once, for both: parameters `?1`, and what
/// SQLite and PostgreSQL share.
enum Session {
    case sqlite(SQLite.Connection)

    /// The statement of this literal, prepared at its first use and kept; its bindings are empty.
    @inline(__always)
    func statement(_ sql: StaticString) throws -> Statement {
        switch self {
        case .sqlite(let connection): .sqlite(try connection.statement(sql))
        }
    }

    /// The same for a statement that neither reads nor writes what was put off (see `DeferredWrites`).
    @inline(__always)
    func ownStatement(_ sql: StaticString) throws -> Statement {
        switch self {
        case .sqlite(let connection): .sqlite(try connection.ownStatement(sql))
        }
    }

    /// Runs `body` so that its changes stay or go together, inside the open transaction.
    func savepoint<Result>(_ body: () throws -> Result) throws -> Result {
        switch self {
        case .sqlite(let connection): try connection.savepoint(body)
        }
    }
}
