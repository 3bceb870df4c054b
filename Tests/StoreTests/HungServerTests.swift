import Glibc
import TestSupport
import Testing
import Threading
import Vocabulary

@testable import Store

/// A PostgreSQL server whose processes stand still in the middle of a transaction.
@Suite(.timeLimit(.minutes(2))) struct HungServerTests {
    private struct Emit: StoreOperation {
        let text: String

        func perform(in transaction: WriteTransaction) throws { try transaction.emit(.alertRaised, data: text) }
    }

    /// Reads, lets the test stop the server, and asks it again.
    private struct AskTwice: StoreOperation {
        let gate: Gate

        func perform(in transaction: WriteTransaction) throws {
            _ = try transaction.lastCursor()
            gate.pass()
            _ = try transaction.lastCursor()
            try transaction.emit(.alertRaised, data: "begun")
        }
    }

    /// Signals every process that serves the database; they all wait for their client then.
    private func signal(_ number: Int32, _ processes: [Int32]) { for process in processes { kill(process, number) } }

    @Test func `what waits behind a hung transaction is refused when the outage is known, and was never written`()
        async throws
    {
        let url = try await PostgreSQLServer.shared.database()
        let started = ContinuousClock.now
        let store = try await Store(
            at: .server(url), clock: { Timestamp(milliseconds: 1_000) + (ContinuousClock.now - started) },
            randomNumber: { .random(in: 0 ... .max) }, reconciliation: .milliseconds(200))
        let watch = Task { await store.watchHealth(tell: { _ in }, report: { _ in }) }  // ended below
        let gate = Gate()
        async let begun: Void = store.perform(AskTwice(gate: gate))
        await gate.reached()
        let processes = try await PostgreSQLServer.shared.query(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", at: url
        ).split(separator: "\n").compactMap { Int32($0) }
        try #require(!processes.isEmpty)
        signal(SIGSTOP, processes)
        defer { signal(SIGCONT, processes) }
        gate.open()
        let asked = ContinuousClock.now
        // What only shows how the database is goes on waiting.
        async let probe: Void = store.performUntested(Emit(text: "probe"), isProbe: true)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<20 {
                group.addTask {
                    do {
                        try await store.perform(Emit(text: "\(index)"))
                        Issue.record("\(index) was acknowledged")
                    } catch StoreError.unavailable {}
                }
            }
            while store.engine.writerFigures.waiting < 21 { await Task.yield() }
            #expect(!store.health.isAway && store.health.refused == 0, "they were let through")
            try await group.waitForAll()
        }
        // A hang is known after three seconds without a commit and five of a probe; a connection is given up after thirty.
        #expect(ContinuousClock.now - asked < .seconds(16))
        #expect(store.health.outage?.fault.kind == .unresponsive)
        #expect(store.health.refused >= 20)
        signal(SIGCONT, processes)
        // The server ends a session that was idle in its transaction for ten seconds; what it held is run again, for a while.
        var answered: [String] = []
        do {
            try await begun
            answered.append("begun")
        } catch StoreError.unavailable {}
        do {
            try await probe
            answered.append("probe")
        } catch StoreError.unavailable {}
        while store.health.isAway { try await Task.sleep(for: .milliseconds(10)) }
        try await store.perform(Emit(text: "after"))
        let written = try await store.read { try $0.events(after: 0, limit: 100) }
        #expect(written.compactMap(\.data) == answered + ["after"])
        watch.cancel()
        await watch.value
        await store.close()
    }
}
