package import LanguageModel
package import Store
package import Vocabulary

/// A language model behind the ledger: every call reserves what it can cost at most, and settles what it did cost.
package struct MeteredModel: LanguageModel {
    private let base: any LanguageModel
    private let store: Store
    private let settings: OrchestratorSettings
    private let swarm: SwarmID?
    private let task: TaskID?
    private let purpose: String
    private let price: @Sendable (String) throws -> ModelPrice

    /// - Parameters:
    ///   - purpose: `plan`, `work`, `intent`: what the money was for.
    ///   - price: The price of a model; throws for one without a price.
    package init(
        _ base: any LanguageModel, store: Store, settings: OrchestratorSettings, swarm: SwarmID?, task: TaskID?,
        purpose: String, price: @escaping @Sendable (String) throws -> ModelPrice
    ) {
        self.base = base
        self.store = store
        self.settings = settings
        self.swarm = swarm
        self.task = task
        self.purpose = purpose
        self.price = price
    }

    package func complete(_ request: ModelRequest) async throws -> ModelReply {
        let price = try price(request.model)
        let most = request.upperBoundCost(at: price)
        let answer = try await store.perform(
            ReserveSpend(
                swarm: swarm, task: task, purpose: purpose, model: request.model, amount: most, settings: settings))
        guard case .reserved(let reservation) = answer else {
            if case .refused(let why) = answer { throw LanguageModelError(.budget, why) }
            throw LanguageModelError(.budget, "the call was not allowed")
        }
        do {
            let reply = try await base.complete(request)
            try await store.perform(
                SettleSpend(
                    reservation: reservation, cost: reply.usage.cost(at: price), input: reply.usage.input,
                    cached: reply.usage.cachedInput, output: reply.usage.output))
            return reply
        } catch let error as LanguageModelError {
            try await store.perform(
                SettleSpend(reservation: reservation, cost: Self.mayBeCharged(error.code) ? most : .zero))
            throw error
        } catch {
            // Cancelled on the way: the provider may have charged for it.
            try await store.perform(SettleSpend(reservation: reservation, cost: most))
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
