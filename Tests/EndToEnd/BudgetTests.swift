import TestSupport
import Testing
import Vocabulary

/// What the settings say about money holds in the product.
extension EndToEnd {
    @Suite(.timeLimit(.minutes(3)))
    struct Budgets {
        @Test(arguments: ["WAGGLE_BUDGET_DAY", "WAGGLE_BUDGET_SWARM"])
        func `a budget of 0 lets nothing be spent`(setting: String) async throws {
            let model = try await ModelStandIn(rules: #"[{"match": "", "reply": "no plan"}]"#)
            let configuration = RunningWaggle.Configuration(
                agents: 0,
                settings: [
                    "OPENAI_API_KEY": "sk-none", "OPENAI_BASE_URL": model.url + "/v1", "WAGGLE_MODEL": "planner",
                    "WAGGLE_MODEL_PRICES": "planner=1/1", "WAGGLE_EXECUTOR": "builtin", setting: "0",
                ])
            try await RunningWaggle.with(configuration) { waggle in
                let sent = try await waggle.call(
                    "POST", "/v1/swarms", ["prd": .string("# Greeting\n\n- R1: The tool must write a greeting.")])
                #expect(sent.status < 300, "\(sent.text)")
                let waits = try await waggle.eventually("a plan that waits, or a question to the model") {
                    let waits = waggle.log.contains("a plan waits")
                    return waits || !model.requests.isEmpty ? waits : nil
                }
                #expect(waits)
                #expect(model.requests.isEmpty)
            }
        }
    }
}
