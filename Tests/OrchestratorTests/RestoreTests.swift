import AgentProtocol
import Crypto
import Orchestrator
import Store
import TestSupport
import Testing
import Vocabulary

/// What agents of an earlier life of the database can still do after a restore.
@Suite(.timeLimit(.minutes(1)), .disabled(if: TestDatabase.isServer, "backups of SQLite files"))
struct RestoreTests {
    private static let three = """
        # Three
        ## Tasks
        ### 1. One
        ```sh run
        true
        ```
        ```sh check
        true
        ```
        ### 2. Two
        ```sh run
        true
        ```
        ```sh check
        true
        ```
        ### 3. Three
        ```sh run
        true
        ```
        ```sh check
        true
        ```
        """

    private func claim(_ agent: AgentRecord, _ store: Store) async throws -> LeaseID {
        let claimed = try await store.perform(
            ClaimJob(agent: agent.id, executors: [.shell], acceptsChecks: false, leaseSeconds: 60))
        let core = try #require(claimed?.task.core)
        return LeaseID(task: core.id.value, epoch: core.epoch)
    }

    private func complete(_ lease: LeaseID, _ agent: AgentRecord, _ store: Store) async throws -> LeaseVerdict.Verdict {
        let report = JobReport(summary: "by \(agent.name)", logTail: "", isSandboxed: true)
        let body = try StoredJSON.encode(report)
        return try await store.perform(
            AcceptReport(lease: lease, agent: agent.id, report: report, body: body, digest: SHA256.hex(body))
        ).verdict
    }

    /// A life of its own: the backup restored to another place, some time after it was taken.
    private func restored(_ backup: String, as name: String, at now: Timestamp) async throws -> Store {
        let path = backup + "-" + name
        _ = try DatabaseRestore(path: path, now: now, randomNumber: { .random(in: 0 ... .max) }).run(from: backup)
        return try await Store(path: path, clock: { now }, randomNumber: { .random(in: 0 ... .max) })
    }

    @Test func `leases from before and after the backup are refused in the restored database`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(Self.three, by: owner)
            let (early, late) = (try await bench.agent("early"), try await bench.agent("late"))
            let held = try await claim(early, bench.store)
            let backup = bench.folder + "/backup"
            try await bench.store.backup(to: backup)
            let lost = try await claim(late, bench.store)

            let store = try await restored(backup, as: "life", at: bench.store.now + .seconds(10))
            #expect(try await complete(held, early, store) == .stale)
            #expect(try await complete(lost, late, store) == .unknown)
            #expect(try await store.read { try $0.setAside(of: swarm.id) }.count == 1)

            // The lease that was fenced ends by its time, is no crash, and the task is handed out again.
            _ = try await store.perform(ReapLeases(leaseSeconds: 60, graceSeconds: -1, mayRevoke: true))
            let task = try #require(try await store.read { try $0.task(TaskID(held.task)) })
            #expect(task.core.state == .pending)
            #expect(task.core.crashes == 0)
            let fresh = try await claim(late, store)
            #expect(fresh.epoch > max(held.epoch, lost.epoch, task.core.epoch))
            #expect(try await complete(fresh, late, store) == .accepted)
            await store.close()
        }
    }

    @Test func `two restores of one backup hand out different epochs`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            _ = try await bench.runningSwarm(Self.three, by: owner)
            let agent = try await bench.agent("a")
            let backup = bench.folder + "/backup"
            try await bench.store.backup(to: backup)
            let now = bench.store.now
            let first = try await restored(backup, as: "first", at: now)
            let lease = try await claim(agent, first)
            let second = try await restored(backup, as: "second", at: now + .milliseconds(1))
            let again = try await claim(agent, second)
            #expect(lease.task == again.task)
            #expect(again.epoch > lease.epoch)
            #expect(try await complete(lease, agent, second) != .accepted)
            #expect(again.epoch < 1 << 53)
            // Where the clock went back, epochs go on all the same.
            let copy = bench.folder + "/copy"
            try await second.backup(to: copy)
            let third = try await restored(copy, as: "third", at: Timestamp(milliseconds: 1_000))
            #expect(try await claim(agent, third).epoch > again.epoch)
            for store in [first, second, third] { await store.close() }
        }
    }

    @Test func `a result of another life cannot be salvaged`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            _ = try await bench.runningSwarm(Self.three, by: owner)
            let agent = try await bench.agent("a")
            let lease = try await claim(agent, bench.store)
            bench.advance(.seconds(100))
            _ = try await bench.store.perform(ReapLeases(leaseSeconds: 60, graceSeconds: 5, mayRevoke: true))
            let backup = bench.folder + "/backup"
            try await bench.store.backup(to: backup)
            let store = try await restored(backup, as: "life", at: bench.store.now)
            #expect(try await complete(lease, agent, store) == .stale)
            await store.close()
            #expect(try await complete(lease, agent, bench.store) == .accepted)
        }
    }
}
