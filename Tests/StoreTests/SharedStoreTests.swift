import PostgreSQL
import Store
import TestSupport
import Testing
import Threading
import Vocabulary

/// Several processes on one PostgreSQL database, each with a store of its own.
@Suite(.timeLimit(.minutes(3))) struct SharedStoreTests {
    private struct Emit: StoreOperation {
        let text: String
        var holds: Gate?

        func perform(in transaction: WriteTransaction) throws {
            try transaction.emit(.alertRaised, data: text)
            if let holds {
                _ = try transaction.lastCursor()  // what was queued has run then
                holds.pass()
            }
        }
    }

    /// Reads, and writes what it read plus one: right only where nobody writes in between.
    private struct ReadThenWrite: StoreOperation {
        func perform(in transaction: WriteTransaction) throws -> Int64 {
            let last = try transaction.lastCursor()
            try transaction.emit(.alertRaised, data: "\(last)")
            return last
        }
    }

    private struct Audited: StoreOperation {
        func perform(in transaction: WriteTransaction) throws {
            try transaction.audit("swarm.pause", by: nil, subject: "swarm 1")
        }
    }

    private func open(_ url: String) async throws -> Store {
        try await Store(
            at: .server(url), clock: { Timestamp(milliseconds: 1_000) }, randomNumber: { .random(in: 0 ... .max) })
    }

    private func withStores(_ count: Int, _ body: ([Store], _ url: String) async throws -> Void) async throws {
        let url = try await PostgreSQLServer.shared.database()
        var stores: [Store] = []
        for _ in 0..<count { stores.append(try await open(url)) }
        try await body(stores, url)
        for store in stores { await store.close() }
    }

    @Test func `an event that is written first is seen first, also when its writer is slow to commit`() async throws {
        try await withStores(3) { stores, _ in
            let gate = Gate()
            async let slow: Void = stores[0].perform(Emit(text: "slow", holds: gate))
            await gate.reached()
            async let fast: Void = stores[1].perform(Emit(text: "fast"))
            // The fast one has had its number, or waits for it; either way nobody may see it before the slow one.
            for _ in 0..<20 {
                let seen = try await stores[2].read { try $0.events(after: 0, limit: 10) }
                #expect(seen.isEmpty)
            }
            gate.open()
            try await slow
            try await fast
            let seen = try await stores[2].read { try $0.events(after: 0, limit: 10) }
            #expect(seen.map(\.data) == ["slow", "fast"])
        }
    }

    @Test func `a reader that follows the cursor misses no event of many writers`() async throws {
        try await withStores(3) { stores, _ in
            let total = 3 * 4 * 100
            async let writing: Void = withThrowingTaskGroup(of: Void.self) { group in
                for (number, store) in stores.enumerated() {
                    for lane in 0..<4 {
                        group.addTask {
                            for index in 0..<100 { try await store.perform(Emit(text: "\(number).\(lane).\(index)")) }
                        }
                    }
                }
                try await group.waitForAll()
            }
            var cursor: Int64 = 0
            var seen: [String] = []
            while seen.count < total {
                let events = try await stores[0].read { [cursor] in try $0.events(after: cursor, limit: 50) }
                seen += events.compactMap(\.data)
                cursor = events.last?.cursor ?? cursor
                try Task.checkCancellation()
            }
            try await writing
            #expect(Set(seen).count == total)
        }
    }

    @Test func `what an operation has read still holds when it writes`() async throws {
        try await withStores(2) { stores, _ in
            let read = try await withThrowingTaskGroup(of: Int64.self) { group in
                for index in 0..<100 { group.addTask { try await stores[index % 2].perform(ReadThenWrite()) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(read).count == 100)
        }
    }

    @Test func `a signal reaches the waiters of another process`() async throws {
        try await withStores(2) { stores, _ in
            let waiting = stores[1].wake(on: .events)
            // What waiters are told when their process begins to listen.
            _ = await waiting.wait(within: .seconds(2))
            for round in 0..<3 {
                try await stores[0].perform(Emit(text: "\(round)"))
                #expect(await waiting.wait(within: .seconds(20)))
            }
        }
    }

    private struct WaitUntil: StoreOperation {
        let time: Int64

        func perform(in transaction: WriteTransaction) throws {
            transaction.noteTimer(Timestamp(milliseconds: time))
            try transaction.emit(.alertRaised)
        }
    }

    private struct HaveSeen: StoreOperation {
        func perform(in transaction: WriteTransaction) throws { try transaction.setTimer(nil) }
    }

    @Test func `a time that one process sets wakes the reaper of another, also when it is later than those before`()
        async throws
    {
        try await withStores(2) { stores, _ in
            let waiting = stores[1].wake(on: .timers)
            while await waiting.wait(within: .seconds(2)) {}
            for time: Int64 in [5_000, 6_000, 7_000] {
                try await stores[0].perform(WaitUntil(time: time))
                #expect(await waiting.wait(within: .seconds(10)))
                try await stores[1].perform(HaveSeen())
            }
        }
    }

    /// Says in which store the body of a service that only one process runs is at work.
    private func serve(_ stores: [Store], _ body: (Lock<Int?>) async throws -> Void) async throws {
        let place = Lock<Int?>(nil)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, store) in stores.enumerated() {
                group.addTask {
                    try? await ServiceTurn(store: store, name: "s").run {
                        place.withLock { $0 = index }
                        while (try? await Task.sleep(for: .seconds(60))) != nil {}
                    }
                }
            }
            try await body(place)
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    private func eventually(_ what: String, within limit: Duration, _ holds: () -> Bool) async throws {
        let ends = ContinuousClock.now + limit
        while !holds() {
            try #require(ContinuousClock.now < ends, "\(what) did not come true")
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    private struct HoldAsAnother: StoreOperation {
        func perform(in transaction: WriteTransaction) throws {
            _ = try transaction.takeService("s", until: transaction.now + .seconds(50))
        }
    }

    @Test func `a service goes to another process as soon as its process is seen to be gone, long before its time`()
        async throws
    {
        try await withStores(2) { stores, url in
            let dead = try await open(url)
            try await dead.perform(HoldAsAnother())
            // Each says so when it has begun to listen.
            while try await PostgreSQLServer.shared.query(
                "SELECT COUNT(*) FROM process WHERE presence IS NULL", at: url)
                != "0"
            {}
            try await serve(stores) { place in
                // It lives and holds, so that nobody else begins.
                try await Task.sleep(for: .seconds(2))
                #expect(place.withLock(\.self) == nil)
                await dead.close()
                try await eventually("another process serves", within: .seconds(5)) { place.withLock(\.self) != nil }
            }
        }
    }

    @Test func `a service is free for the process that is started in the place of the one that held it`() async throws {
        let url = try await PostgreSQLServer.shared.database()
        func open(_ node: String) async throws -> Store {
            try await Store(
                at: .server(url, node: node), clock: { Timestamp(milliseconds: 1_000) },
                randomNumber: { .random(in: 0 ... .max) })
        }
        let before = try await open("n1")
        try await before.perform(HoldAsAnother())
        let other = try await open("n2")
        try await serve([other]) { place in
            try await Task.sleep(for: .seconds(1))
            #expect(place.withLock(\.self) == nil)
            // The one before is still connected, as one is whose machine was lost.
            let next = try await open("n1")
            try await eventually("another process serves", within: .seconds(5)) { place.withLock(\.self) != nil }
            await next.close()
        }
        await other.close()
        await before.close()
    }

    @Test func `another database in the place of this one is not written to`() async throws {
        try await withStores(1) { stores, url in
            try await stores[0].perform(Emit(text: "before"))
            try await PostgreSQLServer.shared.query(
                """
                UPDATE meta SET value = 'somebody else' WHERE name = 'incarnation';
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """, at: url)
            let error = await #expect(throws: StoreError.self) { try await stores[0].perform(Emit(text: "after")) }
            #expect(error?.description.contains("another database") ?? false)
            let pages = try await PostgreSQLServer.shared.query("SELECT lines FROM event_page", at: url)
            #expect(pages.contains("before") && !pages.contains("after"), "\(pages)")
        }
    }

    @Test func `a database that takes no writes any more is away, and the reason is told`() async throws {
        let url = try await PostgreSQLServer.shared.database()
        let role = "lesser\(UInt32.random(in: 0 ... .max))"
        try await PostgreSQLServer.shared.query("CREATE ROLE \(role) LOGIN", at: url)
        try await PostgreSQLServer.shared.query("GRANT ALL ON SCHEMA public TO \(role)", at: url)
        let store = try await open(url.replacing("user=waggle", with: "user=\(role)"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await store.watchHealth(tell: { _ in }) { _ in } }
            group.addTask {
                try await PostgreSQLServer.shared.query("ALTER TABLE process OWNER TO waggle", at: url)
                await #expect(throws: StoreError.self) { try await store.perform(Emit(text: "refused")) }
                let ends = ContinuousClock.now + .seconds(10)  // before a quiet database is looked at
                while !store.health.isAway {
                    try #require(ContinuousClock.now < ends, "the outage was not noticed")
                    try await Task.sleep(for: .milliseconds(10))
                }
                #expect(store.health.outage?.fault.kind == .refused)
            }
            try await group.next()
            group.cancelAll()
        }
        await store.close()
        try await PostgreSQLServer.shared.query("DROP OWNED BY \(role) CASCADE", at: url)
        try await PostgreSQLServer.shared.query("DROP ROLE \(role)", at: url)
    }

    @Test func `connections that the server ends cost nobody an answer, and nothing is done twice`() async throws {
        try await withStores(1) { stores, url in
            let store = stores[0]
            let killing = Task {
                // Not for ever: a pooler that finds its server gone again and again waits longer than a write is tried.
                for _ in 0..<40 where !Task.isCancelled {
                    try await PostgreSQLServer.shared.query(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid()
                        """, at: url)
                }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for lane in 0..<8 {
                    group.addTask {
                        for index in 0..<200 { try await store.perform(Emit(text: "\(lane).\(index)")) }
                    }
                }
                try await group.waitForAll()
            }
            killing.cancel()
            _ = await killing.result
            // Each that was answered is there once: no commit was taken for lost that was not, nor the reverse.
            let events = try await store.read { try $0.events(after: 0, limit: 10_000) }
            #expect(events.count == 1_600)
            #expect(Set(events.compactMap(\.data)).count == 1_600)
        }
    }

    @Test func `audit chains of processes that write side by side hold together, and miss what is taken out`()
        async throws
    {
        try await withStores(3) { stores, _ in
            for round in 0..<12 { try await stores[round % 3].perform(Audited()) }
            let records = try await stores[0].read { try $0.audit() }
            #expect(AuditChain.verify(records).isEmpty)
            #expect(AuditChain.verify(records.shuffled()).isEmpty)
            let writers = Set(records.map(\.writer))
            #expect(writers.count == 3)
            let newest = records.first { record in
                record.sequence == 1 && !records.contains { $0.sequence == 1 && $0.previous.contains(record.writer) }
            }?.writer
            for writer in writers where writer != newest {
                #expect(!AuditChain.verify(records.filter { $0.writer != writer }).isEmpty)
            }
        }
    }
}

/// Holds a thread until a task opens it.
final class Gate: Sendable {
    private let isOpen = Lock(false)
    private let isReached = Lock(false)
    private let arrival = Wake()

    /// Blocks the calling thread (a database's own) until `open()`; at most ten seconds.
    func pass() {
        isReached.withLock { $0 = true }
        arrival.raise()
        let end = ContinuousClock.now + .seconds(10)
        while !isOpen.withLock({ $0 }), ContinuousClock.now < end {}
    }

    func reached() async { _ = await arrival.wait() }
    func open() { isOpen.withLock { $0 = true } }
}
