import AgentProtocol
import Orchestrator
import Planner
import Store
import TestSupport
import Testing
import Vocabulary

/// What follows a task that is done, as a version of the plan.
@Suite(.timeLimit(.minutes(1))) struct ChainTests {
    private struct Boom: Error {}

    /// Merges, and then fails.
    private struct MergeAndFail: StoreOperation {
        let merge: RecordMerge

        func perform(in transaction: WriteTransaction) throws {
            try merge.perform(in: transaction)
            throw Boom()
        }
    }

    private static func task(_ title: String) -> String {
        "\(title)\n```sh run\necho 1 > x\n```\n```sh check\ntest -f x\n```\n"
    }

    /// Task 1 of the plan is done; what was added as task 2 is followed by two more, one after the other.
    private func chained(_ owner: PrincipalID, _ agent: AgentRecord, in bench: Workbench) async throws -> SwarmRecord {
        let swarm = try await bench.runningSwarm(PRDText.single, by: owner)
        try await merge(try await reviewed(agent, in: bench), in: bench)
        try await add(
            Self.task("Two") + "### Then: " + Self.task("Three") + "### Then: " + Self.task("Four"), to: swarm,
            by: owner, in: bench)
        return swarm
    }

    private func add(_ text: String, to swarm: SwarmRecord, by owner: PrincipalID, in bench: Workbench) async throws {
        try await bench.say(
            [Command(.taskAdd, [.swarm: .text("#\(swarm.id)"), .title: .text(text)])], as: owner)
        try await bench.say([Command(.confirmYes)], as: owner)
    }

    /// Brings the next task there is to its merge; each report comes twice.
    private func reviewed(_ agent: AgentRecord, in bench: Workbench) async throws -> TaskID {
        let offer = try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)))
        try await bring(JobReport(isSandboxed: true), of: offer.lease, agent, in: bench)
        let check = try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)))
        #expect(check.lease.task == offer.lease.task)
        try await bring(Workbench.checks(check), of: check.lease, agent, in: bench)
        return TaskID(offer.lease.task)
    }

    private func bring(
        _ report: JobReport, of lease: LeaseID, _ agent: AgentRecord, in bench: Workbench
    ) async throws {
        #expect(try await bench.desk.complete(lease, by: agent.id, report).verdict == .accepted)
        #expect(try await bench.desk.complete(lease, by: agent.id, report).verdict == .replayed)
    }

    private func recordMerge(_ task: TaskID, in bench: Workbench) async throws -> RecordMerge {
        let epoch = try #require(try await bench.store.read { try $0.task(task)?.core.epoch })
        let commit = String(repeating: "1", count: 40)
        let intend = IntendMerge(task: task, epoch: epoch, branch: "main", old: commit, new: commit)
        return RecordMerge(
            intent: try #require(try await bench.store.perform(intend)), task: task, commit: commit)
    }

    private func merge(_ task: TaskID, in bench: Workbench) async throws {
        try await bench.store.perform(try await recordMerge(task, in: bench))
    }

    private func plan(_ swarm: SwarmRecord, in bench: Workbench) async throws -> PlanRecord {
        try #require(try await bench.store.read { try $0.plan(of: swarm.id) })
    }

    private func said(_ swarm: SwarmRecord, in bench: Workbench) async throws -> [JSONValue] {
        try await bench.store.read { try $0.events(after: 0, swarm: swarm.id, limit: 1_000) }
            .filter { $0.type == .swarmExtended }.compactMap { $0.data.flatMap { JSONValue(parsing: $0.utf8) } }
    }

    @Test func `what follows a done task is the next version of the plan, approved with the one before`() async throws {
        try await Workbench.with { bench in
            let (owner, agent) = (try await bench.person(), try await bench.agent("heron"))
            let swarm = try await chained(owner, agent, in: bench)
            let first = try await plan(swarm, in: bench)
            #expect(first.version == 1 && first.state == .approved, "a task that is followed by none adds no version")
            try await merge(try await reviewed(agent, in: bench), in: bench)

            let second = try await plan(swarm, in: bench)
            #expect(second.version == 2 && second.state == .approved && second.feedback == nil)
            let tasks = try #require(second.plan?.tasks)
            #expect(tasks.map(\.number) == [1, 2, 3] && tasks.map(\.title) == ["One", "Two", "Three"])
            #expect(tasks[2].dependsOn == [2] && tasks[2].next?.map(\.title) == ["Four"])
            #expect(tasks[1].next == nil, "it stands among the tasks now")
            #expect(try second.digest == PlanDigest.hex(of: try #require(second.plan)))
            #expect(second.digest != first.digest)
            let approved = try await bench.store.read { try $0.approvedPlan(of: swarm.id)?.version }
            #expect(approved == 2)

            // Added by a person meanwhile, and approved with that.
            try await add(Self.task("Five"), to: swarm, by: owner, in: bench)
            try await merge(try await reviewed(agent, in: bench), in: bench)
            let third = try await plan(swarm, in: bench)
            #expect(third.version == 3)
            #expect(third.plan?.tasks.map(\.title) == ["One", "Two", "Three", "Five", "Four"])
            #expect(third.plan?.tasks.map(\.number) == [1, 2, 3, 4, 5])
            #expect(third.plan?.tasks.allSatisfy { $0.next == nil } == true)

            let events = try await said(swarm, in: bench)
            #expect(events.map { $0["version"] } == [.integer(2), .integer(3)])
            #expect(events.map { $0["tasks"] } == [[.integer(3)], [.integer(5)]])
            #expect(events.map { $0["after"] } == [.integer(2), .integer(3)])
            #expect(events.map { $0["digest"]?.string } == [second.digest, third.digest])
        }
    }

    @Test func `status and plan say which version it is`() async throws {
        try await Workbench.with { bench in
            let (owner, agent) = (try await bench.person(), try await bench.agent("heron"))
            let swarm = try await chained(owner, agent, in: bench)
            let target: [Slot: SlotValue] = [.swarm: .text("#\(swarm.id)")]
            func answer(_ intent: IntentName) async throws -> String {
                try await bench.say([Command(intent, target)], as: owner).map(\.text).joined()
            }
            #expect(try await !answer(.swarmStatus).contains("plan version"))
            #expect(try await answer(.planShow).contains("version 1,"))
            try await merge(try await reviewed(agent, in: bench), in: bench)
            #expect(try await answer(.swarmStatus).contains("plan version 2"))
            let shown = try await answer(.planShow)
            #expect(shown.contains("version 2,") && shown.contains("When it is done, this follows: *Four*"))
        }
    }

    @Test func `reports and merges that come twice add one version and each task once`() async throws {
        try await Workbench.with { bench in
            let (owner, agent) = (try await bench.person(), try await bench.agent("heron"))
            let swarm = try await chained(owner, agent, in: bench)
            let merge = try await recordMerge(try await reviewed(agent, in: bench), in: bench)
            await #expect(throws: Boom.self) { try await bench.store.perform(MergeAndFail(merge: merge)) }
            #expect(try await plan(swarm, in: bench).version == 1, "undone with the result")
            #expect(try await bench.store.read { try $0.tasks(of: swarm.id) }.count == 2)
            for _ in 0..<3 { try await bench.store.perform(merge) }
            #expect(try await plan(swarm, in: bench).version == 2)
            #expect(try await bench.store.read { try $0.tasks(of: swarm.id) }.map(\.title) == ["One", "Two", "Three"])
            #expect(try await said(swarm, in: bench).count == 1)
        }
    }

    @Test func `a merge that ends after its swarm was cancelled is followed by nothing`() async throws {
        try await Workbench.with { bench in
            let (owner, agent) = (try await bench.person(), try await bench.agent("heron"))
            let swarm = try await chained(owner, agent, in: bench)
            let merge = try await recordMerge(try await reviewed(agent, in: bench), in: bench)
            _ = try await bench.store.perform(
                PerformCommand(
                    principal: owner, command: Command(.swarmCancel, [.swarm: .text("#\(swarm.id)")]),
                    settings: bench.settings))
            try await bench.store.perform(merge)
            let tasks = try await bench.store.read { try $0.tasks(of: swarm.id) }
            #expect(tasks.map(\.title) == ["One", "Two"] && tasks.allSatisfy(\.core.state.isFinal))
        }
    }

    @Test func `a version names the newest tasks alone where there are very many`() async throws {
        try await Workbench.with { bench in
            let (owner, agent) = (try await bench.person(), try await bench.agent("heron"))
            let swarm = try await chained(owner, agent, in: bench)
            let plain = PlannedTask(number: 1, title: "t", run: "true", checks: ["true"], executor: .shell)
            let spec = try StoredJSON.encode(plain)
            for _ in 0..<(PlanLimits.versionTasks + 50) {
                _ = try await bench.store.perform(
                    AddTask(swarm: swarm.id, plan: plain, spec: spec, maxAttempts: 3, cap: nil))
            }
            try await merge(try await reviewed(agent, in: bench), in: bench)
            let newest = PlanLimits.versionTasks + 53
            let numbers = try await plan(swarm, in: bench).plan?.tasks.map(\.number)
            #expect(numbers == Array(54...newest))
        }
    }

    @Test func `an added task is expected to cost what those of the plan do that cost something`() async throws {
        let settings = OrchestratorSettings(defaultExecutor: .builtin)
        try await Workbench.with(settings: settings) { bench in
            let owner = try await bench.person()
            let created = try await bench.store.perform(
                PerformCommand(
                    principal: owner, command: Command(.swarmCreate, [.prd: .text(PRDText.single)]),
                    settings: settings))
            let swarm = try #require(
                try await bench.store.read { transaction in try created.swarm.flatMap { try transaction.swarm($0) } })
            let price = Forecast(cost: Money(dollars: 3) ?? .zero, seconds: 60)
            let plan = Plan(
                title: "x", requirements: [],
                tasks: [
                    PlannedTask(number: 1, title: "a", checks: ["false"], executor: .builtin, forecast: price),
                    PlannedTask(number: 2, title: "b", run: "true", checks: ["false"], executor: .shell),
                ], forecast: price, planner: "m")
            try await bench.store.perform(
                KeepPlan(
                    swarm: swarm.id, version: 1, plan: plan, digest: try PlanDigest.hex(of: plan), notes: [],
                    settings: settings))
            _ = try await bench.store.perform(
                PerformCommand(
                    principal: owner, command: Command(.planApprove, [.swarm: .text("#\(swarm.id)")]),
                    settings: settings))
            let asked = try await bench.say(
                [Command(.taskAdd, [.swarm: .text("#\(swarm.id)"), .title: .text("Write the readme")])], as: owner)
            #expect(asked.first?.text.contains("$3") == true, "\(asked.first?.text ?? "")")
        }
    }
}
