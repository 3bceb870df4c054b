package import LanguageModel
package import Store
package import Vocabulary
import Crypto

import FoundationEssentials

/// A language model behind the ledger: every call reserves what it can cost at most, and settles what it did cost.
///
/// With `steps` every call is a durable step: an answer that was paid for is never asked for again.
package struct MeteredModel: LanguageModel {
    private let base: any LanguageModel
    private let store: Store
    private let settings: OrchestratorSettings
    private let swarm: SwarmID?
    private let task: TaskID?
    private let purpose: String
    private let steps: ModelSteps?
    private let price: @Sendable (String) throws -> ModelPrice

    /// - Parameters:
    ///   - purpose: `plan`, `work`, `intent`: what the money was for.
    ///   - steps: The run the calls belong to; nil where an answer that got lost is asked for again.
    ///   - price: The price of a model; throws for one without a price.
    package init(
        _ base: any LanguageModel, store: Store, settings: OrchestratorSettings, swarm: SwarmID?, task: TaskID?,
        purpose: String, steps: ModelSteps? = nil, price: @escaping @Sendable (String) throws -> ModelPrice
    ) {
        self.base = base
        self.store = store
        self.settings = settings
        self.swarm = swarm
        self.task = task
        self.purpose = purpose
        self.steps = steps
        self.price = price
    }

    /// - Throws: `LanguageModelError`, with `steps` also `StepError`.
    package func complete(_ request: ModelRequest) async throws -> ModelReply {
        let price = try price(request.model)
        let most = request.upperBoundCost(at: price)
        let key = HexEncoding.encode(SecureRandom.bytes(16))
        let reserve = ReserveSpend(
            swarm: swarm, task: task, purpose: purpose, model: request.model, amount: most, settings: settings,
            key: key)
        // Where nobody can know whether the reservation is there, no call is made under it.
        let release = ReleaseSpend(key: key)
        let call = steps?.next(request)
        let reservation: Int64
        if let call {
            switch try await store.perform(BeginCall(call: call, reserve: reserve), undoing: release) {
            case .remembered(let outcome): return try StoredJSON.decode(ModelReply.self, outcome)
            case .refused: throw StepError.paused(.event(ModelSteps.budgetEvent))
            case .busy(let until): throw StepError.paused(.until(until))
            case .call(let id, let lost):
                if lost > 0 { steps?.noteRepeated() }
                reservation = id
            }
        } else {
            reservation = try await reserved(reserve, undoing: release)
        }
        let reply: ModelReply
        do { reply = try await base.complete(request) } catch let error as LanguageModelError {
            try await failed(error, call, reservation, most)
            throw error
        } catch {
            // Cancelled on the way: the provider may have charged for it, and nobody will know.
            do { try await settle(SettleSpend(reservation: reservation, cost: most)) } catch StoreError.unavailable {}
            throw error
        }
        let spend = SettleSpend(
            reservation: reservation, cost: reply.usage.cost(at: price), input: reply.usage.input,
            cached: reply.usage.cachedInput, output: reply.usage.output)
        // It is paid: while the database is away the answer waits here.
        guard let call else {
            try await settle(spend)
            return reply
        }
        let outcome: String
        do { outcome = try StoredJSON.encode(reply) } catch {
            try await settle(spend)
            throw error
        }
        let kept = try await settle(FinishCall(call: call, outcome: outcome, spend: spend), of: spend)
        return try StoredJSON.decode(ModelReply.self, kept)
    }

    /// Where only calls under way stand between it and its cap, waits for them a while; then the call may pass later.
    private func reserved(_ reserve: ReserveSpend, undoing release: ReleaseSpend) async throws -> Int64 {
        // A person who wrote something waits for none of them.
        var tries = swarm == nil ? 1 : Self.patience
        while true {
            switch try await store.perform(reserve, undoing: release) {
            case .reserved(let id): return id
            case .refused(let why): throw LanguageModelError(.budget, why)
            case .busy(let why):
                tries -= 1
                guard tries > 0 else { throw LanguageModelError(.overload, why) }
                try await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Seconds.
    private static let patience = 30

    private func failed(
        _ error: LanguageModelError, _ call: ModelSteps.Call?, _ reservation: Int64, _ most: Money
    ) async throws {
        let mayBeCharged = Self.mayBeCharged(error.code)
        let spend = SettleSpend(reservation: reservation, cost: mayBeCharged ? most : .zero)
        guard let call else { return try await settle(spend) }
        let withdraw = WithdrawCall(call: call, spend: spend, isPassing: error.isTransient && !mayBeCharged)
        let until = try await settle(withdraw, of: spend)
        if let until { throw StepError.paused(.until(until)) }
    }

    private func settle(_ spend: SettleSpend) async throws { try await settle(spend, of: spend) }

    /// Writes down how a call ended by `ending`, which settles `spend` with it, however long the database is away.
    ///
    /// A caller that is cancelled meanwhile does not wait: it gets `StoreError.unavailable`, and the end is still written
    /// down as soon as the database takes work, or the process ends before. Both may run; the first settles.
    private func settle<Ending: StoreOperation>(_ ending: Ending, of spend: SettleSpend) async throws -> Ending.Output {
        do { return try await settleSurely(ending, of: spend) } catch let error as StoreError {
            // Unstructured: the caller's task has ended, the money was spent all the same.
            if case .unavailable = error { Task { _ = try await settleSurely(ending, of: spend) } }
            throw error
        }
    }

    /// Settles a call also where its run was taken over or has ended: nobody needs the answer, but it was paid.
    private func settleSurely<Ending: StoreOperation>(
        _ ending: Ending, of spend: SettleSpend
    ) async throws -> Ending.Output {
        do { return try await store.performSurely(ending) } catch let error as StepError {
            try await store.performSurely(spend)
            throw error
        }
    }

    /// Whether the provider may have worked, and charged, before the call failed.
    private static func mayBeCharged(_ code: LanguageModelError.Code) -> Bool {
        switch code {
        case .network, .refusal, .malformed: true
        case .auth, .billing, .rateLimit, .overload, .contextFull, .badRequest, .notRecorded, .budget, .unpriced,
            .unavailable:
            false
        }
    }
}
