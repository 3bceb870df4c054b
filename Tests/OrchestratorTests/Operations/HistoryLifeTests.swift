import AgentProtocol
import Orchestrator
import TestSupport
import Testing
import Vocabulary

@testable import Store

/// What comes for finished work after it moved: late results, retention, other databases.
@Suite(.timeLimit(.minutes(2))) struct HistoryLifeTests {
    private func complete(
        _ lease: LeaseID, by agent: AgentRecord, _ summary: String, in bench: Workbench
    ) async throws -> LeaseVerdict.Verdict {
        let report = JobReport(summary: summary, isSandboxed: true)
        return try await bench.desk.complete(lease, by: agent.id, report).verdict
    }

    @Test func `a report that changes nothing is answered from history`() async throws {
        try await Workbench.with { bench in
            let ended = try await EndedSwarm(in: bench)
            let late = try #require(try await bench.store.read { try $0.reports(of: TaskID(ended.late.task)) }.first)
            try await ended.move()
            let before = try await ended.seen()
            // The accepted one again, the one that was set aside again, another agent's, one of a lease that never was.
            #expect(try await complete(ended.merged, by: ended.first, "made", in: bench) == .replayed)
            #expect(try await complete(ended.late, by: ended.second, "made", in: bench) == .stale)
            #expect(try await complete(ended.late, by: ended.first, "made", in: bench) == .stale)
            let never = LeaseID(task: ended.late.task, epoch: ended.late.epoch + 1_000_000)
            #expect(try await complete(never, by: ended.second, "made", in: bench) == .unknown)
            let failure = JobFailure(.attempt, reason: "late")
            #expect(try await bench.desk.fail(ended.late, by: ended.second.id, failure).verdict == .stale)
            #expect(try await bench.desk.release(ended.late, by: ended.second.id).verdict == .stale)
            try await bench.desk.progress(ended.late, by: ended.second.id, JobProgress(text: "late"))
            let beat = try await bench.desk.heartbeat(ended.second.id, AgentHeartbeat(leases: [ended.late]))
            #expect(beat.stop == [ended.late])
            #expect(late.verdict == .setAside)
            #expect(try await ended.places().history == EndedSwarm.all)
            #expect(try await ended.seen() == before)
        }
    }

    @Test func `a late result is set aside and shown; the swarm comes back for it and goes again`() async throws {
        try await Workbench.with { bench in
            let ended = try await EndedSwarm(in: bench)
            try await ended.move()
            #expect(try await complete(ended.missing, by: ended.first, "made", in: bench) == .stale)
            let places = try await ended.places()
            #expect(places.hot == [4, 4, 4, 4] && places.history == EndedSwarm.none)
            #expect(try await bench.store.read { try $0.setAside(of: ended.id) }.count == 2)
            let swarm = try #require(try await bench.store.read { try $0.swarm(ended.id) })
            #expect(swarm.state == .cancelled && swarm.openTasks == 0)
            let before = try await ended.seen()
            try await ended.move()
            #expect(try await ended.places().history == [4, 4, 4, 4])
            #expect(try await ended.seen() == before)
            // Another report under the epoch of an accepted one.
            #expect(try await complete(ended.merged, by: ended.first, "other", in: bench) == .conflict)
            #expect(try await ended.places().hot == [4, 4, 4, 5])
        }
    }

    @Test func `late results are kept no more often because some are in history`() async throws {
        try await Workbench.with { bench in
            let ended = try await EndedSwarm(in: bench)
            for number in 1...8 {
                #expect(try await complete(ended.missing, by: ended.first, "\(number)", in: bench) == .stale)
                try await ended.move()
            }
            let full = [4, 4, 4, 11]
            #expect(try await ended.places().history == full)
            #expect(try await complete(ended.missing, by: ended.first, "9", in: bench) == .stale)
            #expect(try await ended.places().history == full)

            let (task, agent) = (TaskID(ended.merged.task), ended.second.id)
            try await bench.store.perform(
                EndedSwarm.Change { transaction in
                    for epoch in 1..<100 {
                        try transaction.insertReport(
                            ReportRecord(
                                task: task, epoch: Int64(epoch), phase: .work, verdict: .setAside, digest: "\(epoch)",
                                body: "{}", at: transaction.now, agent: agent))
                    }
                })
            try await ended.move()
            #expect(try await ended.places().history[3] == 11 + 99)
            let other = TaskID(ended.late.task)
            #expect(try await bench.store.read { try $0.mayKeepAside(other, agent: agent) } == false)
        }
    }

    @Test(arguments: [1, 2, 4]) func `retention takes it wherever it lies`(_ moved: Int) async throws {
        try await Workbench.with { bench in
            let ended = try await EndedSwarm(in: bench)
            #expect(try await bench.store.perform(EndedSwarm.Move(limit: moved)) == moved)
            let others = try await bench.store.read { try $0.tasks(after: TaskID(0), limit: 100) }
                .filter { $0.core.swarm != ended.id }.map(\.core)
            while try await bench.store.perform(PurgeExpired(before: bench.store.now - .seconds(60))) {}
            let places = try await ended.places()
            #expect(places.hot == EndedSwarm.none && places.history == EndedSwarm.none)
            let left = try await bench.store.read { transaction in
                let rows = try transaction.connection.statement(
                    """
                    SELECT (SELECT COUNT(*) FROM task_history) + (SELECT COUNT(*) FROM task_text_history)
                    + (SELECT COUNT(*) FROM edge_history) + (SELECT COUNT(*) FROM report_history)
                    + (SELECT COUNT(*) FROM edge) + (SELECT COUNT(*) FROM report)
                    """
                ).first { $0.int(0) }
                #expect(rows == 0)
                return try transaction.tasks(after: TaskID(0), limit: 100).map(\.core)
            }
            #expect(left == others)
            // Nothing is left to be moved, and who comes late is told that nobody knows of it.
            #expect(try await bench.store.perform(EndedSwarm.Move()) == nil)
            #expect(try await complete(ended.missing, by: ended.first, "made", in: bench) == .unknown)
        }
    }

    @Test(.disabled(if: TestDatabase.isServer, "files of SQLite"), arguments: [1, 2, 50])
    func `a copy on PostgreSQL, a restored backup and a compacted file hold both`(_ moved: Int) async throws {
        try await Workbench.with { bench in
            let ended = try await EndedSwarm(in: bench)
            _ = try await bench.store.perform(EndedSwarm.Move(limit: moved))
            let (before, places) = (try await ended.seen(), try await ended.places())
            #expect(places.history[0] == min(moved, 4))
            let (now, file) = (bench.store.now, bench.folder + "/waggle.db")
            let (backup, restored) = (bench.folder + "/backup", bench.folder + "/restored")
            try await bench.store.backup(to: backup)
            await bench.store.close()
            _ = try DatabaseRestore(path: restored, now: now, randomNumber: { 7 }).run(from: backup)
            let url = try await PostgreSQLServer.shared.database()
            _ = try DatabaseCopy(from: file, to: url, now: now, randomNumber: { 7 }).run()
            _ = try DatabaseCompaction(path: file).run()
            for location in [StoreLocation.file(restored), .server(url), .file(file)] {
                let store = try await Store(at: location, clock: { now }, randomNumber: { 9 })
                #expect(try await ended.seen(store) == before)
                let there = try await ended.places(store)
                #expect(there.hot == places.hot && there.history == places.history)
                // And life goes on there.
                let retry = Command(
                    .taskRetry, [.swarm: .text("#\(ended.id)"), .task: .integer(2)])
                _ = try await store.perform(
                    PerformCommand(principal: ended.owner, command: retry, settings: bench.settings))
                #expect(try await ended.places(store).hot == EndedSwarm.all)
                await store.close()
            }
        }
    }

    @Test(.enabled(if: TestDatabase.isServer, "several processes share a server's database"))
    func `what one process moved another one finds, and brings back`() async throws {
        try await Workbench.with { bench in
            let ended = try await EndedSwarm(in: bench)
            let other = try await Store(at: bench.location, clock: { bench.store.now }, randomNumber: { 7 })
            let before = try await ended.seen(other)
            for _ in 0..<2 {
                #expect(try await bench.store.perform(EndedSwarm.Move(limit: 2)) == 2)
                #expect(try await other.perform(EndedSwarm.Move(limit: 2)) == 2)
                #expect(try await ended.seen(other) == before)
                #expect(try await ended.seen() == before)
                try await other.perform(EndedSwarm.Change { try $0.bringBack(ended.id) })
                #expect(try await ended.places().hot == EndedSwarm.all)
                #expect(try await ended.seen() == before)
            }
            await other.close()
        }
    }
}
