import AgentProtocol
import Orchestrator
import Store
import TestSupport
import Testing
import Vocabulary

/// The hub as a whole: its mode, the backlog, alerts, and what agents are told.
@Suite(.timeLimit(.minutes(2))) struct HubTests {
    private func swarm(_ id: SwarmID, _ bench: Workbench) async throws -> SwarmRecord {
        try #require(try await bench.store.read { try $0.swarm(id) })
    }

    private func mode(_ mode: HubMode) -> Command { Command(.hubMode, [.mode: .text(mode.rawValue)]) }

    @Test func `a hub that rests hands out no job, also of swarms that come later, until it works again`() async throws
    {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            _ = try await bench.runningSwarm(PRDText.single, by: owner)
            let agent = try await bench.agent("heron")
            try await bench.say([mode(.resting)], as: owner)
            _ = try await bench.runningSwarm(PRDText.single, by: owner)
            #expect(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)) == nil)
            let undone = try await bench.say([Command(.undo)], as: owner)
            #expect(undone.first?.text.contains("executing again") == true)
            #expect(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)) != nil)
        }
    }

    @Test func `a question about a swarm stays good while the hub goes to rest`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(PRDText.single, by: owner)
            try await bench.say([Command(.swarmCancel, [.swarm: .text("#\(swarm.id)")])], as: owner)
            _ = try await bench.store.perform(
                PerformCommand(principal: owner, command: mode(.resting), settings: bench.settings))
            try await bench.say([Command(.confirmYes)], as: owner)
            #expect(try await self.swarm(swarm.id, bench).state == .cancelled)
        }
    }

    @Test func `goals wait in executing mode and are taken up one by one in improving mode`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let look = TakeUpGoal(settings: bench.settings)
            try await bench.say([Command(.goalAdd, [.text: .text("Tidy the attic")])], as: owner)
            try await bench.say(
                [Command(.goalAdd, [.text: .text("Paint the door"), .priority: .text("urgent")])], as: owner)
            try await bench.store.perform(look)
            #expect(try await bench.store.read { try $0.swarms() }.isEmpty)
            try await bench.say([mode(.improving)], as: owner)
            try await bench.store.perform(look)
            try await bench.store.perform(look)
            let made = try await bench.store.read { try $0.swarms() }
            #expect(made.map(\.prd) == ["Paint the door"])
            #expect(made.first?.state == .planning)
            // Declining its plan sets the goal aside; the next one has its turn.
            try await bench.say([Command(.swarmCancel, [.swarm: .text("#\(made[0].id)")])], as: owner)
            try await bench.say([Command(.confirmYes)], as: owner)
            try await bench.store.perform(look)
            let goals = try await bench.store.read { try $0.goals() }
            #expect(goals.map(\.state) == [.parked, .taken])
            #expect(try await bench.store.read { try $0.swarms() }.first?.prd == "Tidy the attic")
        }
    }

    @Test(arguments: [
        (HubMode.executing, 0, false, false), (.resting, 0, false, false), (.improving, 3, false, true),
        (.improving, 1, true, false), (.contemplating, 2, false, true), (.auto, 0, false, true),
        (.auto, 1, false, false),
    ]) func `a mode says when a goal is taken up`(mode: HubMode, unfinished: Int, isUnderWay: Bool, takes: Bool) {
        #expect(mode.takesUpGoal(unfinished: unfinished, isGoalUnderWay: isUnderWay) == takes)
    }

    private struct Raise: StoreOperation {
        let key: String
        func perform(in transaction: WriteTransaction) throws -> Int64? {
            try transaction.raiseAlert(key, "it is \(key)")
        }
    }

    private struct Clear: StoreOperation {
        let key: String
        func perform(in transaction: WriteTransaction) throws -> Bool { try transaction.clearAlert(key) }
    }

    @Test func `an alert stands once, is acknowledged once, and can come back after it was over`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let other = try await bench.person("anna", role: .operator_)
            let id = try #require(try await bench.store.perform(Raise(key: "hot")))
            #expect(try await bench.store.perform(Raise(key: "hot")) == nil)
            let acknowledge = Command(.alertAcknowledge, [.alert: .integer(Int(id))])
            #expect(try await bench.say([acknowledge], as: other).first?.text.contains("is yours") == true)
            #expect(try await bench.say([acknowledge], as: owner).first?.text.contains("anna already") == true)
            let list = try await bench.say([Command(.alertList)], as: owner)
            #expect(list.first?.text.contains("it is hot (seen by anna)") == true)
            #expect(try await bench.store.perform(Clear(key: "hot")))
            #expect(try await !bench.store.perform(Clear(key: "hot")))
            #expect(try await bench.say([Command(.alertList)], as: owner).first?.text.contains("no alerts") == true)
            #expect(try await bench.store.perform(Raise(key: "hot")) != id)
            let types = try await bench.store.read { try $0.events(after: 0, limit: 100) }.map(\.type)
            #expect(
                types.filter { $0 == .alertRaised || $0 == .alertCleared } == [
                    .alertRaised, .alertCleared, .alertRaised,
                ])
        }
    }

    @Test func `without a number the only new alert is meant, of several none`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            _ = try await bench.store.perform(Raise(key: "hot"))
            _ = try await bench.store.perform(Raise(key: "cold"))
            let asked = try await bench.say([Command(.alertAcknowledge)], as: owner)
            #expect(asked.first?.text.contains("Which alert") == true)
            _ = try await bench.store.perform(Clear(key: "hot"))
            #expect(
                try await bench.say([Command(.alertAcknowledge)], as: owner).first?.text.contains("is yours") == true)
        }
    }

    @Test func `an agent that is to restart gets no job, hears it, and its next process settles it`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            _ = try await bench.runningSwarm(PRDText.single, by: owner)
            let agent = try await bench.agent("heron")
            let restart = Command(.agentRestart, [.agent: .text("heron")])
            try await bench.say([restart], as: owner)
            #expect(try await bench.say([restart], as: owner).first?.text.contains("already") == true)
            #expect(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)) == nil)
            let heard = try await bench.desk.directives(of: agent.id, after: agent.version, waitSeconds: 0)
            #expect(heard.isRestarting)
            #expect(try await bench.desk.heartbeat(agent.id, AgentHeartbeat(leases: [])).isRestarting)
            #expect(try await bench.store.read { try $0.openCommand(of: agent.id) }?.state == .acknowledged)
            try await bench.store.perform(
                ConfirmAgent(
                    agent: agent.id, process: "the next one",
                    capabilities: try StoredJSON.encode(
                        AgentCapabilities(executors: [.shell], isSandboxed: true, version: "9.9"))))
            #expect(try await bench.store.read { try $0.openCommand(of: agent.id) } == nil)
            #expect(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)) != nil)
            let told = try await bench.store.read { transaction in
                try transaction.conversation(.terminal, "test").map {
                    try transaction.newestMessages(of: $0.id, limit: 1)
                }
            }
            #expect(told?.first?.text == "✓ *heron* is back: version 9.9.")
        }
    }
}
