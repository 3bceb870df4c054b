import Crypto
import FoundationEssentials
import TestSupport
import Testing
import Vocabulary

/// A PRD in prose, planned and written by a capable model whose answers were recorded (examples/prose).
extension EndToEnd {
    @Suite(.timeLimit(.minutes(5)))
    struct Replays {
        private static let examples =
            "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/examples/prose"

        private static func replaying() -> RunningWaggle.Configuration {
            RunningWaggle.Configuration(
                agents: 1,
                settings: [
                    "WAGGLE_MODEL": "claude-relay", "WAGGLE_MODEL_PRICES": "claude-relay=3/15",
                    "WAGGLE_MODEL_REPLAY": examples + "/recordings",
                ])
        }

        private func send(_ text: String, _ document: String, to waggle: RunningWaggle) async throws {
            let attachment: JSONValue = [
                "name": "PRD.md", "media_type": "text/markdown", "data": .string(Base64.encode(Array(document.utf8))),
            ]
            let answer = try await waggle.call(
                "POST", "/v1/messages",
                ["conversation": "prose", "text": .string(text), "attachments": [attachment]])
            #expect(answer.status == 202)
        }

        @Test func `prose becomes a plan, the plan becomes merged code, every model answer from the recordings`()
            async throws
        {
            let prd = try #require(FileManager.default.contents(atPath: Self.examples + "/PRD.md"))
            try await RunningWaggle.with(Self.replaying()) { waggle in
                try await send("build this", String(decoding: prd, as: UTF8.self), to: waggle)
                let id = try await waggle.eventually("a plan", within: .seconds(60)) {
                    try await waggle.swarm().flatMap { $0["state"] == "awaiting_approval" ? $0["id"]?.string : nil }
                }
                #expect(try await waggle.call("POST", "/v1/swarms/\(id)/approve", [:]).status == 200)
                let swarm = try await waggle.eventually("the end of the work", within: .seconds(180)) {
                    try await waggle.swarm().flatMap { $0["state"] == "running" ? nil : $0 }
                }
                #expect(swarm["state"] == "completed", "\(waggle.log.suffix(3_000))")
                let repository = try Repository(waggle, slug: try #require(swarm["slug"]?.string))
                #expect(try await repository.files().contains("bin/hours"))
                let tasks = try await waggle.tasks(of: swarm)
                #expect(tasks.allSatisfy { $0["state"] == "done" && $0["executor"] == "builtin" })
                // The recorded calls went through the ledger as if they had been paid.
                let cost = try await waggle.get("/v1/swarms/\(id)/cost")
                #expect((cost["spent_usd"]?.number ?? 0) > 0)
                #expect(cost["reserved_usd"]?.number == 0)
            }
        }

        @Test func `a request without a recording is an error, never an invented answer`() async throws {
            try await RunningWaggle.with(Self.replaying()) { waggle in
                try await send("build this", "# Another PRD\n\nA tool that nobody recorded anything about.", to: waggle)
                let swarm = try await waggle.eventually("the refusal", within: .seconds(60)) {
                    try await waggle.swarm().flatMap { $0["state"] == "failed" ? $0 : nil }
                }
                #expect(swarm["reason"]?.string?.lowercased().contains("record") == true)
            }
        }
    }
}
