import Configuration
import Crypto
import HTTPClient
import LanguageModel
import Orchestrator
import Vocabulary

/// The language models of an installation, from its settings.
struct ModelSetup {
    /// Names and prices, and the way to the endpoints.
    let router: ModelRouter?
    /// What answers: the router, with its answers kept where that is asked for, or a folder of kept answers.
    let model: (any LanguageModel)?

    static let missing = LanguageModelError(.unavailable, "No language model is connected.")

    static func isConfigured(_ settings: Settings) -> Bool {
        let models = settings.models
        return
            (models.anthropic != nil || models.openAI != nil || models.ollamaURL != nil
            || models.replayFolder != nil)
            && (models.model ?? models.trivial ?? models.standard ?? models.complex) != nil
    }

    init(_ settings: Settings, client: HTTPClient) throws {
        let models = settings.models
        let prices = ModelPriceTable(overrides: try models.prices.map(ModelPriceTable.parse) ?? [:])
        let names = Self.names(models)
        if let folder = models.replayFolder, !names.isEmpty {
            // Nobody is called there; a local address makes what nobody has priced free.
            let nowhere = ModelEndpoint(
                name: "replay", kind: .openAICompatible, baseURL: "http://localhost", key: nil,
                keyName: "WAGGLE_MODEL_REPLAY")
            let replay = ReplayModel(folder: folder)
            router = ModelRouter(
                members: [ModelRouter.Member(endpoint: nowhere, model: replay)], models: names, prices: prices,
                now: WallClock.now)
            model = replay
            return
        }
        var endpoints: [ModelEndpoint] = []
        if let anthropic = models.anthropic {
            endpoints.append(.anthropic(key: anthropic.apiKey, baseURL: anthropic.baseURL))
        }
        if let openAI = models.openAI { endpoints.append(.openAI(key: openAI.apiKey, baseURL: openAI.baseURL)) }
        if let ollama = models.ollamaURL { endpoints.append(.ollama(host: ollama)) }
        guard !endpoints.isEmpty, !names.isEmpty else {
            (router, model) = (nil, nil)
            return
        }
        let router = ModelRouter(
            endpoints: endpoints, models: names, prices: prices, client: client,
            environment: ModelEnvironment(
                now: WallClock.now, sleep: { try await Task.sleep(for: $0) }, random: { Double.random(in: 0..<1) }))
        self.router = router
        model =
            models.recordFolder.map { folder in
                RecordingModel(
                    router, folder: folder,
                    recordedWith: "\(endpoints.map(\.name).joined(separator: ", ")), begun \(WallClock.now())")
            } ?? router
    }

    private static func names(_ models: Settings.Models) -> [ModelTier: String] {
        var names: [ModelTier: String] = [:]
        if let model = models.model { for tier in ModelTier.allCases { names[tier] = model } }
        if let trivial = models.trivial { names[.trivial] = trivial }
        if let standard = models.standard { names[.standard] = standard }
        if let complex = models.complex { names[.complex] = complex }
        return names
    }

    var planning: PlanningModels {
        guard let router, let model else { return .none }
        return PlanningModels(
            model: model,
            names: { wish in
                var names: [ModelTier: String] = [:]
                for tier in ModelTier.allCases { names[tier] = wish ?? (try? router.model(for: tier)) }
                return names
            }, price: { try router.price(of: $0) },
            forecast: { tier, size in
                guard let name = try? router.model(for: tier), let price = try? router.price(of: name) else {
                    return .zero
                }
                // A rough guess at the tokens of a task: input, cached input, output.
                let tokens: (Int, Int, Int) =
                    switch size {
                    case .small: (15_000, 30_000, 4_000)
                    case .medium: (40_000, 120_000, 12_000)
                    case .large: (100_000, 400_000, 30_000)
                    }
                return ModelUsage(input: tokens.0, cachedInput: tokens.1, output: tokens.2).cost(at: price)
            })
    }
}
