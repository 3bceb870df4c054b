package import HTTPClient
import Threading
package import Vocabulary

/// Picks the model for a tier and the endpoint for a model, and leaves failing endpoints alone for a while.
///
/// A model's name may begin with an endpoint's (`ollama/qwen3:8b`); otherwise the first endpoint that is likely to have
/// it is asked first, and the next one when that cannot answer.
package final class ModelRouter: LanguageModel {
    package struct Member: Sendable {
        package var endpoint: ModelEndpoint
        package var model: any LanguageModel

        package init(endpoint: ModelEndpoint, model: any LanguageModel) {
            self.endpoint = endpoint
            self.model = model
        }
    }

    private struct Standing {
        var circuit = CircuitBreaker()
        var lastError: String?
        var lastErrorAt: Timestamp?
        var lastSuccessAt: Timestamp?
    }

    private let members: [Member]
    private let models: [ModelTier: String]
    private let prices: ModelPriceTable
    private let now: @Sendable () -> Timestamp
    private let standings: Lock<[Standing]>

    /// - Parameters:
    ///   - members: in order of preference.
    ///   - models: the model of each tier; a tier without one takes the next cheaper tier's, then the next dearer one's.
    package init(
        members: [Member], models: [ModelTier: String], prices: ModelPriceTable = ModelPriceTable(),
        now: @escaping @Sendable () -> Timestamp
    ) {
        // The providers' own endpoints come before those that may serve anything.
        self.members =
            members.filter { $0.endpoint.kind != .openAICompatible }
            + members.filter { $0.endpoint.kind == .openAICompatible }
        self.models = models
        self.prices = prices
        self.now = now
        standings = Lock(Array(repeating: Standing(), count: members.count))
    }

    /// Calls the endpoints themselves.
    package convenience init(
        endpoints: [ModelEndpoint], models: [ModelTier: String], prices: ModelPriceTable = ModelPriceTable(),
        client: HTTPClient, environment: ModelEnvironment, policy: ModelRetryPolicy = ModelRetryPolicy()
    ) {
        let members = endpoints.map { endpoint in
            let model: any LanguageModel =
                endpoint.kind == .anthropic
                ? AnthropicModel(endpoint, client: client, environment: environment, policy: policy)
                : OpenAICompatibleModel(endpoint, client: client, environment: environment, policy: policy)
            return Member(endpoint: endpoint, model: model)
        }
        self.init(members: members, models: models, prices: prices, now: environment.now)
    }

    /// The name to put into a request for that tier.
    package func model(for tier: ModelTier) throws(LanguageModelError) -> String {
        let tiers = ModelTier.allCases
        let position = tiers.firstIndex(of: tier) ?? 0
        let order = tiers[...position].reversed() + tiers[position...]
        guard let model = order.compactMap({ models[$0] }).first else {
            throw LanguageModelError(
                .unavailable,
                "No language model is set. Set WAGGLE_MODEL and a key (ANTHROPIC_API_KEY or OPENAI_API_KEY), "
                    + "or OLLAMA_HOST.")
        }
        return model
    }

    /// What a call of the model costs at the endpoint that would be asked first.
    package func price(of model: String) throws(LanguageModelError) -> ModelPrice {
        let (positions, name) = try candidates(for: model)
        // The dearest of those that may answer, so that a reservation holds whoever does.
        var dearest: ModelPrice?
        for position in positions {
            let price = try prices.price(of: name, at: members[position].endpoint)
            if dearest.map({ $0.rates.output < price.rates.output }) ?? true { dearest = price }
        }
        return dearest ?? .free
    }

    package var health: [ModelEndpointHealth] {
        zip(members, standings.withLock { $0 }).map { member, standing in
            let (state, until): (ModelEndpointHealth.State, Timestamp?) =
                switch standing.circuit.state {
                case .closed: (.healthy, nil)
                case .open(_, let until, _): (.resting, until)
                case .probing: (.probing, nil)
                }
            return ModelEndpointHealth(
                name: member.endpoint.name, kind: member.endpoint.kind, baseURL: member.endpoint.baseURL,
                hasKey: member.endpoint.key != nil, state: state, until: until, lastError: standing.lastError,
                lastErrorAt: standing.lastErrorAt, lastSuccessAt: standing.lastSuccessAt)
        }
    }

    package func complete(_ request: ModelRequest) async throws -> ModelReply {
        let (positions, name) = try candidates(for: request.model)
        var request = request
        request.model = name
        var failure: LanguageModelError?
        for position in positions {
            let now = now()
            guard standings.withLock({ $0[position].circuit.admit(now: now) }) else {
                failure = failure ?? resting(position)
                continue
            }
            do {
                let reply = try await members[position].model.complete(request)
                note(position, nil)
                return reply
            } catch let error as LanguageModelError {
                note(position, error)
                guard Self.isEndpointsFault(error) else { throw error }
                failure = error
            } catch {
                let now = self.now()
                standings.withLock { $0[position].circuit.callWasInconclusive(now: now) }
                throw error
            }
        }
        throw failure ?? LanguageModelError(.unavailable, "No endpoint serves the model \(name).")
    }

    private func candidates(for model: String) throws(LanguageModelError) -> (positions: [Int], name: String) {
        if let slash = model.firstIndex(of: "/") {
            let named = members.indices.filter { members[$0].endpoint.name == model[..<slash] }
            if !named.isEmpty { return (named, String(model[model.index(after: slash)...])) }
        }
        let positions = members.indices.filter { members[$0].endpoint.serves(model) }
        // A family's own endpoint answers for it; the others are asked only for models of no family.
        let own = positions.filter { members[$0].endpoint.kind != .openAICompatible }
        guard !positions.isEmpty else {
            throw LanguageModelError(
                .unavailable,
                "No endpoint serves the model \(model.prefix(100)): set the key of its provider, or begin the "
                    + "name with an endpoint's, as in ollama/\(model.prefix(100)).")
        }
        return (own.isEmpty ? positions : own, model)
    }

    private func note(_ position: Int, _ error: LanguageModelError?) {
        let now = now()
        standings.withLock { standings in
            guard let error else {
                standings[position].circuit.callSucceeded()
                standings[position].lastSuccessAt = now
                return
            }
            guard Self.isEndpointsFault(error) else {
                // It answered: bad requests and refusals are signs of life.
                standings[position].circuit.callSucceeded()
                return
            }
            standings[position].lastError = error.description
            standings[position].lastErrorAt = now
            let rest: Duration? =
                switch error.code {
                case .billing: CircuitBreaker.longestRest
                case .rateLimit(let retryAfter): retryAfter
                default: nil
                }
            standings[position].circuit.callFailed(now: now, rest: rest)
        }
    }

    private func resting(_ position: Int) -> LanguageModelError {
        let lastError = standings.withLock { $0[position].lastError } ?? "It failed repeatedly."
        return LanguageModelError(
            .overload, "The model endpoint \(members[position].endpoint.name) rests after failures. \(lastError)")
    }

    private static func isEndpointsFault(_ error: LanguageModelError) -> Bool {
        switch error.code {
        case .auth, .billing, .rateLimit, .overload, .network: true
        default: false
        }
    }
}
