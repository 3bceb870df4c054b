import AgentProtocol
import Orchestrator
import Store
import Telemetry
import TestSupport
import Testing
import Vocabulary

/// Tasks that people add to a swarm under way.
@Suite(.timeLimit(.minutes(2))) struct AdditionTests {
    private static let text = """
        Write the readme (after 1)
        ```sh run
        echo hello > README
        ```
        ```sh check
        grep -q hello README
        ```
        """

    private func add(_ text: String, to swarm: SwarmRecord) -> Command {
        Command(.taskAdd, [.swarm: .text("#\(swarm.id)"), .title: .text(text), .priority: .text("high")])
    }

    @Test func `an added task is asked about, then waits for what it names, with its own checks`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(PRDText.single, by: owner)
            let asked = try await bench.say([add(Self.text, to: swarm)], as: owner)
            #expect(asked.first?.text.contains("Write the readme") == true)
            #expect(try await bench.store.read { try $0.tasks(of: swarm.id) }.count == 1)
            let done = try await bench.say([Command(.confirmYes)], as: owner)
            #expect(done.first?.text.contains("It waits for 1") == true)
            let added = try #require(try await bench.store.read { try $0.task(2, of: swarm.id) })
            #expect(added.core.state == .pending && added.core.priority == .high && added.executor == .shell)
            #expect(try added.plan().checks == ["grep -q hello README"])
            let now = try await bench.store.read { try $0.swarm(swarm.id) }
            #expect(now?.tasks == 2 && now?.openTasks == 2)
        }
    }

    @Test func `without a model and without a script nobody could do it, and the answer says so`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(PRDText.single, by: owner)
            let answer = try await bench.say([add("write the readme", to: swarm)], as: owner)
            #expect(answer.first?.text.contains("no language model is connected") == true)
        }
    }

    @Test func `without checks of its own a person approves the result`() async throws {
        try await Workbench.with(settings: OrchestratorSettings(defaultExecutor: .builtin)) { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(PRDText.single, by: owner)
            let agent = try await bench.agent("heron")
            var offer = try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)))
            let (report, bundle) = try await bench.work(on: offer)
            _ = try await bench.desk.keepBundle(bundle, of: offer.lease, by: agent.id)
            _ = try await bench.desk.complete(offer.lease, by: agent.id, report)
            offer = try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)))
            _ = try await bench.desk.complete(offer.lease, by: agent.id, Workbench.checks(offer))
            try await LandingService(store: bench.store, repositories: bench.repositories, logger: .silent).mergeReady()
            #expect(try await bench.store.read { try $0.swarm(swarm.id) }?.state == .completed)
            // A finished swarm runs again.
            try await bench.say([add("write the readme", to: swarm)], as: owner)
            try await bench.say([Command(.confirmYes)], as: owner)
            #expect(try await bench.store.read { try $0.swarm(swarm.id) }?.state == .running)
            let added = try #require(try await bench.store.read { try $0.task(2, of: swarm.id) })
            #expect(added.executor == .builtin)
            // What was merged must not break; such checks pass before the work too.
            #expect(try added.plan().checks == ["test -f one"])
        }
    }

    @Test func `before the plan is approved an added task is a wish for the plan`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let id = try await bench.swarm(PRDText.single, by: owner)
            let swarm = try #require(try await bench.store.read { try $0.swarm(id) })
            try await bench.say([add("write the readme", to: swarm)], as: owner)
            let plan = try await bench.store.read { try $0.plan(of: swarm.id) }
            #expect(plan?.version == 2 && plan?.feedback == "Add a task: write the readme")
        }
    }

    @Test(arguments: [
        ("Fine\n```sh run\necho 1\n", "never closed"), ("Fine (after 7)\n```sh run\ntrue\n```", "no task 7"),
        ("One\n### Two\n```sh run\ntrue\n```", "One task at a time"),
        ("Fine\nFiles: ../etc\n```sh run\ntrue\n```", "leaves the repository"),
    ]) func `what is wrong with an added task is said`(text: String, why: String) async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(PRDText.single, by: owner)
            let answer = try await bench.say([add(text, to: swarm)], as: owner)
            #expect(answer.first?.text.contains(why) == true, "\(answer.first?.text ?? "")")
            #expect(try await bench.store.read { try $0.tasks(of: swarm.id) }.count == 1)
        }
    }

    @Test func `charts draw the plan, the course and the cost`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(PRDText.pair, by: owner)
            for (kind, expected) in [
                ("plan", "◔ 1 One"), ("timeline", "nothing has been worked on"), ("cost", "no task has cost"),
            ] {
                let chart = Command(.swarmChart, [.swarm: .text("#\(swarm.id)"), .kind: .text(kind)])
                let answer = try await bench.say([chart], as: owner)
                #expect(answer.first?.text.contains(expected) == true, "\(answer.first?.text ?? "")")
            }
        }
    }

    @Test func `an added task may wait for a failure, say what to do else, and be followed by others`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(PRDText.single, by: owner)
            let text = """
                Clean up
                After: 1 fails
                If blocked: cancel
                Needs: 2 gpus, os=linux
                ```sh run
                rm -f junk
                ```
                ```sh check
                test ! -e junk
                ```

                ### Then: Tell it
                ```sh run
                echo cleaned > NEWS
                ```
                ```sh check
                test -f NEWS
                ```
                """
            let asked = try await bench.say([add(text, to: swarm)], as: owner)
            #expect(asked.first?.text.contains("another task follows: Tell it") == true)
            try await bench.say([Command(.confirmYes)], as: owner)
            let added = try #require(try await bench.store.read { try $0.task(2, of: swarm.id) })
            let plan = try added.plan()
            #expect(plan.conditions == [1: .failure] && plan.ifBlocked == .cancel)
            #expect(plan.needs == Needs(gpus: 2, tags: ["os": "linux"]))
            #expect(plan.next?.map(\.title) == ["Tell it"] && plan.next?.first?.next == nil)
            #expect(added.core.state == .pending)
            let odd = try await bench.say(
                [add("Clean up\nAfter: 1 explodes\n```sh run\ntrue\n```", to: swarm)], as: owner)
            #expect(odd.first?.text.contains("name tasks by their numbers") == true)
        }
    }
}
