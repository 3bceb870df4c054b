import Glibc
import SQLite
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct GroupCommitWriterTests {
    private struct Refused: Error, Equatable {}

    private static func schema(_ connection: Connection) throws {
        try connection.execute("CREATE TABLE IF NOT EXISTS item (id INTEGER PRIMARY KEY, value)")
    }

    private static func insert(_ value: Int, _ connection: Connection) throws {
        try connection.statement("INSERT INTO item (value) VALUES (?1)").bind(1, value).run()
    }

    private func values(_ writer: GroupCommitWriter) async throws -> [Int] {
        try await writer.read { try $0.statement("SELECT value FROM item ORDER BY value").all { $0.int(0) } }
    }

    /// Queues all operations while the writer is held, so that they share one batch; their outcomes in order.
    private func batch(
        on writer: GroupCommitWriter, _ operations: [@Sendable (GroupCommitWriter) async throws -> Void]
    ) async throws -> [(any Error)?] {
        let gate = Gate()
        let (holding, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(1))
        async let held: Void = writer.read { _ in
            continuation.finish()
            gate.wait()
        }
        for await _ in holding {}
        let outcomes = try await withThrowingTaskGroup(of: (Int, (any Error)?).self) { group in
            for (index, operation) in operations.enumerated() {
                group.addTask {
                    do {
                        try await operation(writer)
                        return (index, nil)
                    } catch {
                        return (index, error)
                    }
                }
                while writer.metrics.waiting < index + 1, !Task.isCancelled { await Task.yield() }
            }
            gate.open()
            var outcomes = [(any Error)?](repeating: nil, count: operations.count)
            for try await (index, error) in group { outcomes[index] = error }
            return outcomes
        }
        try await held
        return outcomes
    }

    @Test func `operations that wait share one commit`() async throws {
        try await withFolder { folder in
            let writer = try GroupCommitWriter(path: folder.file("a.db"), prepare: Self.schema)
            let outcomes = try await batch(
                on: writer, (0..<50).map { value in { try await $0.write { try Self.insert(value, $0) } } })
            #expect(outcomes.allSatisfy { $0 == nil })
            // The one that held the writer up, and those that came in before it could commit.
            #expect(writer.metrics.batches == 1)
            #expect(writer.metrics.largestBatch == 51)
            #expect(writer.metrics.operations == 51)
            #expect(try await values(writer) == Array(0..<50))
            await writer.close()
        }
    }

    @Test func `a batch has its limit`() async throws {
        let writer = try GroupCommitWriter(path: "", mode: .memory, maxBatch: 8, prepare: Self.schema)
        _ = try await batch(on: writer, (0..<20).map { value in { try await $0.write { try Self.insert(value, $0) } } })
        #expect(writer.metrics.largestBatch == 8)
        #expect(try await values(writer) == Array(0..<20))
        await writer.close()
    }

    @Test(arguments: [true, false])
    func `an operation that fails is undone alone`(_ isGuarded: Bool) async throws {
        try await withFolder { folder in
            let writer = try GroupCommitWriter(path: folder.file("a.db"), prepare: Self.schema)
            let outcomes = try await batch(
                on: writer,
                (0..<9).map { value in
                    let body: @Sendable (Connection) throws -> Void = {
                        try Self.insert(value, $0)
                        if value % 3 == 1 { throw Refused() }
                    }
                    return { try await isGuarded ? $0.write(body) : $0.writeUnguarded(body) }
                })
            #expect(outcomes.map { $0 is Refused } == (0..<9).map { $0 % 3 == 1 })
            #expect(try await values(writer) == [0, 2, 3, 5, 6, 8])
            #expect(writer.metrics.repeatedBatches == (isGuarded ? 0 : 1))
            await writer.close()
        }
    }

    @Test func `a refusal before the first write costs the others nothing`() async throws {
        let writer = try GroupCommitWriter(path: "", mode: .memory, prepare: Self.schema)
        let outcomes = try await batch(
            on: writer,
            [
                { try await $0.writeUnguarded { try Self.insert(1, $0) } },
                {
                    try await $0.writeUnguarded { connection in
                        _ = try connection.statement("SELECT count(*) FROM item").first { $0.int(0) }
                        throw Refused()
                    }
                },
                { try await $0.writeUnguarded { try $0.statement("INSERT INTO item (id) VALUES ('no')").run() } },
            ])
        #expect(outcomes[0] == nil && outcomes[1] is Refused && outcomes[2] is SQLiteError)
        #expect(writer.metrics.repeatedBatches == 0)
        #expect(try await values(writer) == [1])
        await writer.close()
    }

    @Test(arguments: ["COMMIT", "ROLLBACK"])
    func `an operation that ends the shared transaction fails alone`(_ ending: String) async throws {
        let writer = try GroupCommitWriter(path: "", mode: .memory, prepare: Self.schema)
        let outcomes = try await batch(
            on: writer,
            [
                { try await $0.write { try Self.insert(1, $0) } },
                { try await $0.write { try $0.execute(ending) } },
                { try await $0.write { try Self.insert(2, $0) } },
            ])
        #expect(outcomes[0] == nil && outcomes[1] is SQLiteError && outcomes[2] == nil)
        let values = try await values(writer)
        #expect(Set(values) == [1, 2])
        #expect(ending == "COMMIT" || values == [1, 2])
        await writer.close()
    }

    @Test func `a full database refuses what does not fit and keeps the rest`() async throws {
        try await withFolder { folder in
            let writer = try GroupCommitWriter(path: folder.file("a.db")) {
                try Self.schema($0)
                try $0.execute("PRAGMA max_page_count = 20")
            }
            let huge = [UInt8](repeating: 1, count: 200_000)
            let outcomes = try await batch(
                on: writer,
                [
                    { try await $0.writeUnguarded { try Self.insert(1, $0) } },
                    {
                        try await $0.writeUnguarded {
                            try $0.statement("INSERT INTO item (value) VALUES (?1)").bind(1, huge).run()
                        }
                    },
                    { try await $0.write { try Self.insert(2, $0) } },
                ])
            #expect(outcomes[0] == nil && outcomes[2] == nil)
            #expect(outcomes[1].map { SQLiteError.Code.full ~= $0 } == true)
            #expect(try await values(writer) == [1, 2])
            #expect(writer.metrics.failedCommits == 0)
            await writer.close()
        }
    }

    @Test func `a constraint that is checked at the commit fails its own operation`() async throws {
        try await withFolder { folder in
            let writer = try GroupCommitWriter(path: folder.file("a.db")) {
                try Self.schema($0)
                try $0.execute(
                    "CREATE TABLE part (item INTEGER REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED)")
            }
            let outcomes = try await batch(
                on: writer,
                [
                    { try await $0.write { try Self.insert(1, $0) } },
                    { try await $0.write { try $0.statement("INSERT INTO part VALUES (99)").run() } },
                    { try await $0.write { try Self.insert(2, $0) } },
                ])
            #expect(outcomes[0] == nil && outcomes[2] == nil)
            #expect((outcomes[1] as? SQLiteError)?.isForeignKeyViolation == true)
            #expect(try await values(writer) == [1, 2])
            await writer.close()
        }
    }

    @Test func `a statement left on a row does not hold the log`() async throws {
        try await withFolder { folder in
            let writer = try GroupCommitWriter(path: folder.file("a.db"), prepare: Self.schema)
            try await writer.write { try Self.insert(1, $0) }
            try await writer.write { connection in
                _ = try connection.statement("SELECT value FROM item").step()
                let block = [UInt8](repeating: 7, count: 9 << 20)
                try connection.statement("INSERT INTO item (value) VALUES (?1)").bind(1, block).run()
            }
            // The answer comes before the checkpoint; the next operation runs after it.
            try await writer.write { try Self.insert(2, $0) }
            #expect(writer.metrics.checkpoints == 1)
            #expect(writer.metrics.walBytes < 1 << 20)
            await writer.close()
        }
    }

    @Test func `a full queue and a closed writer say so`() async throws {
        let writer = try GroupCommitWriter(path: "", mode: .memory, capacity: 2, prepare: Self.schema)
        let gate = Gate()
        let (holding, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(1))
        async let held: Void = writer.write { _ in
            continuation.finish()
            gate.wait()
        }
        for await _ in holding {}
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for value in 0..<10 {
                group.addTask {
                    do {
                        try await writer.write { try Self.insert(value, $0) }
                        return true
                    } catch SQLiteError.Code.queueFull {
                        return false
                    }
                }
            }
            var refused = 0
            while refused < 8 { if try await group.next() == false { refused += 1 } }
            #expect(writer.metrics.waiting == 2)
            gate.open()
            for try await isTaken in group { #expect(isTaken) }
        }
        try await held
        await writer.close()
        await writer.close()
        await #expect { try await writer.write { _ in } } throws: { SQLiteError.Code.closed ~= $0 }
    }

    @Test func `closing finishes what is queued and leaves one file`() async throws {
        try await withFolder { folder in
            let path = folder.file("a.db")
            let writer = try GroupCommitWriter(path: path, prepare: Self.schema)
            try await withThrowingTaskGroup { group in
                for value in 0..<100 { group.addTask { try await writer.write { try Self.insert(value, $0) } } }
                try await group.waitForAll()
            }
            await writer.close()
            #expect(access(path + "-wal", F_OK) != 0)
            let connection = try Connection(path: path, mode: .readWrite)
            #expect(try connection.prepare("SELECT count(*) FROM item").first { $0.int(0) } == 100)
        }
    }

    @Test func `one process at a time, and the other one is named`() async throws {
        try await withFolder { folder in
            let path = folder.file("a.db")
            let writer = try GroupCommitWriter(path: path, prepare: Self.schema)
            let error = #expect(throws: SQLiteError.self) { _ = try GroupCommitWriter(path: path) }
            #expect(error?.code == .held)
            #expect(error?.description.contains("process \(getpid())") == true)
            await writer.close()
            let second = try GroupCommitWriter(path: path)
            await second.close()
        }
    }

    @Test func `the database belongs to its owner alone`() async throws {
        try await withFolder { folder in
            let writer = try GroupCommitWriter(path: folder.file("a.db"), prepare: Self.schema)
            try await writer.write { try Self.insert(1, $0) }
            for name in ["a.db", "a.db-wal", "a.db-shm", "a.db.lock"] {
                var status = stat()
                #expect(stat(folder.file(name), &status) == 0)
                #expect(status.st_mode & 0o777 == 0o600)
            }
            await writer.close()
        }
    }

    @Test func `the hook is called after commits that changed something`() async throws {
        let (changes, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(100))
        let writer = try GroupCommitWriter(
            path: "", mode: .memory, prepare: Self.schema,
            hooks: WriterHooks(afterCommit: { if $0 { continuation.yield() } }))
        for value in 0..<3 { try await writer.write { try Self.insert(value, $0) } }
        _ = try await values(writer)
        await writer.close()
        continuation.finish()
        var count = 0
        for await _ in changes { count += 1 }
        #expect(count == 3)
    }

    @Test func `a long log is copied back, and emptied when nobody writes`() async throws {
        try await withFolder { folder in
            let path = folder.file("a.db")
            let writer = try GroupCommitWriter(path: path, prepare: Self.schema)
            let block = [UInt8](repeating: 7, count: 1 << 20)
            for _ in 0..<24 {
                try await writer.write {
                    try $0.statement("INSERT INTO item (value) VALUES (?1)").bind(1, block).run()
                }
            }
            #expect(writer.metrics.checkpoints >= 2)
            #expect(writer.metrics.walBytes < 12 << 20)
            var status = stat()
            repeat {
                try await Task.sleep(for: .milliseconds(20))
                try #require(stat(path + "-wal", &status) == 0)
            } while status.st_size > 0
            await writer.close()
        }
    }

    @Test func `speed of single statements, for the record`() throws {
        let connection = try Connection(path: "", mode: .memory)
        try Self.schema(connection)
        let count = 100_000
        let start = ContinuousClock.now
        try connection.begin()
        for value in 0..<count { try Self.insert(value, connection) }
        try connection.commit()
        let elapsed = ContinuousClock.now - start
        print("figure: \(count) inserts in \(elapsed), \(elapsed / count) each (debug or release as built)")
        #expect(try connection.prepare("SELECT count(*) FROM item").first { $0.int(0) } == count)
    }
}
