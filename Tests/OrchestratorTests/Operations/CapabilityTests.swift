import AgentProtocol
import Orchestrator
import Store
import Testing
import Vocabulary

/// What tasks need of agents: who gets which, what is reserved meanwhile, and that nothing waits in silence.
@Suite(.timeLimit(.minutes(1))) struct CapabilityTests {
    private func add(
        _ needs: Needs?, to swarm: SwarmID, _ priority: Priority = .normal, in bench: Workbench
    ) async throws -> Int {
        let plan = PlannedTask(
            number: 1, title: "t", run: "true", checks: ["true"], executor: .shell, priority: priority, needs: needs)
        return try await bench.store.perform(
            AddTask(swarm: swarm, plan: plan, spec: try StoredJSON.encode(plan), maxAttempts: 3, cap: nil)
        ).number
    }

    private func claim(_ agent: AgentRecord, in bench: Workbench, holding: [LeaseID]? = nil) async throws -> LeaseID? {
        let claim = ClaimJob(agent: agent.id, executors: [.shell], holding: holding, leaseSeconds: 60)
        return try await bench.store.perform(claim).map {
            LeaseID(task: $0.task.core.id.value, epoch: $0.task.core.epoch)
        }
    }

    private func number(_ lease: LeaseID?, in bench: Workbench) async throws -> Int? {
        guard let lease else { return nil }
        return try await bench.store.read { try $0.task(TaskID(lease.task))?.core.number }
    }

    private func reason(_ number: Int, of swarm: SwarmID, in bench: Workbench) async throws -> String? {
        try await bench.store.read { transaction in
            try transaction.task(number, of: swarm).flatMap { try transaction.waitingReason(of: $0) }
        }
    }

    @Test func `each agent gets the oldest task it has everything for`() async throws {
        try await Workbench.with { bench in
            let swarm = try await bench.store.perform(MakeSwarm())
            let plain = try await bench.agent("plain", processors: 2, memoryMegabytes: 4_096)
            let strong = try await bench.agent(
                "strong", processors: 8, memoryMegabytes: 65_536, gpus: 1, models: ["llama3"], tags: ["os": "linux"])
            _ = try await add(Needs(gpus: 1), to: swarm, in: bench)
            _ = try await add(Needs(processors: 4), to: swarm, in: bench)
            _ = try await add(Needs(memoryMegabytes: 4_096), to: swarm, in: bench)
            _ = try await add(nil, to: swarm, in: bench)
            _ = try await add(Needs(model: "llama3", tags: ["os": "linux"]), to: swarm, in: bench)
            _ = try await add(Needs(tags: ["os": "windows"]), to: swarm, in: bench)
            #expect(try await number(claim(plain, in: bench), in: bench) == 3)
            #expect(try await number(claim(plain, in: bench), in: bench) == 4)
            #expect(try await claim(plain, in: bench) == nil)
            #expect(try await number(claim(strong, in: bench), in: bench) == 1)
            #expect(try await number(claim(strong, in: bench), in: bench) == 2)
            #expect(try await number(claim(strong, in: bench), in: bench) == 5)
            #expect(try await claim(strong, in: bench) == nil)
            #expect(try await reason(6, of: swarm, in: bench) == "waits for an agent with os=windows")
            _ = try await bench.agent("other", tags: ["os": "windows"])
            #expect(try await reason(6, of: swarm, in: bench) == nil)
        }
    }

    @Test func `what a job takes is free again when it ends, also after a restart`() async throws {
        try await Workbench.with { bench in
            let swarm = try await bench.store.perform(MakeSwarm())
            let agent = try await bench.agent("gpus", processors: 4, gpus: 2)
            for _ in 0..<4 { _ = try await add(Needs(gpus: 1), to: swarm, in: bench) }
            let first = try #require(try await claim(agent, in: bench))
            _ = try #require(try await claim(agent, in: bench))
            #expect(try await claim(agent, in: bench) == nil)
            _ = try await bench.desk.release(first, by: agent.id)
            _ = try #require(try await claim(agent, in: bench))
            #expect(try await claim(agent, in: bench) == nil)
            await bench.store.close()
            let again = try await Store(at: bench.location, clock: { bench.store.now }, randomNumber: { 7 })
            let more = ClaimJob(agent: agent.id, executors: [.shell], leaseSeconds: 60)
            #expect(try await again.perform(more) == nil)
            let held = try #require(try await again.read { try $0.leasedTasks(of: agent.id) }.first)
            _ = try await again.perform(
                ReleaseJob(lease: LeaseID(task: held.core.id.value, epoch: held.core.epoch), agent: agent.id))
            #expect(try await again.perform(more) != nil)
            #expect(try await again.perform(more) == nil)
            await again.close()
        }
    }

    private struct Boom: Error {}

    /// Claims, and then fails.
    private struct ClaimAndFail: StoreOperation {
        let claim: ClaimJob

        func perform(in transaction: WriteTransaction) throws {
            if try claim.perform(in: transaction) != nil { throw Boom() }
        }
    }

    @Test func `a claim that is undone reserves nothing`() async throws {
        try await Workbench.with { bench in
            let swarm = try await bench.store.perform(MakeSwarm())
            let agent = try await bench.agent("gpu", gpus: 1)
            _ = try await add(Needs(gpus: 1), to: swarm, in: bench)
            let claim = ClaimJob(agent: agent.id, executors: [.shell], leaseSeconds: 60)
            for _ in 0..<3 {
                await #expect(throws: Boom.self) { try await bench.store.perform(ClaimAndFail(claim: claim)) }
                await #expect(throws: Boom.self) { try await bench.store.performUnguarded(ClaimAndFail(claim: claim)) }
            }
            #expect(try await bench.store.perform(claim) != nil)
            #expect(try await bench.store.perform(claim) == nil)
        }
    }

    @Test func `an agent holds no more jobs than it said, not counting what lies done in its spool`() async throws {
        try await Workbench.with { bench in
            let swarm = try await bench.store.perform(MakeSwarm())
            let agent = try await bench.agent("two", jobs: 2)
            for _ in 0..<5 { _ = try await add(nil, to: swarm, in: bench) }
            let first = try #require(try await claim(agent, in: bench))
            _ = try #require(try await claim(agent, in: bench))
            #expect(try await claim(agent, in: bench) == nil)
            // Everything but the first is lost; that one is done and waits for being brought.
            _ = try #require(try await claim(agent, in: bench, holding: [first]))
            _ = try #require(try await claim(agent, in: bench, holding: [first]))
        }
    }

    @Test func `checks of a task need what its work needs`() async throws {
        try await Workbench.with { bench in
            let swarm = try await bench.store.perform(MakeSwarm())
            let gpu = try await bench.agent("gpu", gpus: 1)
            let plain = try await bench.agent("plain")
            _ = try await add(Needs(gpus: 1), to: swarm, in: bench)
            let lease = try #require(try await claim(gpu, in: bench))
            _ = try await bench.desk.complete(lease, by: gpu.id, JobReport(isSandboxed: true))
            #expect(try await claim(plain, in: bench) == nil)
            #expect(try await claim(gpu, in: bench)?.task == lease.task)
        }
    }

    @Test func `an assigned task that its agent lacks something for says so`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.store.perform(MakeSwarm())
            let plain = try await bench.agent("plain")
            let number = try await add(Needs(gpus: 1), to: swarm, in: bench)
            let command = Command(
                .taskAssign, [.swarm: .text("a"), .task: .integer(number), .agent: .text("plain")])
            _ = try await bench.store.perform(
                PerformCommand(principal: owner, command: command, settings: bench.settings))
            #expect(try await claim(plain, in: bench) == nil)
            #expect(try await reason(number, of: swarm, in: bench) == "waits for plain, which lacks gpu")
            let status = try await bench.say([Command(.swarmStatus, [.swarm: .text("a")])], as: owner)
            #expect(status.contains { $0.text.contains("which lacks gpu") })
        }
    }

    @Test func `a paused lane gives nothing, and the others go on`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.store.perform(MakeSwarm())
            let agent = try await bench.agent("bee")
            _ = try await add(nil, to: swarm, .low, in: bench)
            _ = try await add(nil, to: swarm, .high, in: bench)
            #expect(try await bench.store.perform(SetLane(.high, isOpen: false, by: owner)))
            #expect(try await !bench.store.perform(SetLane(.high, isOpen: false, by: owner)))
            #expect(try await number(claim(agent, in: bench), in: bench) == 1)
            #expect(try await claim(agent, in: bench) == nil)
            #expect(bench.store.claimable == 0)
            #expect(try await reason(2, of: swarm, in: bench) == "the high lane is paused")
            #expect(try await bench.store.perform(SetLane(.high, isOpen: true, by: owner)))
            #expect(try await number(claim(agent, in: bench), in: bench) == 2)
        }
    }
}
