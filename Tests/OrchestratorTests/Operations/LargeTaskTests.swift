import AgentProtocol
import Orchestrator
import Store
import Testing
import Vocabulary

/// A large task and the small ones that would pass it for ever.
@Suite(.timeLimit(.minutes(1))) struct LargeTaskTests {
    /// Agents that hold a small task each, behind those one that takes a whole agent, and behind that small ones.
    private struct Scene {
        let bench: Workbench
        let owner: PrincipalID
        let swarm: SwarmID
        let agents: [AgentRecord]
        /// The number of the large task; the next small one has the one behind.
        let large: Int
        var first: AgentRecord { agents[0] }

        init(_ bench: Workbench, agents count: Int = 1) async throws {
            self.bench = bench
            owner = try await bench.person()
            let processors = Array(repeating: 1, count: count) + [4] + Array(repeating: 1, count: 20)
            swarm = try await Self.swarm("a", processors, in: bench, by: owner)
            large = count + 1
            var agents: [AgentRecord] = []
            for index in 0..<count {
                agents.append(try await bench.agent("big\(index)", processors: 4))
                #expect(try await Self.claim(agents[index], in: bench) == index + 1)
            }
            self.agents = agents
        }

        /// A swarm of tasks that take so many processors each.
        static func swarm(
            _ name: String, _ processors: [Int], _ priority: Priority = .normal, in bench: Workbench,
            by owner: PrincipalID
        ) async throws -> SwarmID {
            let tasks = processors.enumerated().map { index, count in
                """
                ### \(index + 1). Task
                Needs: \(count) cpus
                Priority: \(priority.name)
                ```sh run
                true
                ```
                ```sh check
                true
                ```

                """
            }
            return try await bench.runningSwarm("# \(name)\n## Tasks\n" + tasks.joined(), agents: 64, by: owner).id
        }

        private static func claim(_ agent: AgentRecord, in bench: Workbench) async throws -> Int? {
            try await bench.store.perform(ClaimJob(agent: agent.id, executors: [.shell], leaseSeconds: 9_999))?
                .task.core.number
        }

        /// The number of the task an agent gets.
        func claim(_ agent: AgentRecord) async throws -> Int? { try await Self.claim(agent, in: bench) }

        /// All pass the large task, and its patience ends.
        func wait() async throws {
            for (index, agent) in agents.enumerated() { #expect(try await claim(agent) == large + 1 + index) }
            bench.advance(.seconds(120))
        }

        func order(_ command: Command) async throws {
            _ = try await bench.store.perform(
                PerformCommand(principal: owner, command: command, settings: bench.settings))
        }

        func endOne(of agent: AgentRecord) async throws { try await end(1, of: agent) }
        func endAll(of agent: AgentRecord) async throws { try await end(.max, of: agent) }

        private func end(_ count: Int, of agent: AgentRecord) async throws {
            for task in try await bench.store.read({ try $0.leasedTasks(of: agent.id) }).prefix(count) {
                let lease = LeaseID(task: task.core.id.value, epoch: task.core.epoch)
                _ = try await bench.desk.release(lease, by: agent.id)
            }
        }
    }

    @Test func `an agent is kept free for what it passed over too long, and others go on with small work`()
        async throws
    {
        try await Workbench.with { bench in
            let scene = try await Scene(bench)
            let small = try await bench.agent("small", processors: 1)
            #expect(try await scene.claim(scene.first) == 3)
            bench.advance(.seconds(119))
            #expect(try await scene.claim(scene.first) == 4)
            bench.advance(.seconds(1))
            #expect(try await scene.claim(scene.first) == nil)
            #expect(try await scene.claim(small) == 5)
            try await scene.endOne(of: scene.first)
            #expect(try await scene.claim(scene.first) == nil, "small ones have room, and the large one has none")
            try await scene.endAll(of: scene.first)
            #expect(try await scene.claim(scene.first) == scene.large, "though older small ones wait")
            try await scene.endAll(of: scene.first)
            #expect(try await scene.claim(scene.first) == 1, "it is kept free no longer")
        }
    }

    @Test(arguments: ["swarm", "lane", "cancel", "claim", "priority"])
    func `what holds the large task up or takes it sets the agent free`(way: String) async throws {
        try await Workbench.with { bench in
            let scene = try await Scene(bench)
            try await scene.wait()
            #expect(try await scene.claim(scene.first) == nil)
            _ = try await Scene.swarm("b", [1], .low, in: bench, by: scene.owner)
            let target: [Slot: SlotValue] = [.swarm: .text("a"), .task: .integer(scene.large)]
            switch way {
            case "swarm": try await scene.order(Command(.swarmPause, [.swarm: .text("a")]))
            case "lane":
                #expect(try await bench.store.perform(SetLane(.normal, isOpen: false, by: scene.owner)))
            case "cancel": try await scene.order(Command(.taskCancel, target))
            case "claim":
                let second = try await bench.agent("second", processors: 4)
                #expect(try await scene.claim(second) == scene.large)
            default:
                try await scene.order(Command(.taskPrioritize, target.merging([.priority: .text("urgent")]) { $1 }))
            }
            let isHeldUp = way == "swarm" || way == "lane"
            #expect(try await scene.claim(scene.first) == (isHeldUp ? 1 : scene.large + 2))
        }
    }

    @Test(arguments: ["drain", "restart", "process"])
    func `where the agent takes no jobs any more, another one is kept free`(way: String) async throws {
        try await Workbench.with { bench in
            let scene = try await Scene(bench, agents: 2)
            let (first, second) = (scene.agents[0], scene.agents[1])
            try await scene.wait()
            #expect(try await scene.claim(first) == nil)
            #expect(try await scene.claim(second) == scene.large + 3, "one is enough")
            switch way {
            case "drain": try await scene.order(Command(.agentDrain, [.agent: .text(first.name)]))
            case "restart": try await scene.order(Command(.agentRestart, [.agent: .text(first.name)]))
            default: try await bench.store.perform(NoteProcessEnd(agent: first.id))
            }
            #expect(try await scene.claim(second) == nil)
        }
    }

    @Test func `a claim that is undone keeps nobody free`() async throws {
        try await Workbench.with { bench in
            let scene = try await Scene(bench, agents: 2)
            try await scene.wait()
            let claim = ClaimJob(agent: scene.agents[0].id, executors: [.shell], leaseSeconds: 60)
            await #expect(throws: Boom.self) { try await bench.store.perform(ClaimAndFail(claim: claim)) }
            await #expect(throws: Boom.self) { try await bench.store.performUnguarded(ClaimAndFail(claim: claim)) }
            #expect(try await scene.claim(scene.agents[1]) == nil)
            #expect(try await scene.claim(scene.agents[0]) == scene.large + 3)
        }
    }

    private struct Boom: Error {}

    /// Claims, and then fails.
    private struct ClaimAndFail: StoreOperation {
        let claim: ClaimJob

        func perform(in transaction: WriteTransaction) throws {
            _ = try claim.perform(in: transaction)
            throw Boom()
        }
    }
}
