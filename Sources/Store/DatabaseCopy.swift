import PostgreSQL
import SQLite
package import Vocabulary

/// Copies a SQLite database that no process uses into an empty PostgreSQL database.
///
/// All of it in one transaction. The copy is a new incarnation, as after a restore: nothing that an agent held under the
/// old database is accepted by the new one.
package struct DatabaseCopy: Sendable {
    private let path: String
    private let url: String
    private let now: Timestamp
    private let randomNumber: @Sendable () -> UInt64

    /// - Parameters:
    ///   - path: The SQLite file, which stays as it is.
    ///   - url: As for `StoreLocation.server`.
    package init(
        from path: String, to url: String, now: Timestamp, randomNumber: @escaping @Sendable () -> UInt64
    ) {
        self.path = path
        self.url = url
        self.now = now
        self.randomNumber = randomNumber
    }

    /// Copies; gives the number of rows.
    ///
    /// Blocks its thread.
    ///
    /// - Throws: `StoreError.conflict` while a process uses the file or where the target holds something,
    ///   `.cannotOpen` where the file has another version's schema, `.unavailable` where either cannot be used.
    package func run() throws -> Int {
        do {
            let lock = try DatabaseLock(database: path)
            return try withExtendedLifetime(lock) {
                try DatabaseFile.check(path)
                return try copy(SQLite.Connection(path: path, mode: .readOnly), PostgreSQL.Connection(url: url))
            }
        } catch let error as SQLiteError {
            throw error.code == .held ? StoreError.conflict(error.message) : StoreError.unavailable(error.message)
        } catch let error as PostgreSQLError {
            throw StoreError.unavailable(error.message)
        }
    }

    private func copy(_ source: SQLite.Connection, _ target: PostgreSQL.Connection) throws -> Int {
        let applied = try source.statement("SELECT name FROM migration ORDER BY name").all { $0.text(0) }
        guard applied == Schema.migrations.map(\.name).sorted() else {
            throw StoreError.cannotOpen("\(path) has another version's schema: run “waggle migrate” first")
        }
        try target.begin(turn: StoreOpening.turn)
        _ = try Migrator.migrate(.postgres(target), now: now, incarnation: HexName.make(randomNumber()))
        var rows = 0
        for table in try tables(of: source) { rows += try copy(table, source, target) }
        let old = try source.statement("SELECT value FROM meta WHERE name = 'incarnation'").first { $0.text(0) } ?? ""
        let transaction = WriteTransaction(
            connection: .postgres(target), now: now, state: WriterState(writer: HexName.make(randomNumber())),
            randomNumber: randomNumber)
        try DatabaseRenewal(action: "database.copy", from: old, epochJump: DatabaseRestore.epochJump)
            .run(in: transaction)
        try target.commit()
        return rows
    }

    /// What is copied, in an order in which nothing refers to what is not there yet.
    private func tables(of source: SQLite.Connection) throws -> [String] {
        try source.statement(
            """
            SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'
            AND name NOT IN ('migration', 'process', 'service', 'turn') ORDER BY rowid
            """
        ).all { $0.text(0) }
    }

    private func copy(_ table: String, _ source: SQLite.Connection, _ target: PostgreSQL.Connection) throws -> Int {
        if ["meta", "counter"].contains(table) {
            try target.prepare("DELETE FROM \(table)").run()  // what the migration put there
        } else if try target.prepare("SELECT 1 FROM \(table) LIMIT 1").first({ _ in true }) ?? false {
            throw StoreError.conflict("the PostgreSQL database holds a Waggle already; copy into an empty one")
        }
        let columns = try source.prepare("SELECT name, type FROM pragma_table_info('\(table)')")
            .all { (name: $0.text(0), type: $0.text(1)) }
        let names = columns.map(\.name).joined(separator: ", ")
        let places = (1...max(columns.count, 1)).map { "?\($0)" }.joined(separator: ", ")
        let reading = try source.prepare("SELECT \(names) FROM \(table)")
        let insertion = target.text("INSERT INTO \(table)(\(names)) VALUES(\(places))")
        var rows = 0
        while try reading.step() {
            let statement = target.use(insertion)
            for (index, column) in columns.enumerated() {
                let (from, to) = (Int32(index), Int32(index + 1))
                switch column.type {
                case "INTEGER": statement.bind(to, reading.optionalInt64(from))
                case "BLOB": statement.bind(to, reading.optionalBlob(from))
                default: statement.bind(to, reading.optionalText(from))
                }
            }
            try statement.run()
            rows += 1
        }
        return rows
    }
}
