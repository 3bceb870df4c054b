import AgentProtocol
import Orchestrator
import Store
import TestSupport
import Testing
import Vocabulary

/// Who may do what to which swarm, what is asked first, and what can be taken back.
@Suite(.timeLimit(.minutes(2))) struct CommandSafetyTests {
    private func swarm(_ id: SwarmID, _ bench: Workbench) async throws -> SwarmRecord {
        try #require(try await bench.store.read { try $0.swarm(id) })
    }

    private func named(_ swarm: SwarmRecord) -> [Slot: SlotValue] { [.swarm: .text("#\(swarm.id)")] }

    @Test func `a pause without a name goes to the one that runs, not to the finished one in focus`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let first = try await bench.runningSwarm(PRDText.single, by: owner)
            try await bench.say([Command(.swarmCancel, named(first))], as: owner)
            try await bench.say([Command(.confirmYes)], as: owner)
            #expect(try await swarm(first.id, bench).state == .cancelled)
            let second = try await bench.runningSwarm(PRDText.single, by: owner)
            let answers = try await bench.say([Command(.swarmPause)], as: owner)
            #expect(answers.first?.text.contains("is paused") == true)
            #expect(try await swarm(second.id, bench).isPaused)
        }
    }

    @Test func `with several at work and no focus a change asks which one`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarms = [
                try await bench.runningSwarm(PRDText.single, by: owner),
                try await bench.runningSwarm(PRDText.single, by: owner),
            ]
            let answers = try await bench.say([Command(.swarmPause)], as: owner)
            #expect(answers.first?.text.contains("Which swarm") == true)
            for one in swarms { #expect(try await !swarm(one.id, bench).isPaused) }
        }
    }

    @Test func `a guessed pause of one of several is asked, a clear one happens at once`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let first = try await bench.runningSwarm(PRDText.single, by: owner)
            _ = try await bench.runningSwarm(PRDText.single, by: owner)
            try await bench.say([Command(.swarmStatus, named(first))], as: owner)
            try await bench.say([Command(.swarmPause)], as: owner, isExact: false)
            #expect(try await !swarm(first.id, bench).isPaused)
            try await bench.say([Command(.swarmPause, named(first))], as: owner, isExact: false)
            #expect(try await swarm(first.id, bench).isPaused)
        }
    }

    @Test func `a refused command leaves nothing behind`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let done = try await bench.runningSwarm(PRDText.single, by: owner)
            let agent = try await bench.agent("a")
            let offer = try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)))
            try await bench.say([Command(.swarmCancel, named(done))], as: owner)
            try await bench.say([Command(.confirmYes)], as: owner)
            // Its task is cancelled; a retry of a task that does not exist, and one that a refusal follows.
            let before = try await swarm(done.id, bench)
            try await bench.say(
                [Command(.taskReject, named(done).merging([.task: .integer(1)]) { $1 })], as: owner)
            let after = try await swarm(done.id, bench)
            #expect(after.state == before.state && after.version == before.version)
            #expect(try await bench.store.read { try $0.task(TaskID(offer.lease.task))?.core.state } == .cancelled)
        }
    }

    @Test func `a yes that is refused leaves its question as it was`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            _ = try await bench.agent("heron")
            try await bench.say([Command(.agentRemove, [.agent: .text("heron")])], as: owner)
            _ = try await bench.store.perform(
                PerformCommand(
                    principal: owner, command: Command(.agentRemove, [.agent: .text("heron")]),
                    settings: bench.settings))
            let answer = try await bench.say([Command(.confirmYes)], as: owner)
            #expect(answer.first?.text.contains("no agent called") == true)
            let open = try await bench.store.read { transaction in
                try transaction.conversation(.terminal, "test").map { try transaction.openConfirmations(in: $0.id) }
            }
            #expect(open?.count == 1)
        }
    }

    @Test func `every command of a message is answered, also those after a question`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let first = try await bench.runningSwarm(PRDText.single, by: owner)
            let second = try await bench.runningSwarm(PRDText.single, by: owner)
            try await bench.say(
                [Command(.swarmCancel, named(first)), Command(.swarmPause, named(second))], as: owner)
            #expect(try await swarm(first.id, bench).state == .running)
            #expect(try await swarm(second.id, bench).isPaused)
            try await bench.say([Command(.confirmYes)], as: owner)
            #expect(try await swarm(first.id, bench).state == .cancelled)
        }
    }

    @Test func `a guessed yes does not run what was asked`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let one = try await bench.runningSwarm(PRDText.single, by: owner)
            try await bench.say([Command(.swarmCancel, named(one))], as: owner)
            try await bench.say([Command(.confirmYes)], as: owner, isExact: false)
            #expect(try await swarm(one.id, bench).state == .running)
            try await bench.say([Command(.confirmYes)], as: owner)
            #expect(try await swarm(one.id, bench).state == .cancelled)
            // A second tap does nothing.
            let again = try await bench.say([Command(.confirmYes)], as: owner)
            #expect(again.first?.text.contains("nothing to say yes to") == true)
        }
    }

    @Test func `a question is its person's own, ends by time, and is void when its swarm changed`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let other = try await bench.person("other")
            let one = try await bench.runningSwarm(PRDText.single, by: owner)
            try await bench.say([Command(.swarmCancel, named(one))], as: owner)
            try await bench.say([Command(.confirmYes)], as: other)
            #expect(try await swarm(one.id, bench).state == .running)
            try await bench.say(
                [Command(.swarmRename, named(one).merging([.name: .text("renamed")]) { $1 })], as: other)
            try await bench.say([Command(.confirmYes)], as: owner)
            #expect(try await swarm(one.id, bench).state == .running)
            try await bench.say([Command(.swarmCancel, named(one))], as: owner)
            bench.advance(.seconds(901))
            try await bench.say([Command(.confirmYes)], as: owner)
            #expect(try await swarm(one.id, bench).state == .running)
        }
    }

    @Test func `undo takes the whole last effect back, and never the one before it`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let first = try await bench.runningSwarm(PRDText.single, by: owner)
            let second = try await bench.runningSwarm(PRDText.single, by: owner)
            try await bench.say([Command(.swarmPause, [.all: .flag(true)])], as: owner)
            #expect(try await swarm(first.id, bench).isPaused)
            try await bench.say([Command(.undo)], as: owner)
            #expect(try await !swarm(first.id, bench).isPaused)
            #expect(try await !swarm(second.id, bench).isPaused)
            // What cannot be taken back stands before what could.
            try await bench.say(
                [Command(.swarmRename, named(first).merging([.name: .text("storefront")]) { $1 })], as: owner)
            try await bench.say([Command(.swarmCancel, named(second))], as: owner)
            try await bench.say([Command(.confirmYes)], as: owner)
            let answer = try await bench.say([Command(.undo)], as: owner)
            #expect(answer.first?.text.contains("stays cancelled") == true)
            #expect(try await swarm(first.id, bench).name == "storefront")
        }
    }

    @Test func `a pause of what was paused before cannot be undone into running`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let other = try await bench.person("other")
            let one = try await bench.runningSwarm(PRDText.single, by: owner)
            try await bench.say([Command(.swarmPause, named(one))], as: other)
            try await bench.say([Command(.swarmPause, named(one))], as: owner)
            try await bench.say([Command(.undo)], as: owner)
            #expect(try await swarm(one.id, bench).isPaused)
        }
    }

    @Test func `an approval says yes to the plan that stood there, and never to a cancelled swarm`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let id = try await bench.swarm(PRDText.single, by: owner)
            let plan = Plan(
                title: "t", requirements: [], tasks: [], forecast: Forecast(cost: .zero, seconds: 1), planner: "outline"
            )
            // Cancelled while the planner works: its plan is dropped, and nobody is asked to make it again.
            _ = try await bench.store.perform(
                PerformCommand(
                    principal: owner, command: Command(.swarmCancel, [.swarm: .text("#\(id)")]),
                    settings: bench.settings))
            try await bench.store.perform(
                KeepPlan(swarm: id, version: 1, plan: plan, digest: "abc", notes: [], settings: bench.settings))
            #expect(try await bench.store.read { try $0.requestedPlans() }.isEmpty)
            try await bench.store.perform(RefusePlan(swarm: id, version: 1, reason: "late"))
            #expect(try await swarm(id, bench).state == .cancelled)
            try await bench.say([Command(.planApprove, [.swarm: .text("#\(id)")])], as: owner)
            #expect(try await swarm(id, bench).state == .cancelled)
        }
    }

    @Test func `a refused change of a plan that was never made leaves the swarm to its person`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let id = try await bench.swarm(PRDText.single, by: owner)
            try await bench.say([Command(.planRevise, [.feedback: .text("smaller")])], as: owner)
            #expect(try await swarm(id, bench).state == .planning)
            try await bench.store.perform(RefusePlan(swarm: id, version: 2, reason: "it cannot be smaller"))
            #expect(try await swarm(id, bench).state == .awaitingApproval)
            try await bench.say([Command(.planRevise, [.feedback: .text("larger")])], as: owner)
            #expect(try await bench.store.read { try $0.requestedPlans() }.map(\.version) == [3])
        }
    }

    @Test func `a wish for the plan that nobody planned for yet is not lost over the next`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let id = try await bench.swarm(PRDText.single, by: owner)
            func wish(_ text: String) async throws -> PlanRecord? {
                try await bench.say([Command(.planRevise, [.feedback: .text(text)])], as: owner)
                return try await bench.store.read { try $0.requestedPlans() }.first
            }
            #expect(try await wish("smaller")?.feedback == "smaller")
            let both = try #require(try await wish("without tests"))
            #expect(both.version == 3 && both.feedback == "smaller\nwithout tests")
            // Made anew as it is, and answered: what comes then stands for itself.
            try await bench.store.perform(PlanAnew(both))
            #expect(try await bench.store.read { try $0.requestedPlans() }.first?.feedback == both.feedback)
            try await bench.store.perform(RefusePlan(swarm: id, version: 4, reason: "no"))
            #expect(try await wish("larger")?.feedback == "larger")
            let long = String(repeating: "x", count: 8_000)
            #expect(try await wish(long)?.feedback == long)
        }
    }

    @Test func `words that came before the plan do not approve it`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let id = try await bench.swarm(PRDText.single, by: owner)
            let message = try #require(
                try await bench.store.perform(Workbench.Incoming(sender: "principal:\(owner)", key: "early")))
            bench.advance(.seconds(5))
            let plan = Plan(
                title: "t", requirements: [], tasks: [], forecast: Forecast(cost: .zero, seconds: 1), planner: "outline"
            )
            try await bench.store.perform(
                KeepPlan(swarm: id, version: 1, plan: plan, digest: "abc", notes: [], settings: bench.settings))
            _ = try await bench.store.perform(
                PerformMessage(
                    message: message, commands: [Command(.planApprove, [.swarm: .text("#\(id)")])], isExact: true,
                    settings: bench.settings))
            #expect(try await swarm(id, bench).state == .awaitingApproval)
            try await bench.say([Command(.planApprove, [.swarm: .text("#\(id)")])], as: owner)
            #expect(try await swarm(id, bench).state == .running)
        }
    }

    @Test(arguments: [
        (IntentName.swarmPause, Role.viewer), (.swarmResume, .viewer), (.swarmCancel, .viewer), (.swarmScale, .viewer),
        (.swarmBudget, .viewer), (.swarmRename, .viewer), (.planApprove, .viewer), (.planRevise, .viewer),
        (.taskRetry, .viewer), (.taskCancel, .viewer), (.taskApprove, .viewer), (.taskReject, .viewer),
        (.taskAssign, .viewer), (.taskPrioritize, .viewer), (.agentDrain, .viewer), (.agentMessage, .viewer),
        (.goalAdd, .viewer), (.goalDrop, .viewer), (.confirmYes, .viewer), (.undo, .viewer),
        (.swarmCreate, .viewer), (.agentRemove, .operator_), (.agentInvite, .operator_), (.systemAudit, .operator_),
    ])
    func `a role too low changes nothing`(intent: IntentName, role: Role) async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let one = try await bench.runningSwarm(PRDText.single, by: owner)
            _ = try await bench.agent("heron")
            let low = try await bench.person("low", role: role)
            let records = try await bench.store.read { try $0.audit().count }
            let answer = try await bench.say(
                [
                    Command(
                        intent,
                        [
                            .swarm: .text("#\(one.id)"), .task: .integer(1), .agent: .text("heron"),
                            .agents: .integer(1),
                            .budget: .number(1), .name: .text("x"), .text: .text("x"), .goal: .integer(1),
                            .prd: .text("# x"), .feedback: .text("x"), .priority: .text("high"),
                        ])
                ], as: low)
            #expect(answer.first?.text.contains("role") == true || answer.first?.text.contains("allowed") == true)
            #expect(try await bench.store.read { try $0.audit().count } == records)
        }
    }
}
