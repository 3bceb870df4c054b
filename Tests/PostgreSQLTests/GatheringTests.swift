import PostgreSQL
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct GatheringTests {
    /// A connection of one test to a database of its own with a table, on a thread where it may block.
    private func withTable(_ body: @escaping @Sendable (Connection) throws -> Void) async throws {
        let url = try await PostgreSQLServer.shared.database()
        try await Blocking.run {
            let connection = try Connection(url: url)
            try connection.execute(
                """
                CREATE TABLE v(id BIGINT PRIMARY KEY, a BIGINT, t TEXT, b BYTEA, d DOUBLE PRECISION);
                CREATE TABLE w(a BIGINT, b BIGINT, PRIMARY KEY(a, b))
                """)
            try connection.preferIndexes()
            try connection.begin(turn: 1)
            try body(connection)
        }
    }

    private static func insert(_ connection: Connection, a: Int64?, t: String?, b: [UInt8]? = nil) throws -> Int64 {
        try connection.ownStatement("INSERT INTO v(a, t, b, d) VALUES(?1, ?2, ?3, ?4)").bind(1, a).bind(2, t)
            .bind(3, b).bind(4, a.map { Double($0) / 4 }).insert()
    }

    private static func set(_ connection: Connection, _ a: Int64, of id: Int64, from old: Int64) throws -> Bool {
        try connection.ownStatement("UPDATE v SET a = ?1, t = t || ?4 WHERE id = ?2 AND a = ?3")
            .bind(1, a).bind(2, id).bind(3, old).bind(4, "+").changesOne()
    }

    private static func rows(_ connection: Connection) throws -> [String] {
        try connection.statement("SELECT id, a, t, b, d FROM v ORDER BY id").all {
            "\($0.int64(0)) \($0.optionalInt64(1).map { "\($0)" } ?? "-") \($0.optionalText(2) ?? "-") "
                + "\($0.optionalBlob(3).map { "\($0)" } ?? "-") \($0.optionalDouble(4).map { "\($0)" } ?? "-")"
        }
    }

    @Test func `gathered rows come out as they went in`() async throws {
        try await withTable { connection in
            #expect(try Self.insert(connection, a: .min, t: "a,\"b\"{c}'?1'\\ ü", b: [0, 255]) == 1)
            #expect(try Self.insert(connection, a: nil, t: nil) == 2)
            #expect(try Self.insert(connection, a: 8, t: "", b: []) == 3)
            #expect(try Self.insert(connection, a: 8, t: "x\0y") == 4)
            #expect(
                try Self.rows(connection) == [
                    "1 \(Int64.min) a,\"b\"{c}'?1'\\ ü [0, 255] \(Double(Int64.min) / 4)", "2 - - - -", "3 8  [] 2.0",
                    "4 8 x\u{fffd}y - 2.0",
                ])
            try connection.commit()
        }
    }

    @Test func `rows that are gathered to be removed go after those that came with them`() async throws {
        try await withTable { connection in
            func add(_ a: Int64) throws {
                try connection.ownStatement("INSERT INTO w(a, b) VALUES(?1, ?2)").bind(1, a).bind(2, a).run()
            }
            func remove(_ a: Int64) throws {
                try connection.ownStatement("DELETE FROM w WHERE a = ?1 AND b = ?2").bind(1, a).bind(2, a).run()
            }
            for a: Int64 in 1...50 { try add(a) }
            for a: Int64 in 1...40 { try remove(a) }
            for a: Int64 in 51...60 { try add(a) }
            #expect(try connection.statement("SELECT a FROM w ORDER BY a").all { $0.int64(0) } == Array(41...60))
            // One that goes and comes again in between is refused, and the transaction with it: never lost silently.
            try remove(60)
            try add(60)
            #expect(throws: PostgreSQLError.self) { _ = try connection.statement("SELECT 1").first { $0.int64(0) } }
        }
    }

    @Test func `a row may be added and changed, again and again, before anything is sent`() async throws {
        try await withTable { connection in
            for id: Int64 in 1...700 { #expect(try Self.insert(connection, a: 1, t: "\(id)") == id) }
            for id: Int64 in 1...700 { #expect(try Self.set(connection, 2, of: id, from: 1)) }
            #expect(try Self.insert(connection, a: 1, t: "701") == 701)
            for id: Int64 in 1...701 { #expect(try Self.set(connection, 3, of: id, from: id < 701 ? 2 : 1)) }
            let rows = try Self.rows(connection)
            #expect(rows.count == 701 && rows[0] == "1 3 1++ - 0.25" && rows[700] == "701 3 701+ - 0.25")
            try connection.commit()
        }
    }

    @Test func `one row that is not as expected spoils the transaction`() async throws {
        try await withTable { connection in
            for id: Int64 in 1...3 { _ = try Self.insert(connection, a: 1, t: "\(id)") }
            try connection.commit()
            try connection.begin(turn: 1)
            for id: Int64 in 1...3 { #expect(try Self.set(connection, 2, of: id, from: id == 2 ? 7 : 1)) }
            // The server has to refuse it: the COMMIT is on its way before the answer is read.
            #expect(throws: PostgreSQLError.self) { try connection.commit() }
            try connection.rollback()
            connection.isStrict = true
            try connection.begin(turn: 1)
            #expect(try !Self.set(connection, 2, of: 2, from: 7))
            #expect(try Self.set(connection, 2, of: 3, from: 1))
            try connection.commit()
            try connection.beginRead()
            #expect(try Self.rows(connection) == ["1 1 1 - 0.25", "2 1 2 - 0.25", "3 2 3+ - 0.25"])
        }
    }

    @Test func `what a step gathered goes with it`() async throws {
        try await withTable { connection in
            struct Refusal: Error {}
            #expect(try Self.insert(connection, a: 1, t: "kept") == 1)
            #expect(throws: Refusal.self) {
                try connection.savepoint {
                    _ = try Self.insert(connection, a: 2, t: "undone")
                    _ = try Self.set(connection, 9, of: 1, from: 1)
                    throw Refusal()
                }
            }
            #expect(try Self.insert(connection, a: 3, t: "kept") == 2)
            #expect(try Self.rows(connection) == ["1 1 kept - 0.25", "2 3 kept - 0.75"])
            _ = try Self.insert(connection, a: 4, t: "undone")
            try connection.rollback()
            try connection.begin(turn: 1)
            #expect(try Self.rows(connection) == [])
            try connection.commit()
        }
    }

    @Test func `a row that is there already may be passed over`() async throws {
        try await withTable { connection in
            for (a, b) in [(1, 1), (1, 2), (1, 1)] {
                try connection.ownStatement("INSERT INTO w(a, b) VALUES(?1, ?2) ON CONFLICT(a, b) DO NOTHING")
                    .bind(1, a).bind(2, b).run()
            }
            #expect(try connection.statement("SELECT COUNT(*) FROM w").first { $0.int(0) } == 2)
            try connection.commit()
        }
    }
}
