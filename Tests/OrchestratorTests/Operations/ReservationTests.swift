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
}
