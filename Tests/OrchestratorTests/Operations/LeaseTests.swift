import AgentProtocol
import Orchestrator
import Store
import TestSupport
import Testing
import Vocabulary

/// What becomes of leases whose holders are slow, cut off or gone, and of tasks that very many wait for.
@Suite(.timeLimit(.minutes(1))) struct LeaseTests {
    private func claim(_ agent: AgentRecord, in bench: Workbench) async throws -> LeaseID? {
        try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0, holding: []))?.lease
    }

    private func core(of lease: LeaseID, in bench: Workbench) async throws -> TaskCore {
        try #require(try await bench.store.read { try $0.task(TaskID(lease.task))?.core })
    }

    @Test func `a heartbeat takes back a lease that only time had taken`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(PRDText.single, by: owner)
            let agent = try await bench.agent("slow")
            let lease = try #require(try await claim(agent, in: bench))
            bench.advance(.seconds(100))
            _ = try await bench.store.perform(ReapLeases(leaseSeconds: 60, graceSeconds: 5, mayRevoke: true))
            #expect(try await core(of: lease, in: bench).state == .pending)
            let answer = try await bench.desk.heartbeat(agent.id, AgentHeartbeat(leases: [lease]))
            #expect(answer.stop.isEmpty)
            let held = try await core(of: lease, in: bench)
            #expect(held.isLeased && held.state == .running && held.epoch == lease.epoch && held.crashes == 0)
            #expect(try await bench.store.read { try $0.swarm(swarm.id)?.running } == 1)
            let verdict = try await bench.desk.complete(lease, by: agent.id, JobReport(isSandboxed: true))
            #expect(verdict.verdict == .accepted)
        }
    }

    @Test func `a clock that jumps between the decision to revoke and the revoking takes no lease`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            _ = try await bench.runningSwarm(PRDText.single, by: owner)
            let lease = try #require(try await claim(try await bench.agent("one"), in: bench))
            let decidedAt = bench.store.now
            bench.advance(.seconds(3_600))
            let reap = ReapLeases(leaseSeconds: 60, graceSeconds: 5, mayRevoke: true, decidedAt: decidedAt)
            _ = try await bench.store.perform(reap)
            #expect(try await core(of: lease, in: bench).isLeased)
        }
    }

    @Test func `a heartbeat takes nothing back from another agent, or from a paused swarm`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(PRDText.single, by: owner)
            let (slow, other) = (try await bench.agent("slow"), try await bench.agent("other"))
            let lease = try #require(try await claim(slow, in: bench))
            bench.advance(.seconds(100))
            _ = try await bench.store.perform(ReapLeases(leaseSeconds: 60, graceSeconds: 5, mayRevoke: true))
            try await bench.say([Command(.swarmPause, [.swarm: .text("#\(swarm.id)")])], as: owner)
            #expect(try await bench.desk.heartbeat(slow.id, AgentHeartbeat(leases: [lease])).stop == [lease])
            try await bench.say([Command(.swarmResume, [.swarm: .text("#\(swarm.id)")])], as: owner)
            bench.advance(.seconds(5))
            _ = try await bench.store.perform(ReapLeases(leaseSeconds: 60, graceSeconds: 5, mayRevoke: true))
            let second = try #require(try await claim(other, in: bench))
            #expect(second.task == lease.task)
            #expect(try await bench.desk.heartbeat(slow.id, AgentHeartbeat(leases: [lease])).stop == [lease])
            #expect(try await core(of: second, in: bench).agent == other.id)
        }
    }

    @Test func `restarts of the control plane are no crashes of a remote agent's task`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            _ = try await bench.runningSwarm(PRDText.single, by: owner)
            let agent = try await bench.agent("remote")
            var lease = try #require(try await claim(agent, in: bench))
            for _ in 0..<4 {
                _ = try await bench.desk.heartbeat(agent.id, AgentHeartbeat(leases: [lease]))
                // Down for long: nobody could send heartbeats, and the agent was not heard since the start.
                bench.advance(.seconds(600))
                let started = bench.store.now
                _ = try await bench.store.perform(
                    ReapLeases(leaseSeconds: 60, graceSeconds: 5, mayRevoke: true, reachableSince: started))
                #expect(try await core(of: lease, in: bench).crashes == 0)
                bench.advance(.seconds(5))
                _ = try await bench.store.perform(ReapLeases(leaseSeconds: 60, graceSeconds: 5, mayRevoke: true))
                lease = try #require(try await claim(agent, in: bench))
            }
            // Heard since, and then silent: that is the agent's own end.
            _ = try await bench.desk.heartbeat(agent.id, AgentHeartbeat(leases: [lease]))
            let heard = bench.store.now
            bench.advance(.seconds(600))
            _ = try await bench.store.perform(
                ReapLeases(leaseSeconds: 60, graceSeconds: 5, mayRevoke: true, reachableSince: heard))
            #expect(try await core(of: lease, in: bench).crashes == 1)
        }
    }

    @Test func `an offer that never arrived is no crash; one that the agent began is`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            _ = try await bench.runningSwarm(PRDText.single, by: owner)
            let agent = try await bench.agent("remote")
            let lost = try #require(try await claim(agent, in: bench))
            await bench.store.close()
            let store = try await Store(
                at: bench.location, clock: { bench.store.now }, randomNumber: { 7 })
            let claim = ClaimJob(agent: agent.id, executors: [.shell], holding: [], leaseSeconds: 60)
            #expect(try await store.perform(claim) == nil, "its backoff has begun")
            #expect(try await store.read { try $0.task(TaskID(lost.task))?.core.crashes } == 0)
            bench.advance(.seconds(5))
            _ = try await store.perform(ReapLeases(leaseSeconds: 60, graceSeconds: 5, mayRevoke: true))
            for offer in 1..<4 {
                let again = try #require(try await store.perform(claim))
                // The first two answers are lost on their way; the third one arrives, and its agent says so.
                if offer == 3 {
                    let lease = LeaseID(task: again.task.core.id.value, epoch: again.task.core.epoch)
                    _ = try await store.perform(BeatLeases(agent: agent.id, leases: [lease], leaseSeconds: 60))
                }
                #expect(try await store.perform(claim) == nil)
                let core = try await store.read { try $0.task(TaskID(lost.task))?.core }
                #expect(core?.crashes == (offer == 3 ? 1 : 0) && core?.unheard == (offer == 3 ? 0 : offer + 1))
                bench.advance(.seconds(5))
                _ = try await store.perform(ReapLeases(leaseSeconds: 60, graceSeconds: 5, mayRevoke: true))
            }
            await store.close()
        }
    }

    /// A done task that so many wait for.
    private struct MakeFan: StoreOperation {
        let children: Int

        func perform(in transaction: WriteTransaction) throws -> (parent: TaskID, swarm: SwarmID) {
            let swarm = try transaction.insert(
                SwarmRecord(
                    slug: "fan", name: "fan", conversation: nil, principal: nil, agents: 1_000, budget: nil,
                    origin: nil, prd: "", prdName: nil, model: nil, deadline: nil, at: transaction.now))
            let plan = PlannedTask(number: 1, title: "t", run: "true", checks: ["true"], executor: .shell)
            let spec = try StoredJSON.encode(plan)
            let parent = try transaction.insertTask(
                swarm: swarm, number: 1, plan: plan, spec: spec, dependsOn: [], maxAttempts: 3, cap: nil)
            for number in 2..<children + 2 {
                _ = try transaction.insertTask(
                    swarm: swarm, number: number, plan: plan, spec: spec, dependsOn: [Dependency(parent.id)],
                    maxAttempts: 3,
                    cap: nil)
            }
            try transaction.addTasks(children + 1, open: children + 1, to: swarm)
            guard var record = try transaction.record(parent.id) else { throw StoreError.missing("parent") }
            record.core.state = .review
            record.core.phase = .merge
            guard try transaction.write(record, from: parent) else { throw StoreError.conflict("parent") }
            try transaction.advance(record, .merged)
            return (parent.id, swarm)
        }
    }

    @Test func `very many children are told in steps, each once`() async throws {
        try await Workbench.with { bench in
            let fan = try await bench.store.perform(MakeFan(children: 600))
            var ready: [Int] = []
            for _ in 0..<4 {
                ready.append(try await bench.store.read { try $0.taskCounts(of: fan.swarm)[.ready] ?? 0 })
                _ = try await bench.store.perform(ReapLeases(leaseSeconds: 60, graceSeconds: 5, mayRevoke: true))
            }
            #expect(ready == [256, 512, 600, 600])
            #expect(try await bench.store.read { try $0.nextUnlock() } == nil)
            #expect(
                try await bench.store.read { try $0.tasks(of: fan.swarm) }.allSatisfy { $0.core.dependenciesLeft == 0 })
        }
    }
}
