import Glibc
import TestSupport
import Testing
import Threading

@testable import SQLite

@Suite(.timeLimit(.minutes(1))) struct LogFlusherTests {
    /// An operation that only says how it was answered.
    private final class Watched: DatabaseOperation, @unchecked Sendable {  // as its superclass
        private let said = Lock<[Bool]>([])

        init() { super.init(.read) }

        var answers: [Bool] { said.withLock(\.self) }
        override func succeed() { said.withLock { $0.append(true) } }
        override func fail(_ error: any Error) { said.withLock { $0.append(false) } }
    }

    private static func flush(_ path: String, _ operation: Watched) throws -> LogFlusher.Flush {
        LogFlusher.Flush(
            log: try LogDescriptor(path: path), batch: CommittedBatch(operations: [operation], failures: []),
            start: .now)
    }

    @Test func `what a read can have seen is on disk before the read is answered`() async throws {
        try await withFolder { folder in
            close(creat(folder.file("a.db-wal"), 0o600))
            let flusher = try LogFlusher(idle: {}, done: { _ in })
            defer { flusher.close() }
            let (before, during, after, write) = (Watched(), Watched(), Watched(), Watched())
            flusher.answer(before)
            #expect(before.answers == [true])
            flusher.begin()
            flusher.answer(during)
            #expect(during.answers.isEmpty)
            flusher.flush(try Self.flush(folder.file("a.db"), write))
            #expect(during.answers == [true] && write.answers == [true])
            flusher.begin()
            flusher.cancel()
            flusher.answer(after)
            #expect(after.answers == [true] && flusher.takeFailure() == nil)
        }
    }

    @Test func `a flush that fails answers nobody with yes, and is told once`() async throws {
        try await withFolder { folder in
            mkfifo(folder.file("a.db-wal"), 0o600)  // fdatasync refuses it
            let flusher = try LogFlusher(idle: {}, done: { _ in })
            defer { flusher.close() }
            let (read, write) = (Watched(), Watched())
            flusher.begin()
            flusher.answer(read)
            flusher.hand(try Self.flush(folder.file("a.db"), write))
            while write.answers.isEmpty || read.answers.isEmpty { await Task.yield() }
            #expect(read.answers == [false] && write.answers == [false])
            #expect(flusher.takeFailure()?.isOutcomeUnknown == true)
            #expect(flusher.takeFailure() == nil)
        }
    }

    @Test func `after a flush that failed the writer goes on through another connection`() async throws {
        try await withFolder { folder in
            let path = folder.file("a.db")
            let writer = try GroupCommitWriter(path: path) {
                try $0.execute(
                    """
                    CREATE TABLE IF NOT EXISTS item(id INTEGER PRIMARY KEY); CREATE TABLE IF NOT EXISTS opening(id INTEGER PRIMARY KEY);
                    INSERT INTO opening DEFAULT VALUES
                    """)
            }
            let insert: @Sendable (Connection) throws -> Int = {
                try $0.statement("INSERT INTO item DEFAULT VALUES").run()
                return try $0.statement("SELECT COUNT(*) FROM item").first { $0.int(0) } ?? 0
            }
            // The writer's log keeps its name until it is flushed for the first time.
            rename(path + "-wal", path + "-kept")
            mkfifo(path + "-wal", 0o600)
            await #expect {
                _ = try await writer.write(insert)
            } throws: {
                ($0 as? SQLiteError)?.isOutcomeUnknown == true
            }
            unlink(path + "-wal")
            rename(path + "-kept", path + "-wal")
            var before = stat()
            stat(path, &before)
            #expect(try await writer.write(insert) == 2, "what readers can see stays")
            // All of it was written again, into the database: the log is as long as one transaction.
            var (database, log) = (stat(), stat())
            stat(path, &database)
            stat(path + "-wal", &log)
            #expect(database.st_size > before.st_size && log.st_size < 5 * 8_192)
            let openings = try await writer.read {
                try $0.statement("SELECT COUNT(*) FROM opening").first { $0.int(0) }
            }
            #expect(openings == 2)
            #expect(writer.metrics.failedCommits == 1)
            await writer.close()
        }
    }
}
