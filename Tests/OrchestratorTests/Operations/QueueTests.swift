import AgentProtocol
import Orchestrator
import Store
import Testing
import Vocabulary

/// Which job is next, and that what memory knows of the queue follows its rows through failures and restarts.
@Suite(.timeLimit(.minutes(1))) struct QueueTests {
    private struct Boom: Error {}

    /// Claims, and then fails.
    private struct ClaimAndFail: StoreOperation {
        let claim: ClaimJob

        func perform(in transaction: WriteTransaction) throws {
            guard try claim.perform(in: transaction) != nil else { return }
            throw Boom()
        }
    }

    private func add(_ count: Int, to swarm: SwarmID, _ priority: Priority = .normal, in bench: Workbench) async throws
    {
        let plan = PlannedTask(
            number: 1, title: "t", run: "true", checks: ["true"], executor: .shell, priority: priority)
        let spec = try StoredJSON.encode(plan)
        for _ in 0..<count {
            _ = try await bench.store.perform(AddTask(swarm: swarm, plan: plan, spec: spec, maxAttempts: 3, cap: nil))
        }
    }

    private func claim(_ agent: AgentRecord) -> ClaimJob {
        ClaimJob(agent: agent.id, executors: [.shell], leaseSeconds: 60)
    }

    /// The counters of a swarm equal what they count.
    private func expectCounted(_ id: SwarmID, in bench: Workbench) async throws {
        let (swarm, tasks) = try await bench.store.read { (try $0.swarm(id), try $0.tasks(of: id)) }
        #expect(swarm?.running == tasks.count { $0.core.isLeased })
        #expect(swarm?.tasks == tasks.count)
        #expect(swarm?.openTasks == tasks.count { !$0.core.state.isFinal })
        #expect(Set(tasks.map(\.core.number)).count == tasks.count)
        let epochs = tasks.map(\.core.epoch).filter { $0 > 0 }
        #expect(Set(epochs).count == epochs.count)
    }

    @Test func `lanes are served by their weights, and none starves`() async throws {
        try await Workbench.with { bench in
            let swarm = try await bench.store.perform(MakeSwarm(name: "a"))
            let agent = try await bench.agent("bee")
            for priority in Priority.allCases { try await add(32, to: swarm, priority, in: bench) }
            var served: [Priority: Int] = [:]
            for _ in 0..<29 {
                let claimed = try #require(try await bench.store.perform(claim(agent)))
                served[claimed.task.core.priority, default: 0] += 1
            }
            #expect(served == [.urgent: 16, .high: 8, .normal: 4, .low: 1])
        }
    }

    @Test func `a swarm with few tasks does not wait behind one with many`() async throws {
        try await Workbench.with { bench in
            let large = try await bench.store.perform(MakeSwarm(name: "large"))
            let small = try await bench.store.perform(MakeSwarm(name: "small"))
            let agent = try await bench.agent("bee")
            try await add(60, to: large, in: bench)
            try await add(5, to: small, in: bench)
            var served: [SwarmID] = []
            for _ in 0..<20 {
                served.append(try #require(try await bench.store.perform(claim(agent))).task.core.swarm)
            }
            #expect(served.prefix(10).count { $0 == small } == 5)
            #expect(served.suffix(10).allSatisfy { $0 == large })
        }
    }

    @Test func `a swarm that was paused for long gets its share afterwards, not more`() async throws {
        try await Workbench.with { bench in
            let steady = try await bench.store.perform(MakeSwarm(name: "steady"))
            let held = try await bench.store.perform(MakeSwarm(name: "held", agents: 0))
            let agent = try await bench.agent("bee")
            try await add(60, to: steady, in: bench)
            try await add(30, to: held, in: bench)
            for _ in 0..<30 { #expect(try await bench.store.perform(claim(agent))?.task.core.swarm == steady) }
            try await bench.store.perform(Scale(swarm: held, agents: 100))
            var served = 0
            for _ in 0..<20 where try await bench.store.perform(claim(agent))?.task.core.swarm == held { served += 1 }
            #expect((9...11).contains(served))
        }
    }

    private struct Scale: StoreOperation {
        let swarm: SwarmID
        let agents: Int

        func perform(in transaction: WriteTransaction) throws {
            guard var record = try transaction.swarm(swarm) else { return }
            record.agents = agents
            try transaction.update(record)
        }
    }

    @Test func `a swarm never runs more jobs than its agents`() async throws {
        try await Workbench.with { bench in
            let swarm = try await bench.store.perform(MakeSwarm(name: "a", agents: 2))
            let agent = try await bench.agent("bee")
            try await add(5, to: swarm, in: bench)
            let first = try #require(try await bench.store.perform(claim(agent)))
            #expect(try await bench.store.perform(claim(agent)) != nil)
            #expect(try await bench.store.perform(claim(agent)) == nil)
            let lease = LeaseID(task: first.task.core.id.value, epoch: first.task.core.epoch)
            _ = try await bench.desk.release(lease, by: agent.id)
            #expect(try await bench.store.perform(claim(agent))?.task.core.id == first.task.core.id)
            try await expectCounted(swarm, in: bench)
        }
    }

    @Test func `a claim that fails gives its job back`() async throws {
        try await Workbench.with { bench in
            let swarm = try await bench.store.perform(MakeSwarm(name: "a"))
            let agent = try await bench.agent("bee")
            try await add(1, to: swarm, in: bench)
            await #expect(throws: Boom.self) { try await bench.store.perform(ClaimAndFail(claim: claim(agent))) }
            await #expect(throws: Boom.self) {
                try await bench.store.performUnguarded(ClaimAndFail(claim: claim(agent)))
            }
            try await expectCounted(swarm, in: bench)
            #expect(try await bench.store.perform(claim(agent))?.task.core.number == 1)
            #expect(try await bench.store.perform(claim(agent)) == nil)
        }
    }

    @Test func `batches that are undone and repeated hand out each job once`() async throws {
        try await Workbench.with { bench in
            let swarm = try await bench.store.perform(MakeSwarm(name: "a"))
            let agent = try await bench.agent("bee")
            try await add(10, to: swarm, in: bench)
            let plan = PlannedTask(number: 1, title: "t", run: "true", checks: ["true"], executor: .shell)
            let add = AddTask(
                swarm: swarm, plan: plan, spec: try StoredJSON.encode(plan), maxAttempts: 3, cap: nil)
            let claimed = try await withThrowingTaskGroup(of: TaskID?.self) { group in
                for index in 0..<300 {
                    group.addTask {
                        switch index % 3 {
                        case 0: _ = try await bench.store.performUnguarded(add)
                        case 1: return try await bench.store.performUnguarded(claim(agent))?.task.core.id
                        default: _ = try? await bench.store.performUnguarded(ClaimAndFail(claim: claim(agent)))
                        }
                        return nil
                    }
                }
                return try await group.reduce(into: [TaskID]()) { if let id = $1 { $0.append(id) } }
            }
            #expect(Set(claimed).count == claimed.count)
            try await expectCounted(swarm, in: bench)
            var rest = 0
            while try await bench.store.perform(claim(agent)) != nil { rest += 1 }
            #expect(claimed.count + rest == 110)
            try await expectCounted(swarm, in: bench)
        }
    }

    @Test func `what waited before a restart is handed out after it, under higher epochs`() async throws {
        try await Workbench.with { bench in
            let swarm = try await bench.store.perform(MakeSwarm(name: "a"))
            let agent = try await bench.agent("bee")
            try await add(3, to: swarm, in: bench)
            let first = try #require(try await bench.store.perform(claim(agent)))
            await bench.store.close()
            let again = try await Store(
                at: bench.location, clock: { bench.store.now }, randomNumber: { 7 })
            let second = try #require(try await again.perform(claim(agent)))
            #expect(second.task.core.number == 2)
            #expect(second.task.core.epoch > first.task.core.epoch)
            #expect(try await again.perform(claim(agent))?.task.core.number == 3)
            #expect(try await again.perform(claim(agent)) == nil)
            await again.close()
        }
    }

    @Test func `the events of a swarm come in order, however many others lie between`() async throws {
        try await Workbench.with { bench in
            let one = try await bench.store.perform(MakeSwarm(name: "one"))
            let two = try await bench.store.perform(MakeSwarm(name: "two"))
            for round in 0..<4 {
                try await add(3, to: one, in: bench)
                try await add(round == 1 ? 600 : 50, to: two, in: bench)
            }
            let all = try await bench.store.read { try $0.events(after: 0, limit: 10_000) }.filter { $0.swarm == one }
            #expect(all.count == 12)
            let read = try await bench.store.read { try $0.events(after: 0, swarm: one, limit: 10_000) }
            #expect(read.map(\.cursor) == all.map(\.cursor))
            let page = try await bench.store.read { try $0.events(after: all[2].cursor, swarm: one, limit: 5) }
            #expect(page.map(\.cursor) == all[3..<8].map(\.cursor))
        }
    }
}
