import LanguageModel
import Orchestrator
import Planner
import Store
import Telemetry
import Testing
import Threading
import Vocabulary

/// What a model was paid for is never paid again, whoever is killed when.
@Suite(.timeLimit(.minutes(1))) struct PaidCallTests {
    /// Counts its calls; answers, fails, or is cut off.
    private final class CountedModel: LanguageModel {
        enum Behaviour { case answer(String), fail(LanguageModelError), die }
        struct Killed: Error {}

        private let state: Lock<(calls: Int, behaviour: Behaviour)>
        private let meanwhile: @Sendable () async throws -> Void

        /// - Parameter meanwhile: What happens while it thinks.
        init(_ behaviour: Behaviour, meanwhile: @escaping @Sendable () async throws -> Void = {}) {
            state = Lock((0, behaviour))
            self.meanwhile = meanwhile
        }

        var calls: Int { state.withLock(\.calls) }
        func behave(_ behaviour: Behaviour) { state.withLock { $0.behaviour = behaviour } }

        func complete(_ request: ModelRequest) async throws -> ModelReply {
            let behaviour = state.withLock { state in
                state.calls += 1
                return state.behaviour
            }
            try await meanwhile()
            switch behaviour {
            case .answer(let text):
                return ModelReply(content: [.text(text)], stop: .end, usage: ModelUsage(input: 100, output: 10))
            case .fail(let error): throw error
            case .die: throw Killed()
            }
        }
    }

    private struct Planning {
        let swarm: SwarmID
        var run: RunID { .plan(swarm, 1) }
    }

    private func planning(_ bench: Workbench, budget: Double? = nil) async throws -> Planning {
        let owner = try await bench.person()
        return Planning(
            swarm: try await bench.swarm("# Greeting\n\nThe tool must greet.", budget: budget, by: owner))
    }

    /// A process takes the run up.
    private func steps(_ bench: Workbench, _ planning: Planning, process: String) async throws -> ModelSteps {
        let epoch = try await bench.store.perform(OpenRun(planning.run, process: process, isShared: false))
        return ModelSteps(planning.run, epoch: try #require(epoch))
    }

    private func metered(
        _ model: CountedModel, _ bench: Workbench, _ planning: Planning, _ steps: ModelSteps
    ) -> MeteredModel {
        MeteredModel(
            model, store: bench.store, settings: bench.settings, swarm: planning.swarm, task: nil, purpose: "plan",
            steps: steps,
            price: { _ in
                let rate = Money(microdollars: 10_000_000)
                return ModelPrice(ModelPrice.Rates(input: rate, cachedInput: rate, output: rate))
            })
    }

    private func ask(_ text: String = "plan this") -> ModelRequest {
        ModelRequest(model: "m", system: "s", messages: [ModelMessage(.user, text: text)], maxTokens: 100)
    }

    private func spent(_ bench: Workbench, _ planning: Planning) async throws -> (Money, Money) {
        let swarm = try #require(try await bench.store.read { try $0.swarm(planning.swarm) })
        return (swarm.spent, swarm.reserved)
    }

    @Test func `an answer that was kept is given to the next process, and the model is asked once`() async throws {
        try await Workbench.with { bench in
            let planning = try await planning(bench)
            let model = CountedModel(.answer("the plan"))
            let first = try await steps(bench, planning, process: "a")
            let reply = try await metered(model, bench, planning, first).complete(ask())
            let paid = try await spent(bench, planning)
            // Killed here: the answer is kept, the plan is not.
            let second = try await steps(bench, planning, process: "b")
            #expect(try await metered(model, bench, planning, second).complete(ask()) == reply)
            #expect(model.calls == 1)
            #expect(try await spent(bench, planning) == paid)
            #expect(paid.0 > .zero && paid.1 == .zero)
            #expect(second.repeatedCalls == 0)
        }
    }

    @Test func `an answer that got lost is asked for once more, marked, and not a third time`() async throws {
        try await Workbench.with { bench in
            let planning = try await planning(bench)
            let model = CountedModel(.die)
            for (process, calls) in [("a", 1), ("b", 2)] {
                let steps = try await steps(bench, planning, process: process)
                await #expect(throws: CountedModel.Killed.self) {
                    try await metered(model, bench, planning, steps).complete(ask())
                }
                #expect(model.calls == calls)
                #expect(steps.repeatedCalls == calls - 1)
            }
            let third = try await steps(bench, planning, process: "c")
            await #expect(throws: StepError.lost(number: 1, times: 2)) {
                try await metered(model, bench, planning, third).complete(ask())
            }
            #expect(model.calls == 2)
            #expect(try await spent(bench, planning).1 == .zero)
        }
    }

    @Test func `another question under the number is refused, not answered with the old answer`() async throws {
        try await Workbench.with { bench in
            let planning = try await planning(bench)
            let model = CountedModel(.answer("the plan"))
            _ = try await metered(model, bench, planning, try await steps(bench, planning, process: "a")).complete(
                ask())
            let second = try await steps(bench, planning, process: "b")
            await #expect(throws: StepError.self) {
                try await metered(model, bench, planning, second).complete(ask("plan that"))
            }
            #expect(model.calls == 1)
        }
    }

    @Test func `a process that was replaced cannot keep its late answer`() async throws {
        try await Workbench.with { bench in
            let planning = try await planning(bench)
            let model = CountedModel(.answer("late"))
            let old = try await steps(bench, planning, process: "a")
            _ = try await steps(bench, planning, process: "b")
            await #expect(throws: StepError.superseded(planning.run)) {
                try await metered(model, bench, planning, old).complete(ask())
            }
            #expect(model.calls == 0, "what has no intent is not asked")
        }
    }

    @Test func `an answer that comes when its run has ended is not kept, but paid`() async throws {
        try await Workbench.with { bench in
            let planning = try await planning(bench)
            let model = CountedModel(.answer("late")) {
                try await bench.store.perform(
                    RefusePlan(swarm: planning.swarm, version: 1, reason: "another wish came first"))
            }
            let steps = try await steps(bench, planning, process: "a")
            await #expect(throws: StepError.superseded(planning.run)) {
                try await metered(model, bench, planning, steps).complete(ask())
            }
            let (paid, open) = try await spent(bench, planning)
            #expect(paid > .zero && open == .zero)
        }
    }

    @Test func `an overloaded model is asked again after a pause that stands in a row, three times at most`()
        async throws
    {
        try await Workbench.with { bench in
            let planning = try await planning(bench)
            let model = CountedModel(.fail(LanguageModelError(.overload, "busy")))
            for seconds in [30, 120, 480] {
                let steps = try await steps(bench, planning, process: "p\(seconds)")
                let until = bench.store.now + .seconds(seconds)
                await #expect(throws: StepError.paused(.until(until))) {
                    try await metered(model, bench, planning, steps).complete(ask())
                }
                #expect(try await bench.store.read { try $0.requestedPlans() }.isEmpty)
                #expect(try await bench.store.read { try $0.nextStepTimer() } == until)
                bench.advance(.seconds(seconds + 1))
                #expect(try await bench.store.read { try $0.requestedPlans() }.count == 1)
            }
            let last = try await steps(bench, planning, process: "last")
            await #expect(throws: LanguageModelError.self) {
                try await metered(model, bench, planning, last).complete(ask())
            }
            #expect(model.calls == 4)
            #expect(try await spent(bench, planning) == (.zero, .zero))
        }
    }

    @Test func `a plan that its cap does not allow waits for a higher one`() async throws {
        try await Workbench.with { bench in
            let planning = try await planning(bench, budget: 0.000_1)
            let model = CountedModel(.answer("the plan"))
            let first = try await steps(bench, planning, process: "a")
            await #expect(throws: StepError.paused(.event("budget"))) {
                try await metered(model, bench, planning, first).complete(ask())
            }
            #expect(model.calls == 0)
            #expect(try await bench.store.read { try $0.requestedPlans() }.isEmpty)
            let owner = try await bench.person()
            _ = try await bench.store.perform(
                PerformCommand(
                    principal: owner,
                    command: Command(.swarmBudget, [.swarm: .text("#\(planning.swarm)"), .budget: .number(5)]),
                    settings: bench.settings))
            #expect(try await bench.store.read { try $0.requestedPlans() }.count == 1)
            let second = try await steps(bench, planning, process: "b")
            _ = try await metered(model, bench, planning, second).complete(ask())
            #expect(model.calls == 1)
        }
    }

    @Test func `a plan whose cap other calls take up goes on when they have ended, and nobody is asked`() async throws {
        try await Workbench.with { bench in
            let planning = try await planning(bench, budget: 1)
            let reserve = ReserveSpend(
                swarm: planning.swarm, task: nil, purpose: "work", model: "m", amount: Money(microdollars: 999_000),
                settings: bench.settings)
            guard case .reserved(let other) = try await bench.store.perform(reserve) else {
                throw StoreError.missing("reservation")
            }
            let model = CountedModel(.answer("the plan"))
            let first = try await steps(bench, planning, process: "a")
            await #expect(throws: StepError.paused(.until(bench.store.now + .seconds(30)))) {
                try await metered(model, bench, planning, first).complete(ask())
            }
            #expect(model.calls == 0)
            #expect(try await bench.store.read { try $0.requestedPlans() }.isEmpty)
            try await bench.store.perform(SettleSpend(reservation: other, cost: .zero))
            bench.advance(.seconds(31))
            #expect(try await bench.store.read { try $0.requestedPlans() }.count == 1)
            let second = try await steps(bench, planning, process: "b")
            _ = try await metered(model, bench, planning, second).complete(ask())
            #expect(model.calls == 1)
        }
    }

    @Test func `the plan that is kept forgets its steps, and one of a replaced process is refused`() async throws {
        try await Workbench.with { bench in
            let planning = try await planning(bench)
            let old = try await bench.store.perform(OpenRun(planning.run, process: "a", isShared: false))
            let new = try await bench.store.perform(OpenRun(planning.run, process: "b", isShared: false))
            let plan = Plan(
                title: "t", requirements: [], tasks: [], forecast: Forecast(cost: .zero, seconds: 0), planner: "p",
                notes: [])
            func keep(_ epoch: Int64?) -> KeepPlan {
                KeepPlan(
                    swarm: planning.swarm, version: 1, plan: plan, digest: "d", notes: [], epoch: epoch,
                    settings: bench.settings)
            }
            await #expect(throws: StepError.superseded(planning.run)) { try await bench.store.perform(keep(old)) }
            try await bench.store.perform(keep(new))
            #expect(try await bench.store.read { try $0.swarm(planning.swarm)?.state } == .awaitingApproval)
            await #expect(throws: StepError.superseded(planning.run)) {
                try await bench.store.perform(keep(new))
            }
        }
    }
}
