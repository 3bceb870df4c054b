import CSQLite

/// A prepared statement: bind, step, read columns, reset.
///
/// Parameters count from 1 and are written `?1`, columns count from 0. It belongs to its connection's thread. A column is
/// read only while a row stands, that is after `step()` returned true and before the next step or reset; reading it
/// otherwise gives NULL's value (0, empty), as SQLite does.
package final class Statement {
    private let handle: Handle
    private let pointer: OpaquePointer
    private let isReadOnly: Bool
    // The first failed bind, thrown by the next step: binding stays chainable.
    private var bindFailure: Int32 = SQLITE_OK

    init(_ handle: Handle, pointer: OpaquePointer) {
        self.handle = handle
        self.pointer = pointer
        isReadOnly = sqlite3_stmt_readonly(pointer) != 0
    }

    deinit { sqlite3_finalize(pointer) }

    /// The statement's text, parameters unfilled.
    package var sql: String { sqlite3_sql(pointer).map { String(cString: $0) } ?? "" }

    /// How many columns a row has.
    package var columnCount: Int32 { sqlite3_column_count(pointer) }

    var isBusy: Bool { sqlite3_stmt_busy(pointer) != 0 }
    var writes: Bool { !isReadOnly }

    // MARK: Stepping

    /// Runs to the next row; true when there is one.
    ///
    /// After false or an error the statement stands at its beginning again. After true, call `reset()` when no further
    /// row is wanted.
    package func step() throws(SQLiteError) -> Bool {
        if bindFailure != SQLITE_OK || (handle.refusesWrites && !isReadOnly) { throw refusal() }
        switch sqlite3_step(pointer) {
        case SQLITE_ROW: return true
        case SQLITE_DONE:
            sqlite3_reset(pointer)
            return false
        case let code:
            let error = handle.error(code, sql: sql)
            sqlite3_reset(pointer)
            throw error
        }
    }

    /// Runs to the end, skipping rows, and resets.
    package func run() throws(SQLiteError) {
        while try step() {}
    }

    /// Runs to the end and returns how many rows were inserted, updated or deleted.
    package func change() throws(SQLiteError) -> Int {
        try run()
        return Int(sqlite3_changes64(handle.database))
    }

    /// Runs to the end and returns the rowid of the last row this connection inserted.
    package func insert() throws(SQLiteError) -> Int64 {
        try run()
        return sqlite3_last_insert_rowid(handle.database)
    }

    /// Goes back to the beginning; bindings stay.
    package func reset() {
        sqlite3_reset(pointer)
    }

    /// Reads every row with `row`, then resets, also when `row` throws.
    package func all<T>(_ row: (Statement) throws -> T) throws -> [T] {
        defer { reset() }
        var rows: [T] = []
        while try step() { rows.append(try row(self)) }
        return rows
    }

    /// Reads the first row with `row`, then resets, also when `row` throws; nil when there is none.
    package func first<T>(_ row: (Statement) throws -> T) throws -> T? {
        defer { reset() }
        return try step() ? try row(self) : nil
    }

    /// Forgets bindings, so that a forgotten parameter is NULL and never the value of an earlier use.
    func clear() {
        sqlite3_clear_bindings(pointer)
        bindFailure = SQLITE_OK
    }

    private func refusal() -> SQLiteError {
        guard bindFailure != SQLITE_OK else {
            return SQLiteError(.readOnly, "a read may not change the database", sql: sql)
        }
        let code = bindFailure
        bindFailure = SQLITE_OK
        sqlite3_reset(pointer)
        return SQLiteError(.init(rawValue: code), "cannot bind: " + String(cString: sqlite3_errstr(code)), sql: sql)
    }

    // MARK: Binding

    package func set(_ index: Int32, _ value: Int64) { note(sqlite3_bind_int64(pointer, index, value)) }

    package func set(_ index: Int32, _ value: Int) { note(sqlite3_bind_int64(pointer, index, Int64(value))) }

    /// Binds 1 or 0.
    package func set(_ index: Int32, _ value: Bool) { note(sqlite3_bind_int64(pointer, index, value ? 1 : 0)) }

    /// Binds a real; a NaN becomes NULL, as SQLite has none.
    package func set(_ index: Int32, _ value: Double) { note(sqlite3_bind_double(pointer, index, value)) }

    /// Binds a copy of the text's UTF-8.
    package func set(_ index: Int32, _ value: String) {
        var value = value
        note(value.withUTF8 { csqlite_bind_text(pointer, index, $0.baseAddress, sqlite3_uint64($0.count)) })
    }

    /// Binds a copy of the bytes.
    package func set(_ index: Int32, _ value: [UInt8]) {
        note(
            value.withUnsafeBufferPointer {
                csqlite_bind_blob(pointer, index, $0.baseAddress, sqlite3_uint64($0.count))
            })
    }

    package func setNull(_ index: Int32) { note(sqlite3_bind_null(pointer, index)) }

    @inline(__always)
    private func note(_ code: Int32) {
        if code != SQLITE_OK, bindFailure == SQLITE_OK { bindFailure = code }
    }

    // MARK: Columns

    package func isNull(_ column: Int32) -> Bool { sqlite3_column_type(pointer, column) == SQLITE_NULL }
    package func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(pointer, column) }
    package func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(pointer, column)) }
    package func bool(_ column: Int32) -> Bool { sqlite3_column_int64(pointer, column) != 0 }
    package func double(_ column: Int32) -> Double { sqlite3_column_double(pointer, column) }

    /// The column as text; bytes that are not UTF-8 come out as replacement characters.
    package func text(_ column: Int32) -> String {
        guard let bytes = sqlite3_column_text(pointer, column) else { return "" }
        let count = Int(sqlite3_column_bytes(pointer, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    package func blob(_ column: Int32) -> [UInt8] {
        guard let bytes = sqlite3_column_blob(pointer, column) else { return [] }
        let count = Int(sqlite3_column_bytes(pointer, column))
        return [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
    }

    package func optionalInt64(_ column: Int32) -> Int64? { isNull(column) ? nil : int64(column) }
    package func optionalInt(_ column: Int32) -> Int? { isNull(column) ? nil : int(column) }
    package func optionalBool(_ column: Int32) -> Bool? { isNull(column) ? nil : bool(column) }
    package func optionalDouble(_ column: Int32) -> Double? { isNull(column) ? nil : double(column) }
    package func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
    package func optionalBlob(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : blob(column) }
}
