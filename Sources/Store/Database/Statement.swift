import PostgreSQL
import SQLite

/// A prepared statement of a `Session`: bind, run, read.
///
/// Parameters count from 1 and are written `?1`, columns count from 0. A column is read only inside the closure that was
/// handed the row.
enum Statement {
    case sqlite(SQLite.Statement)
    case postgres(PostgreSQL.Statement)

    // MARK: Running

    /// Runs to the end, skipping rows.
    @inline(__always)
    func run() throws {
        switch self {
        case .sqlite(let statement): try statement.run()
        case .postgres(let statement): try statement.run()
        }
    }

    /// Runs to the end and returns how many rows were inserted, updated or deleted.
    @inline(__always)
    func change() throws -> Int {
        switch self {
        case .sqlite(let statement): try statement.change()
        case .postgres(let statement): try statement.change()
        }
    }

    /// Runs a change of exactly one row; false where there is none to change.
    ///
    /// PostgreSQL may say yes at once: where that turns out wrong, the operation runs again.
    @inline(__always)
    func changesOne() throws -> Bool {
        switch self {
        case .sqlite(let statement): try statement.change() == 1
        case .postgres(let statement): try statement.changesOne()
        }
    }

    /// Runs an INSERT of one row and returns the `id` the row got.
    @inline(__always)
    func insert() throws -> Int64 {
        switch self {
        case .sqlite(let statement): try statement.insert()
        case .postgres(let statement): try statement.insert()
        }
    }

    /// Hands every row to `row`, one after the other.
    func each(_ row: (Statement) throws -> Void) throws { _ = try all { try row($0) } }

    /// Reads every row.
    func all<T>(_ row: (Statement) throws -> T) throws -> [T] {
        switch self {
        case .sqlite(let statement): try statement.all { try row(.sqlite($0)) }
        case .postgres(let statement): try statement.all { try row(.postgres($0)) }
        }
    }

    /// Reads the first row; nil when there is none.
    @inline(__always)
    func first<T>(_ row: (Statement) throws -> T) throws -> T? {
        switch self {
        case .sqlite(let statement): try statement.first { try row(.sqlite($0)) }
        case .postgres(let statement): try statement.first { try row(.postgres($0)) }
        }
    }
}
