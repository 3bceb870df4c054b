import PostgreSQL
import SQLite

/// One database connection inside a transaction, whichever database stands behind it.
///
/// The one place where statements meet a database. Statements are written once, for both: parameters `?1`, and what
/// SQLite and PostgreSQL share.
enum Session {
    case sqlite(SQLite.Connection)
    case postgres(PostgreSQL.Connection)

    /// Whether other processes may write between two transactions of this one.
    var isShared: Bool {
        switch self {
        case .sqlite: false
        case .postgres: true
        }
    }

    /// The statement of this literal, prepared at its first use and kept; its bindings are empty.
    @inline(__always)
    func statement(_ sql: StaticString) throws -> Statement {
        switch self {
        case .sqlite(let connection): .sqlite(try connection.statement(sql))
        case .postgres(let connection): .postgres(try connection.statement(sql))
        }
    }

    /// Runs statements that change the schema, written as SQLite spells them.
    func define(_ statements: String) throws {
        switch self {
        case .sqlite(let connection): try connection.execute(statements)
        case .postgres(let connection): try connection.execute(PostgreSQLDialect.schema(statements))
        }
    }

    /// The same for a statement that neither reads nor writes what was put off (see `DeferredWrites`).
    @inline(__always)
    func ownStatement(_ sql: StaticString) throws -> Statement {
        switch self {
        case .sqlite(let connection): .sqlite(try connection.ownStatement(sql))
        case .postgres(let connection): .postgres(connection.ownStatement(sql))
        }
    }

    /// Runs `body` so that its changes stay or go together, inside the open transaction.
    func savepoint<Result>(_ body: () throws -> Result) throws -> Result {
        switch self {
        case .sqlite(let connection): try connection.savepoint(body)
        case .postgres(let connection): try connection.savepoint(body)
        }
    }
}
