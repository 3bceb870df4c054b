import FoundationEssentials
import Glibc
import SQLite
import Store
import Testing
import Threading
import Vocabulary

/// A real database that is locked, removed or exchanged under a running store.
@Suite(.timeLimit(.minutes(1))) struct OutageTests {
    private struct Emit: StoreOperation {
        func perform(in transaction: WriteTransaction) throws { try transaction.emit(.alertRaised) }
    }

    /// Runs `body` with a store that is watched; what it tells is collected.
    private func watched(
        _ body: @escaping @Sendable (Store, String, Lock<[HealthMachine.Return]>) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/waggle-outage-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/waggle.db"
        let started = ContinuousClock.now
        let store = try await Store(
            path: path,
            clock: { Timestamp(milliseconds: 1_000) + (ContinuousClock.now - started) },
            randomNumber: { .random(in: 0 ... .max) }, reconciliation: .milliseconds(200))
        let reports = Lock<[HealthMachine.Return]>([])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await store.watchHealth(tell: { _ in }) { back in reports.withLock { $0.append(back) } }
            }
            group.addTask { try await body(store, path, reports) }
            try await group.next()
            group.cancelAll()
        }
        await store.close()
    }

    private func eventually(_ what: String, _ holds: () async -> Bool) async throws {
        let ends = ContinuousClock.now + .seconds(30)
        while await !holds() {
            try #require(ContinuousClock.now < ends, "\(what) did not come true")
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    @Test func `a database that another program holds refuses work, comes back, and says so once`() async throws {
        try await watched { store, path, reports in
            try await store.perform(Emit())
            // A second connection of this process would share its locks; the holder is a process of its own in the
            // whole product's test. Here the lock is taken by a connection with a descriptor of its own.
            let intruder = try Connection(path: path, mode: .existing)
            try intruder.begin()
            await #expect(throws: StoreError.self) { try await store.perform(Emit()) }
            try await eventually("the outage") { store.health.isAway }
            #expect(store.health.outage?.fault.kind == .locked)
            // Refused untried: the answer does not take the quarter of a second that SQLite waits for a lock.
            let asked = ContinuousClock.now
            for _ in 0..<100 { await #expect(throws: StoreError.self) { try await store.perform(Emit()) } }
            #expect(ContinuousClock.now - asked < .seconds(2))
            #expect(store.health.refused >= 100)
            // What can be read still is.
            #expect(try await store.read { try $0.eventCount() } == 1)
            try intruder.rollback()
            try await eventually("the return") { !store.health.isAway }
            try await store.perform(Emit())
            #expect(store.health.lastReturn != nil)
            try await eventually("the report") { store.health.state == .normal }
            #expect(reports.withLock(\.count) == 1)
            #expect(try await store.read { try $0.eventCount() } == 2)
            #expect(store.health.outages == 1)
        }
    }

    /// Holds the writer as a disk or a server does that answers nothing.
    private struct Hang: StoreOperation {
        let isOver: Lock<Bool>
        let hasBegun = Lock(false)

        func perform(in transaction: WriteTransaction) throws {
            hasBegun.withLock { $0 = true }
            while !isOver.withLock(\.self) { usleep(10_000) }
        }
    }

    @Test func `a database that hangs under work is found sooner than a quiet one is looked at`() async throws {
        try await watched { store, _, _ in
            let isOver = Lock(false)
            let began = ContinuousClock.now
            async let hung: Void = store.perform(Hang(isOver: isOver))
            try await eventually("the outage") { store.health.isAway }
            #expect(ContinuousClock.now - began < .seconds(14))
            #expect(store.health.outage?.fault.kind == .unresponsive)
            isOver.withLock { $0 = true }
            try await hung
            try await eventually("the return") { !store.health.isAway }
        }
    }

    @Test func `what waits behind a hung write is refused when the outage is known, and was never written`()
        async throws
    {
        try await watched { store, _, _ in
            let isOver = Lock(false)
            let hang = Hang(isOver: isOver)
            async let hung: Void = store.perform(hang)
            try await eventually("the hang") { hang.hasBegun.withLock(\.self) }
            await #expect(throws: StoreError.self) { try await store.perform(Emit()) }
            #expect(store.health.isAway)
            isOver.withLock { $0 = true }
            try await hung
            try await eventually("the return") { !store.health.isAway }
            #expect(try await store.read { try $0.eventCount() } == 0)
        }
    }

    @Test func `a database that was moved away takes nothing, not even into the old file, and goes on when it is back`()
        async throws
    {
        try await watched { store, path, _ in
            try await store.perform(Emit())
            try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
            await #expect(throws: StoreError.self) { try await store.perform(Emit()) }
            try await eventually("the outage") { store.health.isAway }
            #expect(store.health.outage?.fault.kind == .missing)
            #expect(!FileManager.default.fileExists(atPath: path), "no empty database is made in its place")
            try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
            try await eventually("the return") { !store.health.isAway }
            try await store.perform(Emit())
            // The refused one may have been written before it was noticed that nobody would find it: unknown, not lost.
            #expect((2...3).contains(try await store.read { try $0.eventCount() }))
        }
    }

    @Test func `another database in its place is not written to`() async throws {
        try await watched { store, path, _ in
            try await store.perform(Emit())
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.moveItem(atPath: path + suffix, toPath: path + ".away" + suffix)
            }
            let other = try Connection(path: path, mode: .readWrite)
            try other.execute(
                "CREATE TABLE meta(name TEXT, value TEXT); INSERT INTO meta VALUES('incarnation', 'somebody else')")
            await #expect(throws: StoreError.self) { try await store.perform(Emit()) }
            try await eventually("the outage") { store.health.isAway }
            try await eventually("what is wrong") {
                store.health.outage?.fault.detail.contains("another database") ?? false
            }
            #expect(try other.prepare("SELECT COUNT(*) FROM meta").first { $0.int(0) } == 1)
        }
    }

    @Test func `a single refused operation is no outage`() async throws {
        struct Conflict: StoreOperation {
            func perform(in transaction: WriteTransaction) throws {
                for _ in 0..<2 { _ = try transaction.insertPrincipal(name: "same", role: .viewer) }
            }
        }
        try await watched { store, _, reports in
            await #expect(throws: StoreError.self) { try await store.perform(Conflict()) }
            try await store.perform(Emit())
            #expect(store.health.state == .normal)
            #expect(reports.withLock(\.isEmpty))
        }
    }

    @Test func `what has to be written down waits for the return`() async throws {
        try await watched { store, path, _ in
            let intruder = try Connection(path: path, mode: .existing)
            try intruder.begin()
            await #expect(throws: StoreError.self) { try await store.perform(Emit()) }
            try await eventually("the outage") { store.health.isAway }
            async let written: Void = store.performSurely(Emit())
            try await Task.sleep(for: .milliseconds(100))
            try intruder.rollback()
            try await written
            #expect(try await store.read { try $0.eventCount() } == 1)
        }
    }
}
