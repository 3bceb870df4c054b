import AgentProtocol
import Orchestrator
import Store
import Testing
import Vocabulary

/// Spend never passes a cap by more than what is under way already.
@Suite(.timeLimit(.minutes(2))) struct CapTests {
    private static let cent = Money(microdollars: 10_000)

    private func swarm(_ bench: Workbench, budget: Double?) async throws -> SwarmID {
        try await bench.swarm("# x", budget: budget, by: try await bench.person())
    }

    private struct AddOne: StoreOperation {
        let swarm: SwarmID
        func perform(in transaction: WriteTransaction) throws -> TaskID {
            let plan = PlannedTask(number: 1, title: "t", run: "true", checks: ["true"], executor: .builtin)
            return try AddTask(
                swarm: swarm, plan: plan, spec: try StoredJSON.encode(plan), maxAttempts: 3, cap: Money(dollars: 0.05)
            ).perform(in: transaction).id
        }
    }

    /// Fifty callers at once, each for a cent; gives how many were let through.
    private func rush(_ bench: Workbench, _ swarm: SwarmID, task: TaskID? = nil) async throws -> Int {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    let answer = try await bench.store.perform(
                        ReserveSpend(
                            swarm: swarm, task: task, purpose: "work", model: "m", amount: Self.cent,
                            settings: bench.settings))
                    if case .reserved = answer { return true }
                    return false
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }

    @Test func `fifty at the last cents of a swarm's cap get what is left`() async throws {
        try await Workbench.with { bench in
            let id = try await swarm(bench, budget: 0.07)
            #expect(try await rush(bench, id) == 7)
        }
    }

    @Test func `fifty at the last cents of the day's cap get what is left`() async throws {
        try await Workbench.with(settings: OrchestratorSettings(dayCap: Money(dollars: 0.03))) { bench in
            let id = try await swarm(bench, budget: nil)
            #expect(try await rush(bench, id) == 3)
        }
    }

    @Test func `fifty at the last cents of a task's cap get what is left`() async throws {
        try await Workbench.with { bench in
            let id = try await swarm(bench, budget: nil)
            let task = try await bench.store.perform(AddOne(swarm: id))
            #expect(try await rush(bench, id, task: task) == 5)
        }
    }

    @Test(arguments: [false, true])
    func `the day's gate stays closed for the day, and opens on the next`(isUnderWay: Bool) async throws {
        try await Workbench.with(settings: OrchestratorSettings(dayCap: Money(dollars: 0.03))) { bench in
            let owner = try await bench.person()
            let running = try await bench.runningSwarm(
                "# x\n## Tasks\n### 1. One\n```sh run\ntrue\n```\n```sh check\ntrue\n```\n", by: owner)
            func reserve(_ amount: Money) async throws -> ReserveSpend.Answer {
                try await bench.store.perform(
                    ReserveSpend(
                        swarm: running.id, task: nil, purpose: "work", model: "m",
                        amount: amount, settings: bench.settings))
            }
            if isUnderWay { #expect(try await reserve(Self.cent) == .reserved(1)) }
            guard case .refused = try await reserve(Money(microdollars: 40_000)) else {
                Issue.record("it was let through")
                return
            }
            func isClosed() async throws -> Bool {
                try await bench.store.read { try $0.swarm(running.id)?.gate.contains(.dayBudget) ?? false }
            }
            #expect(try await isClosed())
            try await bench.store.perform(OpenDayGate(settings: bench.settings, isStart: false))
            #expect(try await isClosed())
            bench.advance(.seconds(86_400))
            try await bench.store.perform(OpenDayGate(settings: bench.settings, isStart: false))
            #expect(try await !isClosed())
        }
    }

    /// Runs housekeeping until it has looked at everything once.
    private func tidy(_ housekeeping: Housekeeping, _ bench: Workbench, _ name: String) async throws {
        let agent = try await bench.agent(name)
        bench.advance(.seconds(bench.settings.leaseSeconds * 2 + 1))
        let running = Task { try await housekeeping.run() }
        // It says so of silent agents after it has looked at the money.
        while try await bench.store.read({ try $0.agent(agent.id)?.isConnected ?? false }) { await Task.yield() }
        running.cancel()
        _ = await running.result
    }

    @Test func `housekeeping that begins again leaves calls under way and the day's gate alone`() async throws {
        try await Workbench.with(settings: OrchestratorSettings(dayCap: Money(dollars: 0.03))) { bench in
            let running = try await bench.runningSwarm(
                "# x\n## Tasks\n### 1. One\n```sh run\ntrue\n```\n```sh check\ntrue\n```\n",
                by: try await bench.person())
            func reserve(_ amount: Money) async throws -> ReserveSpend.Answer {
                try await bench.store.perform(
                    ReserveSpend(
                        swarm: running.id, task: nil, purpose: "work", model: "m", amount: amount,
                        settings: bench.settings))
            }
            func swarm() async throws -> SwarmRecord {
                try #require(try await bench.store.read { try $0.swarm(running.id) })
            }
            let housekeeping = Housekeeping(store: bench.store, settings: bench.settings, desk: bench.desk)
            guard case .reserved(let id) = try await reserve(Self.cent) else { throw StoreError.missing("reservation") }
            for name in ["a", "b"] {
                try await tidy(housekeeping, bench, name)
                #expect(try await swarm().reserved == Self.cent)
            }
            try await bench.store.perform(SettleSpend(reservation: id, cost: .zero))
            guard case .refused = try await reserve(Money(dollars: 0.04) ?? .zero) else {
                throw StoreError.missing("refusal")
            }
            try await tidy(housekeeping, bench, "c")
            #expect(try await swarm().gate.contains(.dayBudget))
            // A start may bring another cap.
            try await tidy(Housekeeping(store: bench.store, settings: bench.settings, desk: bench.desk), bench, "d")
            #expect(try await !swarm().gate.contains(.dayBudget))
        }
    }

    @Test(arguments: ["swarm", "day", "task"])
    func `what only calls under way stand in the way of is no reached cap`(cap: String) async throws {
        let settings = OrchestratorSettings(dayCap: cap == "day" ? Money(dollars: 0.05) : nil)
        try await Workbench.with(settings: settings) { bench in
            let id = try await swarm(bench, budget: cap == "swarm" ? 0.05 : nil)
            let task = cap == "task" ? try await bench.store.perform(AddOne(swarm: id)) : nil
            func reserve(_ cents: Int64) async throws -> ReserveSpend.Answer {
                try await bench.store.perform(
                    ReserveSpend(
                        swarm: id, task: task, purpose: "work", model: "m",
                        amount: Money(microdollars: cents * Self.cent.microdollars), settings: bench.settings))
            }
            guard case .reserved(let call) = try await reserve(3) else { throw StoreError.missing("reservation") }
            guard case .busy(let why) = try await reserve(3) else { throw StoreError.missing("patience") }
            #expect(why.contains("$0.03 under way"), "\(why)")
            guard case .refused = try await reserve(6) else { throw StoreError.missing("refusal") }
            try await bench.store.perform(SettleSpend(reservation: call, cost: Self.cent))
            guard case .reserved = try await reserve(3) else { throw StoreError.missing("room") }
        }
    }

    @Test func `what dead callers reserved counts as spent after a start`() async throws {
        try await Workbench.with { bench in
            let id = try await swarm(bench, budget: 0.07)
            _ = try await rush(bench, id)
            // Beside other processes only what no call can still be at work on is abandoned.
            bench.advance(.seconds(1_801))
            try await bench.store.perform(SettleAbandonedSpend())
            let after = try #require(try await bench.store.read { try $0.swarm(id) })
            #expect(after.spent == Money(dollars: 0.07) && after.reserved == .zero)
        }
    }
}
