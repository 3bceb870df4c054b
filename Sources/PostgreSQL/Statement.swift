import CPostgreSQL

/// One use of a statement: bind, run, read.
///
/// Parameters count from 1 and are written `?1`, columns count from 0. It belongs to its connection's thread. Rows are
/// complete in memory before the first is read; columns are read only inside the closure that is handed the row.
package final class Statement {
    private let connection: Connection
    private let text: StatementText
    /// Whether it may run later than it is asked to, together with its like: until anything else is sent.
    private let mayWait: Bool
    private var parameters = Parameters()
    private var result: OpaquePointer?
    private var row: Int32 = 0

    init(_ connection: Connection, _ text: StatementText, mayWait: Bool = false) {
        self.connection = connection
        self.text = text
        self.mayWait = mayWait
    }

    deinit { PQclear(result) }

    // MARK: Running

    /// Queues the statement; it travels with the next one whose answer is wanted, and what went wrong is said there.
    package func run() throws(PostgreSQLError) {
        if mayWait, try connection.gather(text, parameters, changesOne: false) { return }
        try connection.queue(text, parameters)
    }

    /// Runs and returns how many rows were inserted, updated or deleted.
    package func change() throws(PostgreSQLError) -> Int {
        let result = try connection.answer(text, parameters)
        defer { PQclear(result) }
        return Column.changes(result)
    }

    /// Runs a change of exactly one row; false where there is none to change.
    ///
    /// Unless the connection is strict it may say yes at once: a row that is not there makes the server refuse the
    /// statement, and with it the transaction, which then runs again strictly.
    package func changesOne() throws(PostgreSQLError) -> Bool {
        if mayWait, try connection.gather(text, parameters, changesOne: true) { return true }
        return try change() == 1
    }

    /// Runs an INSERT of one row and returns the number the row got (see `Connection.insert`).
    package func insert() throws -> Int64 {
        try connection.insert(text, parameters, mayWait: mayWait)
    }

    /// Runs and returns what the server calls the command it ran.
    func tag() throws(PostgreSQLError) -> String {
        let result = try connection.answer(text, parameters)
        defer { PQclear(result) }
        return PQcmdStatus(result).map { String(cString: $0) } ?? ""
    }

    /// Reads every row with `row`.
    package func all<T>(_ read: (Statement) throws -> T) throws -> [T] {
        let count = try fetch()
        var rows: [T] = []
        rows.reserveCapacity(Int(count))
        for index in 0..<count {
            row = index
            rows.append(try read(self))
        }
        return rows
    }

    /// Reads the first row with `row`; nil when there is none.
    package func first<T>(_ read: (Statement) throws -> T) throws -> T? {
        guard try fetch() > 0 else { return nil }
        row = 0
        return try read(self)
    }

    private func fetch() throws(PostgreSQLError) -> Int32 {
        PQclear(result)
        result = nil
        result = try connection.answer(text, parameters)
        return PQntuples(result)
    }

    // MARK: Binding

    @discardableResult
    package func bind(_ index: Int32, _ value: Int64) -> Statement {
        parameters.set(index, integer: value)
        return self
    }

    @discardableResult
    package func bind(_ index: Int32, _ value: Int) -> Statement { bind(index, Int64(value)) }

    @discardableResult
    package func bind(_ index: Int32, _ value: Int?) -> Statement { bind(index, value.map(Int64.init)) }

    /// Binds 1 or 0.
    @discardableResult
    package func bind(_ index: Int32, _ value: Bool) -> Statement {
        parameters.set(index, integer: value ? 1 : 0)
        return self
    }

    @discardableResult
    package func bind(_ index: Int32, _ value: Double) -> Statement {
        parameters.set(index, Parameters.float8, withUnsafeBytes(of: value.bitPattern.bigEndian) { Array($0) })
        return self
    }

    /// Binds the text's UTF-8; NUL, which PostgreSQL's texts cannot hold, becomes U+FFFD.
    @discardableResult
    package func bind(_ index: Int32, _ value: String) -> Statement {
        var value = value
        let isPlain = value.withUTF8 { bytes in
            guard !bytes.contains(0) else { return false }
            parameters.set(index, Parameters.text, bytes)
            return true
        }
        if !isPlain { parameters.set(index, Parameters.text, value.replacing("\0", with: "\u{fffd}").utf8) }
        return self
    }

    @discardableResult
    package func bind(_ index: Int32, _ value: [UInt8]) -> Statement {
        parameters.set(index, Parameters.bytea, value)
        return self
    }

    @discardableResult
    package func bind(_ index: Int32, _ value: Int64?) -> Statement {
        if let value { return bind(index, value) }
        parameters.set(index, null: Parameters.int8)
        return self
    }

    @discardableResult
    package func bind(_ index: Int32, _ value: Bool?) -> Statement { bind(index, value.map { $0 ? 1 as Int64 : 0 }) }

    @discardableResult
    package func bind(_ index: Int32, _ value: Double?) -> Statement {
        if let value { return bind(index, value) }
        parameters.set(index, null: Parameters.float8)
        return self
    }

    @discardableResult
    package func bind(_ index: Int32, _ value: String?) -> Statement {
        if let value { return bind(index, value) }
        parameters.set(index, null: Parameters.text)
        return self
    }

    @discardableResult
    package func bind(_ index: Int32, _ value: [UInt8]?) -> Statement {
        if let value { return bind(index, value) }
        parameters.set(index, null: Parameters.bytea)
        return self
    }

    // MARK: Columns

    package func isNull(_ column: Int32) -> Bool { PQgetisnull(result, row, column) != 0 }
    package func int64(_ column: Int32) -> Int64 { Column.integer(result, row, column) }
    package func double(_ column: Int32) -> Double { Double(text(column)) ?? 0 }
    package func text(_ column: Int32) -> String { Column.text(result, row, column) }
    package func blob(_ column: Int32) -> [UInt8] { Column.bytes(result, row, column) }
    package func int(_ column: Int32) -> Int { Int(int64(column)) }
    package func bool(_ column: Int32) -> Bool { int64(column) != 0 }

    package func optionalInt64(_ column: Int32) -> Int64? { isNull(column) ? nil : int64(column) }
    package func optionalInt(_ column: Int32) -> Int? { isNull(column) ? nil : int(column) }
    package func optionalBool(_ column: Int32) -> Bool? { isNull(column) ? nil : bool(column) }
    package func optionalDouble(_ column: Int32) -> Double? { isNull(column) ? nil : double(column) }
    package func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
    package func optionalBlob(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : blob(column) }
}
