import FoundationEssentials
import LanguageModel
import Orchestrator
import Store
import TestSupport
import Testing
import Threading
import Vocabulary

/// What is reserved for a call that nobody will make does not stay reserved.
@Suite(.timeLimit(.minutes(1))) struct ReservationTests {
    private static let cent = Money(microdollars: 10_000)

    /// Must not be asked: nothing is sent before its reservation is known to be there.
    private final class UntouchedModel: LanguageModel {
        private let count = Lock(0)
        var calls: Int { count.withLock(\.self) }

        func complete(_ request: ModelRequest) async throws -> ModelReply {
            count.withLock { $0 += 1 }
            return ModelReply(content: [.text("yes")], stop: .end, usage: ModelUsage(input: 1, output: 1))
        }
    }

    private func money(_ bench: Workbench, _ swarm: SwarmID) async throws -> [Money] {
        try await bench.store.read { transaction in
            let (record, day) = (try transaction.swarm(swarm), try transaction.dayBudget(transaction.now.day))
            return [record?.spent ?? .zero, record?.reserved ?? .zero, day.spent, day.reserved]
        }
    }

    @Test func `a reservation is taken back by its key alone, once, and never after it was settled`() async throws {
        try await Workbench.with { bench in
            let id = try await bench.swarm("# x", by: try await bench.person())
            func reserve(_ key: String) async throws -> Int64? {
                let reserve = ReserveSpend(
                    swarm: id, task: nil, purpose: "work", model: "m", amount: Self.cent, settings: bench.settings,
                    key: key)
                guard case .reserved(let number) = try await bench.store.perform(reserve) else { return nil }
                return number
            }
            _ = try #require(try await reserve("a"))
            let second = try #require(try await reserve("b"))
            #expect(try await money(bench, id) == [.zero, Self.cent + Self.cent, .zero, Self.cent + Self.cent])
            for _ in 0..<2 {
                for key in ["a", "never"] { try await bench.store.perform(ReleaseSpend(key: key)) }
                #expect(try await money(bench, id) == [.zero, Self.cent, .zero, Self.cent])
            }
            try await bench.store.perform(SettleSpend(reservation: second, cost: Self.cent))
            try await bench.store.perform(ReleaseSpend(key: "b"))
            #expect(try await money(bench, id) == [Self.cent, .zero, Self.cent, .zero])
        }
    }

    /// A commit into a file that was moved away: it is on disk, and nobody can say so.
    @Test(.enabled(if: !TestDatabase.isServer), arguments: [false, true])
    func `a reservation of unknown outcome is taken back once the database can be asked`(isStep: Bool) async throws {
        try await Workbench.with { bench in
            let id = try await bench.swarm("# x", by: try await bench.person())
            guard case .file(let path) = bench.location else { throw StoreError.missing("file") }
            let model = UntouchedModel()
            var steps: ModelSteps?
            if isStep {
                let run = RunID.plan(id, 1)
                let epoch = try await bench.store.perform(OpenRun(run, process: "p", isShared: false))
                steps = ModelSteps(run, epoch: try #require(epoch))
            }
            let price = ModelPrice(ModelPrice.Rates(input: Self.cent, cachedInput: Self.cent, output: Self.cent))
            let metered = MeteredModel(
                model, store: bench.store, settings: bench.settings, swarm: id, task: nil, purpose: "plan",
                steps: steps, price: { _ in price })
            let request = ModelRequest(
                model: "m", system: "s", messages: [ModelMessage(.user, text: "plan")], maxTokens: 1_000_000)
            try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
            await #expect(throws: StoreError.self) { _ = try await metered.complete(request) }
            try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
            // The first read that succeeds may still find it: what takes it back is a write that comes of itself.
            let ends = ContinuousClock.now + .seconds(20)
            var calls = 0
            while calls == 0, ContinuousClock.now < ends {
                try await Task.sleep(for: .milliseconds(20))
                calls = try await bench.store.read { try $0.usage(of: id).reduce(0) { $0 + $1.calls } }
            }
            // It was there, and is settled at nothing.
            #expect(calls == 1)
            #expect(try await money(bench, id) == [.zero, .zero, .zero, .zero])
            #expect(model.calls == 0)
        }
    }

    /// Answers when it is told to, unless it is cancelled before.
    private final class PatientModel: LanguageModel {
        let isAsked = Wake()
        let mayAnswer = Wake()
        private let count = Lock(0)
        var calls: Int { count.withLock(\.self) }

        func complete(_ request: ModelRequest) async throws -> ModelReply {
            count.withLock { $0 += 1 }
            isAsked.raise()
            guard await mayAnswer.wait() else { throw CancellationError() }
            return ModelReply(content: [.text("yes")], stop: .end, usage: ModelUsage(input: 1, output: 1))
        }
    }

    /// Where a call stands when its caller is cancelled, with the database away.
    enum Moment: CaseIterable { case unanswered, answered, answeredStep }

    @Test(.enabled(if: !TestDatabase.isServer), arguments: Moment.allCases)
    func `a call that is cancelled while the database is away is settled when it is back`(moment: Moment) async throws {
        try await Workbench.with { bench in
            let id = try await bench.swarm("# x", by: try await bench.person())
            let model = PatientModel()
            let price = ModelPrice(ModelPrice.Rates(input: Self.cent, cachedInput: Self.cent, output: Self.cent))
            let request = ModelRequest(
                model: "m", system: "s", messages: [ModelMessage(.user, text: "plan")], maxTokens: 1_000_000)
            func metered(_ process: String) async throws -> MeteredModel {
                var steps: ModelSteps?
                if moment == .answeredStep {
                    let run = OpenRun(.plan(id, 1), process: process, isShared: false)
                    steps = ModelSteps(.plan(id, 1), epoch: try #require(try await bench.store.perform(run)))
                }
                return MeteredModel(
                    model, store: bench.store, settings: bench.settings, swarm: id, task: nil, purpose: "plan",
                    steps: steps, price: { _ in price })
            }
            let first = try await metered("a")
            let caller = Task { try await first.complete(request) }
            _ = await model.isAsked.wait()
            try await Self.away(bench) {
                if moment != .unanswered {
                    let refused = bench.store.health.refused
                    model.mayAnswer.raise()
                    while bench.store.health.refused == refused { await Task.yield() }
                }
                caller.cancel()
                switch (await caller.result, moment) {
                case (.failure(let error), .unanswered): #expect(error is CancellationError)
                case (.failure(let error), _): #expect(error is StoreError)
                case (.success, _): Issue.record("nothing was written down")
                }
            }
            let cost =
                moment == .unanswered
                ? request.upperBoundCost(at: price) : ModelUsage(input: 1, output: 1).cost(at: price)
            let ends = ContinuousClock.now + .seconds(20)
            while try await money(bench, id)[1] != .zero, ContinuousClock.now < ends {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(try await money(bench, id) == [cost, .zero, cost, .zero])
            #expect(try await bench.store.read { try $0.usage(of: id).map(\.calls) } == [1])
            if moment == .answeredStep {
                // The answer was kept with what it cost.
                _ = try await metered("b").complete(request)
                #expect(model.calls == 1)
                #expect(try await money(bench, id) == [cost, .zero, cost, .zero])
            }
        }
    }

    /// Runs `body` while the database's file is somewhere else and the store knows it.
    private static func away(_ bench: Workbench, _ body: () async throws -> Void) async throws {
        guard case .file(let path) = bench.location else { throw StoreError.missing("file") }
        let store = bench.store
        let watch = Task { await store.watchHealth(tell: { _ in }, report: { _ in }) }
        try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
        while !store.health.isAway {
            _ = try? await store.perform(OpenDayGate(settings: bench.settings, isStart: false))
            try await Task.sleep(for: .milliseconds(20))
        }
        try await body()
        try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
        while store.health.isAway {
            bench.advance(.seconds(1))
            try await Task.sleep(for: .milliseconds(20))
        }
        watch.cancel()
        await watch.value
    }

    /// Answers the first call when all are asked for.
    private final class CrowdedModel: LanguageModel {
        private let state = Lock((underWay: 0, most: 0))
        let meanwhile: @Sendable () async throws -> Void
        var most: Int { state.withLock(\.most) }

        init(_ meanwhile: @escaping @Sendable () async throws -> Void) { self.meanwhile = meanwhile }

        func complete(_ request: ModelRequest) async throws -> ModelReply {
            state.withLock { $0 = ($0.underWay + 1, max($0.most, $0.underWay + 1)) }
            try await meanwhile()
            state.withLock { $0.underWay -= 1 }
            return ModelReply(content: [.text("yes")], stop: .end, usage: ModelUsage(input: 0, output: 0))
        }
    }

    @Test func `calls that fit under a cap one after the other wait for each other`() async throws {
        try await Workbench.with { bench in
            let price = ModelPrice(ModelPrice.Rates(input: Self.cent, cachedInput: Self.cent, output: Self.cent))
            let request = ModelRequest(
                model: "m", system: "s", messages: [ModelMessage(.user, text: "x")], maxTokens: 1_000_000)
            let most = request.upperBoundCost(at: price)
            let id = try await bench.swarm("# x", budget: most.dollars * 1.5, by: try await bench.person())
            let asked = Lock(0)
            let model = CrowdedModel {
                while asked.withLock({ $0 < 3 }) { await Task.yield() }
                // The others' requests come before these.
                for _ in 0..<20 { try await bench.store.perform(ReleaseSpend(key: "never")) }
            }
            let metered = MeteredModel(
                model, store: bench.store, settings: bench.settings, swarm: id, task: nil, purpose: "work",
                price: { _ in
                    asked.withLock { $0 += 1 }
                    return price
                })
            try await withThrowingDiscardingTaskGroup { group in
                for _ in 0..<3 { group.addTask { _ = try await metered.complete(request) } }
            }
            #expect(model.most == 1)
            #expect(try await money(bench, id) == [.zero, .zero, .zero, .zero])
        }
    }
}
