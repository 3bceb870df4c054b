import SQLite
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct ReaderPoolTests {
    private static func count(_ connection: Connection) throws -> Int? {
        try connection.statement("SELECT count(*) FROM item").first { $0.int(0) }
    }

    private static func insert(_ connection: Connection) throws {
        try connection.statement("INSERT INTO item (value) VALUES (1)").run()
    }

    private func withDatabase(_ body: (GroupCommitWriter, ReaderPool, String) async throws -> Void) async throws {
        try await withFolder { folder in
            let path = folder.file("a.db")
            let writer = try GroupCommitWriter(path: path) {
                try $0.execute("CREATE TABLE IF NOT EXISTS item (id INTEGER PRIMARY KEY, value)")
            }
            let readers = try ReaderPool(path: path, count: 2)
            try await body(writer, readers, path)
            await readers.close()
            await writer.close()
        }
    }

    @Test func `readers see what is committed and nothing else`() async throws {
        try await withDatabase { writer, readers, _ in
            let written = Gate()
            let finish = Gate()
            async let writing: Void = writer.write {
                try Self.insert($0)
                written.open()
                finish.wait()
            }
            let before = try await readers.read {
                written.wait()
                return try Self.count($0)
            }
            #expect(before == 0)
            finish.open()
            try await writing
            #expect(try await readers.read { try Self.count($0) } == 1)
        }
    }

    @Test func `who has an answer has it on disk, as every reader sees`() async throws {
        try await withDatabase { writer, readers, _ in
            try await withThrowingTaskGroup { group in
                for _ in 0..<200 {
                    group.addTask {
                        let id = try await writer.writeUnguarded {
                            try Self.insert($0)
                            return $0.lastInsertRowID
                        }
                        let isThere = try await readers.read { connection in
                            try connection.statement("SELECT 1 FROM item WHERE id = ?1").bind(1, id).first { _ in true }
                        }
                        #expect(isThere == true)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `a read keeps its state while others write`() async throws {
        try await withDatabase { writer, readers, _ in
            let begun = Gate()
            let goOn = Gate()
            async let counts = readers.read { connection in
                let first = try Self.count(connection)
                begun.open()
                goOn.wait()
                return [first, try Self.count(connection)]
            }
            _ = try await readers.read { _ in begun.wait() }
            try await writer.write { try Self.insert($0) }
            goOn.open()
            #expect(try await counts == [0, 0])
            #expect(try await readers.read { try Self.count($0) } == 1)
        }
    }

    @Test func `a read cannot write, also in memory`() async throws {
        try await withDatabase { _, readers, _ in
            await #expect { try await readers.read { try Self.insert($0) } } throws: {
                SQLiteError.Code.readOnly ~= $0
            }
            let count = try await readers.read { try Self.count($0) }
            #expect(count == 0)
        }
        let writer = try GroupCommitWriter(path: "", mode: .memory) {
            try $0.execute("CREATE TABLE item (id INTEGER PRIMARY KEY, value)")
        }
        let readers = ReaderPool(through: writer)
        await #expect { try await readers.read { try Self.insert($0) } } throws: { SQLiteError.Code.readOnly ~= $0 }
        try await writer.write { try Self.insert($0) }
        #expect(try await readers.read { try Self.count($0) } == 1)
        await readers.close()
        await writer.close()
    }

    @Test func `closed readers say so`() async throws {
        try await withDatabase { _, readers, _ in
            await readers.close()
            await #expect { try await readers.read { try Self.count($0) } } throws: { SQLiteError.Code.closed ~= $0 }
        }
    }

    @Test func `a backup made beside writers is whole and sound`() async throws {
        try await withDatabase { writer, readers, path in
            try await writer.write { connection in for _ in 0..<500 { try Self.insert(connection) } }
            async let more: Void = {
                for _ in 0..<50 {
                    try await writer.write { connection in for _ in 0..<10 { try Self.insert(connection) } }
                }
            }()
            try await readers.read { try $0.backup(to: path + ".copy") }
            try await more
            let copy = try Connection(path: path + ".copy", mode: .readWrite)
            let count = try #require(try Self.count(copy))
            #expect(count >= 500 && count % 10 == 0)
            #expect(try copy.integrityCheck().isEmpty)
            await #expect(throws: SQLiteError.self) { try await readers.read { try $0.backup(to: path + ".copy") } }
        }
    }

    @Test func `the integrity check finds rows that refer to nothing`() throws {
        let connection = try Connection(path: "", mode: .memory)
        try connection.execute(
            """
            CREATE TABLE item (id INTEGER PRIMARY KEY); CREATE TABLE part (item REFERENCES item (id));
            PRAGMA foreign_keys = OFF; INSERT INTO part VALUES (7);
            """)
        #expect(try connection.integrityCheck().count == 1)
    }
}
