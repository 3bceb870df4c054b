import Crypto
import FoundationEssentials
import TestSupport
import Testing
import Vocabulary

/// PRDs in prose, planned and carried out by a capable model whose answers were recorded.
extension EndToEnd {
    @Suite(.timeLimit(.minutes(5)))
    struct Replays {
        private static let examples =
            "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/examples"

        private static func replaying(_ example: String) -> RunningWaggle.Configuration {
            RunningWaggle.Configuration(
                agents: 1,
                settings: [
                    "WAGGLE_MODEL": "claude-relay", "WAGGLE_MODEL_PRICES": "claude-relay=3/15",
                    "WAGGLE_MODEL_REPLAY": "\(examples)/\(example)/recordings",
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

        /// Sends an example's PRD; gives the swarm and its plan, which waits for approval.
        private func planned(
            _ example: String, text: String, on waggle: RunningWaggle
        ) async throws -> (swarm: String, plan: JSONValue) {
            let prd = try #require(FileManager.default.contents(atPath: "\(Self.examples)/\(example)/PRD.md"))
            try await send(text, String(decoding: prd, as: UTF8.self), to: waggle)
            let planned = try await waggle.eventually("a plan or a refusal", within: .seconds(60)) {
                try await waggle.swarm().flatMap { $0["state"] == "planning" ? nil : $0 }
            }
            #expect(planned["state"] == "awaiting_approval", "\(planned)")
            let id = try #require(planned["id"]?.string)
            let plan = try #require(try await waggle.get("/v1/swarms/\(id)/plan")["plan"])
            #expect(plan["assumptions"]?.array?.isEmpty == false)
            #expect((plan["requirements"]?.array?.count ?? 0) >= 8)
            return (id, plan)
        }

        @Test func `prose becomes a plan, the plan becomes merged code, every model answer from the recordings`()
            async throws
        {
            try await RunningWaggle.with(Self.replaying("prose")) { waggle in
                let (id, _) = try await planned("prose", text: "build this", on: waggle)
                #expect(try await waggle.call("POST", "/v1/swarms/\(id)/approve", [:]).status == 200)
                let swarm = try await waggle.eventually("the end of the work", within: .seconds(180)) {
                    try await waggle.swarm().flatMap { $0["state"] == "running" ? nil : $0 }
                }
                #expect(swarm["state"] == "completed", "\(waggle.log.suffix(3_000))")
                let repository = try Repository(waggle, slug: try #require(swarm["slug"]?.string))
                let files = try await repository.files()
                #expect(files.contains("bin/hours"))
                #expect(!files.contains { $0.contains("__pycache__") })
                let tasks = try await waggle.tasks(of: swarm)
                #expect(tasks.allSatisfy { $0["state"] == "done" && $0["executor"] == "builtin" })
                // The recorded calls went through the ledger as if they had been paid.
                let cost = try await waggle.get("/v1/swarms/\(id)/cost")
                #expect((cost["spent_usd"]?.number ?? 0) > 0)
                #expect(cost["reserved_usd"]?.number == 0)
            }
        }

        /// Its work, also recorded, runs the tests of a whole program many times over and takes minutes.
        @Test func `a change of an existing repository is planned from what is there`() async throws {
            try await RunningWaggle.with(Self.replaying("stock")) { waggle in
                let origin = waggle.folder + "/origin"
                _ = try await Tools.run(
                    "/bin/sh", "-c",
                    """
                    set -eu
                    cp -R "$1" "$2"
                    cd "$2"
                    git init -q -b main
                    git add .
                    git -c user.name=Owner -c user.email=owner@waggle.invalid commit -qm "Stock and its journal"
                    """, "sh", "\(Self.examples)/stock/repository", origin)
                let (_, plan) = try await planned("stock", text: "build this in repo \(origin)", on: waggle)
                let edges = plan["tasks"]?.array?.map { $0["dependsOn"]?.array?.count ?? 0 } ?? []
                #expect(edges == [0, 1, 1, 2])
            }
        }

        @Test func `a request without a recording is an error, never an invented answer`() async throws {
            try await RunningWaggle.with(Self.replaying("prose")) { waggle in
                try await send("build this", "# Another PRD\n\nA tool that nobody recorded anything about.", to: waggle)
                let swarm = try await waggle.eventually("the refusal", within: .seconds(60)) {
                    try await waggle.swarm().flatMap { $0["state"] == "failed" ? $0 : nil }
                }
                #expect(swarm["reason"]?.string?.lowercased().contains("record") == true)
            }
        }
    }
}
