import FoundationEssentials
import TestSupport
import Testing
import Vocabulary

/// A planning whose process is killed pays for no answer twice that it got.
extension EndToEnd {
    @Suite(.timeLimit(.minutes(5)))
    struct PaidOnce {
        private static let plan = """
            {"title": "Greeting", "assumptions": [], "questions": [], \
            "tasks": [{"number": 1, "title": "Write the greeting", "details": "Write hello.", \
            "depends_on": [], "requirements": ["R1"], "files": ["greeting.txt"], "checks": ["grep -q hello greeting.txt"], \
            "run": null, "size": "small", "tier": "standard", "priority": "normal"}]}
            """

        private static func rules(_ second: String) -> String {
            // The first answer is no plan, so that it is asked for a better one.
            #"[{"match": "cannot be used as it is", \#(second)}, {"match": "", "reply": "no plan"}]"#
        }

        @Test
        func `killed while it waits for the second answer, the first is remembered and the second asked again, marked`()
            async throws
        {
            let model = try await ModelStandIn(rules: Self.rules(#""hang": true"#))
            let configuration = RunningWaggle.Configuration(
                agents: 0,
                settings: [
                    "OPENAI_API_KEY": "sk-none", "OPENAI_BASE_URL": model.url + "/v1", "WAGGLE_MODEL": "planner",
                    "WAGGLE_MODEL_PRICES": "planner=1/1", "WAGGLE_EXECUTOR": "builtin",
                ])
            try await RunningWaggle.with(configuration) { waggle in
                let sent = try await waggle.call(
                    "POST", "/v1/swarms",
                    [
                        "prd": .string(
                            "# Greeting\n\n- R1: The tool must write a greeting into a file called greeting.txt.")
                    ])
                #expect(sent.status < 300, "\(sent.text)")
                _ = try await waggle.eventually("the second question") { model.requests.count == 2 ? true : nil }
                await waggle.kill()
                try model.replaceRules(Self.rules(#""reply": \#(Self.plan)"#))
                try await waggle.start()
                let swarm = try await waggle.eventually("the plan") {
                    try await waggle.swarm().flatMap { $0["state"] == "planning" ? nil : $0 }
                }
                #expect(swarm["state"] == "awaiting_approval", "\(swarm.canonical) \(waggle.log.suffix(2_000))")
                // One first question in all, and the second once more: nobody knew whether it had been answered.
                #expect(model.requests.count == 3)
                let cost = try await waggle.get("/v1/swarms/\(swarm["id"]?.string ?? "1")/cost")
                #expect(cost["reserved_usd"]?.number == 0)
                await waggle.stop()
                #expect(try await Tools.sql(waggle.databasePath, "SELECT COUNT(*) FROM step") == ["0"])
                let said = try await Tools.sql(
                    waggle.databasePath, "SELECT COUNT(*) FROM message WHERE text LIKE '%asked once more%'")
                #expect(said == ["1"] || said == ["0"])
            }
        }
    }
}
