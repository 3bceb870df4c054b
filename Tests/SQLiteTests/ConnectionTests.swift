import SQLite
import Testing

@Suite struct ConnectionTests {
    private func memory() throws -> Connection {
        let connection = try Connection(path: "", mode: .memory)
        try connection.execute(
            "CREATE TABLE item (id INTEGER PRIMARY KEY, value, name TEXT UNIQUE CHECK (name <> 'x'))")
        return connection
    }

    private static let texts = [
        "", "plain", "żółć 🐝", "a\u{0}b", "e\u{301}", String(repeating: "waggle ", count: 10_000),
    ]

    @Test(arguments: texts.indices)
    func `text comes back as it went in`(_ index: Int) throws {
        let text = Self.texts[index]
        let connection = try memory()
        try connection.statement("INSERT INTO item (value) VALUES (?1)").bind(1, text).run()
        let read = try connection.statement("SELECT value, typeof(value) FROM item").first { ($0.text(0), $0.text(1)) }
        #expect(read?.0.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
        #expect(read?.1 == "text")
    }

    @Test(arguments: [[], [0], [0, 255, 0], Array(repeating: 7, count: 20)] as [[UInt8]])
    func `bytes come back as they went in`(_ bytes: [UInt8]) throws {
        let connection = try memory()
        try connection.statement("INSERT INTO item (value) VALUES (?1)").bind(1, bytes).run()
        let read = try connection.statement("SELECT value, typeof(value) FROM item").first { ($0.blob(0), $0.text(1)) }
        #expect(read?.0 == bytes)
        #expect(read?.1 == "blob")
    }

    @Test func `numbers come back as they went in`() throws {
        let connection = try memory()
        let select = try connection.statement("SELECT ?1, ?2, ?3, ?4, ?5")
        select.bind(1, Int64.min).bind(2, Int64.max).bind(3, -0.1).bind(4, true).bind(5, 7)
        let isRow = try select.step()
        #expect(isRow)
        #expect(select.int64(0) == .min && select.int64(1) == .max && select.double(2) == -0.1)
        #expect(select.bool(3) && select.int(4) == 7)
        select.reset()
    }

    @Test func `nil is NULL and NULL is nil`() throws {
        let connection = try memory()
        let select = try connection.statement("SELECT ?1, ?2, ?3, ?4, ?5, ?6")
        select.bind(1, Int64?.none).bind(2, Int?.none).bind(3, Bool?.none).bind(4, Double?.none)
        select.bind(5, String?.none).bind(6, [UInt8]?.none)
        let isRow = try select.step()
        #expect(isRow)
        #expect(select.optionalInt64(0) == nil && select.optionalInt(1) == nil && select.optionalBool(2) == nil)
        #expect(select.optionalDouble(3) == nil && select.optionalText(4) == nil && select.optionalBlob(5) == nil)
        select.reset()
        select.bind(1, Int64?(1)).bind(5, String?("x")).bind(6, [UInt8]?([9]))
        let second = try select.first { ($0.optionalInt64(0), $0.optionalText(4), $0.optionalBlob(5)) }
        #expect(second?.0 == 1 && second?.1 == "x" && second?.2 == [9])
    }

    @Test func `a kept statement forgets its bindings`() throws {
        let connection = try memory()
        func insert(_ value: Int?) throws {
            let statement = try connection.statement("INSERT INTO item (value) VALUES (?1)")
            if let value { statement.bind(1, value) }
            try statement.run()
        }
        try insert(5)
        try insert(nil)
        let values = try connection.statement("SELECT value FROM item ORDER BY id").all { $0.optionalInt(0) }
        #expect(values == [5, nil])
    }

    @Test func `a statement can be used while it is being stepped`() throws {
        let connection = try memory()
        for value in 1...3 { try connection.statement("INSERT INTO item (value) VALUES (?1)").bind(1, value).run() }
        func values(_ body: (Int) throws -> Void) throws -> Int {
            try connection.statement("SELECT value FROM item ORDER BY id").all { try body($0.int(0)) }.count
        }
        var inner = 0
        let outer = try values { _ in inner += try values { _ in } }
        #expect(outer == 3 && inner == 9)
    }

    @Test func `rows stop and the statement resets when reading throws`() throws {
        struct Stop: Error {}
        let connection = try memory()
        let select = try connection.statement("SELECT 1 UNION SELECT 2")
        #expect(throws: Stop.self) { _ = try select.all { _ in throw Stop() } }
        #expect(throws: Stop.self) { _ = try select.first { _ in throw Stop() } }
        #expect(try select.all { $0.int(0) } == [1, 2])
    }

    @Test func `constraint violations say which`() throws {
        let connection = try memory()
        try connection.execute("CREATE TABLE part (item INTEGER NOT NULL REFERENCES item (id))")
        func failure(_ sql: String) -> SQLiteError? {
            do throws(SQLiteError) {
                try connection.execute(sql)
                return nil
            } catch {
                return error
            }
        }
        #expect(failure("INSERT INTO item (id, name) VALUES (1, 'a')") == nil)
        #expect(failure("INSERT INTO item (name) VALUES ('a')")?.isUniqueViolation == true)
        #expect(failure("INSERT INTO item (id) VALUES (1)")?.isUniqueViolation == true)
        #expect(failure("INSERT INTO item (name) VALUES ('x')")?.isCheckViolation == true)
        #expect(failure("INSERT INTO part VALUES (2)")?.isForeignKeyViolation == true)
        #expect(failure("INSERT INTO part VALUES (NULL)")?.isNotNullViolation == true)
        let code = try #require(failure("INSERT INTO part VALUES (2)")).code
        #expect(SQLiteError.Code.constraint ~= code)
        #expect(!(SQLiteError.Code.constraintUnique ~= code))
    }

    @Test func `an error shows the statement but no values`() throws {
        let connection = try memory()
        let insert = try connection.statement("INSERT INTO item (name) VALUES (?1)").bind(1, "hunter2")
        try insert.run()
        let error = #expect(throws: SQLiteError.self) {
            try connection.statement("INSERT INTO item (name) VALUES (?1)").bind(1, "hunter2").run()
        }
        #expect(error?.description.contains("INSERT INTO item") == true)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test func `a failed bind is thrown by the next step`() throws {
        let select = try memory().statement("SELECT ?1")
        #expect(throws: SQLiteError.self) { try select.bind(2, 1).run() }
        #expect(try select.bind(1, 4).first { $0.int(0) } == 4)
    }

    @Test func `one statement means one`() throws {
        let connection = try memory()
        #expect(throws: SQLiteError.self) { _ = try connection.prepare("SELECT 1; DROP TABLE item") }
        #expect(throws: SQLiteError.self) { _ = try connection.prepare("") }
        #expect(throws: SQLiteError.self) { _ = try connection.prepare(#"SELECT "not a column""#) }
        #expect(try connection.prepare("SELECT 1; \n").first { $0.int(0) } == 1)
    }

    @Test func `savepoints nest and undo only their own`() throws {
        struct Stop: Error {}
        let connection = try memory()
        func add(_ value: Int) throws {
            try connection.statement("INSERT INTO item (value) VALUES (?1)").bind(1, value).run()
        }
        try connection.begin()
        try connection.savepoint {
            try add(1)
            #expect(throws: Stop.self) {
                try connection.savepoint {
                    try add(2)
                    throw Stop()
                }
            }
            try connection.savepoint { try add(3) }
        }
        try connection.commit()
        #expect(try connection.statement("SELECT value FROM item").all { $0.int(0) } == [1, 3])
        #expect(connection.changes == 1 && connection.lastInsertRowID == 2)
    }
}
