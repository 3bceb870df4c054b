import TestSupport
import Testing
import Vocabulary

/// `status` is answered at once, whatever else goes on.
extension EndToEnd {
    @Suite(.timeLimit(.minutes(2)))
    struct Promptness {
        static let limit = Duration.milliseconds(250)

        /// Asks twenty times and gives the waits, sorted; the answer is what counts, not the acknowledgement.
        private func waits(_ waggle: RunningWaggle, _ conversation: String) async throws -> [Duration] {
            var waits: [Duration] = []
            for _ in 0..<20 {
                let started = ContinuousClock.now
                let taken = try await waggle.call(
                    "POST", "/v1/messages", ["conversation": .string(conversation), "text": "status"])
                #expect(taken.status == 202)
                let id = taken.json["id"]
                while true {
                    let messages = try await waggle.get("/v1/conversations/\(conversation)/messages").array ?? []
                    if messages.contains(where: { $0["in_reply_to"] == id && $0["direction"] == "out" }) { break }
                    guard ContinuousClock.now - started < .seconds(10) else { break }
                    try await Task.sleep(for: .milliseconds(5))
                }
                waits.append(ContinuousClock.now - started)
            }
            return waits.sorted()
        }

        /// Runs `body` with a control plane whose model never answers, in a conversation that waits for it.
        private func withHangingModel(_ body: (RunningWaggle) async throws -> Void) async throws {
            let model = try await ModelStandIn(rules: #"[{"hang": true}]"#)
            try await RunningWaggle.with(
                RunningWaggle.Configuration(
                    agents: 0,
                    settings: [
                        "ANTHROPIC_API_KEY": "stand-in", "ANTHROPIC_BASE_URL": model.url,
                        "WAGGLE_MODEL": "claude-sonnet-4-5",
                    ])
            ) { waggle in
                let words = "please begin the usual arrangement for the depot folks"
                let taken = try await waggle.call(
                    "POST", "/v1/messages", ["conversation": "slow", "text": .string(words)])
                #expect(taken.status == 202)
                _ = try await waggle.eventually("a call of the model") { model.requests.isEmpty ? nil : true }
                try await body(waggle)
                // The control: the question is still without an answer, so the model really was waited for.
                let messages = try await waggle.get("/v1/conversations/slow/messages").array ?? []
                #expect(!messages.contains { $0["in_reply_to"] == taken.json["id"] })
            }
        }

        @Test func `while another conversation waits for a model, status is answered within 250 ms`() async throws {
            try await withHangingModel { waggle in
                let waits = try await waits(waggle, "quick")
                print("status beside a hanging model: median \(waits[10]), slowest \(waits[19])")
                #expect(waits.allSatisfy { $0 <= Self.limit }, "\(waits)")
            }
        }

        @Test func `while the same conversation is busy, status is answered within 250 ms`() async throws {
            try await withHangingModel { waggle in
                let waits = try await waits(waggle, "slow")
                print("status in a busy conversation: median \(waits[10]), slowest \(waits[19])")
                #expect(waits.allSatisfy { $0 <= Self.limit }, "\(waits)")
            }
        }
    }
}
