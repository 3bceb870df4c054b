import Glibc
import SQLite
import TestSupport
import Testing

/// What the writer promises when its process or its disk fails; each in a process of its own.
@Suite(.timeLimit(.minutes(1))) struct DurabilityTests {
    private static func open(_ path: String) throws -> GroupCommitWriter {
        try GroupCommitWriter(path: path) {
            try $0.execute(
                """
                CREATE TABLE IF NOT EXISTS item (id INTEGER PRIMARY KEY, value TEXT);
                CREATE TABLE IF NOT EXISTS opening (id INTEGER PRIMARY KEY);
                INSERT INTO opening DEFAULT VALUES;
                """)
        }
    }

    @Sendable private static func insert(_ connection: Connection) throws -> Int64 {
        try connection.statement("INSERT INTO item (value) VALUES (?1)").bind(1, "waggle").run()
        return connection.lastInsertRowID
    }

    @Test(arguments: [1, 40, 300, 900])
    func `what was answered survives kill -9`(_ answers: Int) async throws {
        try await withFolder { folder in
            let path = folder.file("a.db")
            let result = try await #require(
                processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]
            ) { [path = path as String, answers = answers as Int] in
                let writer = try DurabilityTests.open(path)
                try await withThrowingTaskGroup { group in
                    for _ in 0..<32 {
                        group.addTask {
                            while true {
                                let id = try await writer.writeUnguarded(DurabilityTests.insert)
                                var line = "acked \(id)\n"
                                line.withUTF8 { _ = write(1, $0.baseAddress, $0.count) }
                                if id >= answers { kill(getpid(), SIGKILL) }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            let output = String(decoding: result.standardOutputContent, as: UTF8.self)
            let answered = output.split(separator: "\n").compactMap { line in
                line.hasPrefix("acked ") ? Int64(line.dropFirst(6)) : nil
            }
            #expect(answered.contains { $0 >= answers })
            let connection = try Connection(path: path, mode: .readWrite)
            let present = Set(try connection.prepare("SELECT id FROM item").all { $0.int64(0) })
            #expect(present.isSuperset(of: answered))
            #expect(try connection.integrityCheck().isEmpty)
        }
    }

    @Test func `a commit the disk refuses is of unknown outcome, and the next one works`() async throws {
        try await withFolder { folder in
            let path = folder.file("a.db")
            await #expect(processExitsWith: .success) { [path = path as String] in
                let writer = try DurabilityTests.open(path)
                #expect(try await writer.write(DurabilityTests.insert) == 1)
                signal(SIGXFSZ, SIG_IGN)
                var limit = rlimit()
                getrlimit(__rlimit_resource_t(1), &limit)  // 1 is RLIMIT_FSIZE
                let before = limit
                limit.rlim_cur = 20_000
                setrlimit(__rlimit_resource_t(1), &limit)
                let big = String(repeating: "x", count: 100_000)
                await #expect {
                    try await writer.write {
                        try $0.statement("INSERT INTO item (value) VALUES (?1)").bind(1, big).run()
                    }
                } throws: {
                    ($0 as? SQLiteError)?.isOutcomeUnknown == true
                }
                #expect(writer.metrics.failedCommits == 1)
                var restored = before
                setrlimit(__rlimit_resource_t(1), &restored)
                #expect(try await writer.write(DurabilityTests.insert) == 2)
                #expect(try await writer.read { try $0.integrityCheck() }.isEmpty)
                // A second connection: the descriptors of a failed flush are not used again.
                let openings = try await writer.read {
                    try $0.prepare("SELECT count(*) FROM opening").first { $0.int(0) }
                }
                #expect(openings == 2)
                await writer.close()
            }
        }
    }
}
