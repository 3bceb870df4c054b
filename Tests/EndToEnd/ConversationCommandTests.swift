import TestSupport
import Testing
import Vocabulary

extension EndToEnd {
    @Suite(.timeLimit(.minutes(2))) struct ConversationCommandTests {
        @Test func `a PRD that is said becomes a plan, is approved, and its results are merged`() async throws {
            try await Workplace.running(agents: 1) { place, _ in
                let prd = try place.write("prd.md", PRDs.greeting)
                let said = try await place.waggle(
                    "say", "new swarm called shop", "--attach", prd, "--wait", "40", "--json")
                #expect(said.code == 0, "\(said.error)")
                let replies = said.json.array ?? []
                let card = try #require(replies.last)
                #expect(card["buttons"]?.array?.contains { $0["title"]?.string == "Approve" } == true)
                #expect(replies.allSatisfy { $0["direction"]?.string == "out" })

                let button = try #require(
                    card["buttons"]?.array?.first { $0["title"]?.string == "Approve" }?["id"]?.string)
                let approved = try await place.waggle("say", "--button", button)
                #expect(approved.code == 0)
                #expect(approved.output.contains("shop is running"))

                // The event log says when it is done: no guess at how long that takes.
                let states = try await untilFinished(place)
                #expect(states.contains("swarm.completed"), "\(states)")
                let results = try await place.waggle("swarm", "results", "shop", "--json")
                #expect(results.json.array?.count == 2)
                #expect(results.json.array?.allSatisfy { $0["checks"]?[0]?["exit"]?.integer == 0 } == true)
                let tasks = try await place.waggle("task", "list", "shop", "--state", "done")
                #expect(tasks.lines.count == 3 && tasks.lines[0].hasPrefix("TASK"))
                let shown = try await place.waggle("task", "show", "2", "--json")
                #expect(shown.json["depends_on"]?[0]?.integer == 1)
                #expect(try await place.waggle("task", "show", "shop/3").code == 5)
                #expect(try await place.waggle("task", "retry", "shop/1").code == 6)
                #expect(try await place.waggle("swarm", "pause", "shop").code == 6)
                let repositories = try await place.waggle("repo", "list", "--json")
                #expect(repositories.json[0]?["head"]?.string?.count == 40)
                #expect(try await place.waggle("swarm", "show", "shop", "--json").json["plan_version"] == 1)
                let log = try await place.waggle("task", "log", "shop/1")
                #expect(log.code == 0)
            }
        }

        /// Every event's type until a swarm has ended.
        private func untilFinished(_ place: Workplace) async throws -> [String] {
            for _ in 0..<400 {
                let events = try await place.waggle("events", "--json")
                let types = events.lines.compactMap { JSONValue(parsing: $0.utf8)?["type"]?.string }
                if types.contains("swarm.completed") || types.contains("swarm.failed") { return types }
                try await Task.sleep(for: .milliseconds(50))
            }
            return []
        }

        @Test func `a message is answered, and a reply that does not come in time is said`() async throws {
            try await Workplace.running { place, _ in
                let answered = try await place.waggle("say", "what", "can", "you", "do?")
                #expect(answered.code == 0)
                #expect(answered.output.contains("swarms of coding agents"))
                let json = try await place.waggle("say", "--json", "-", input: "status\n")
                #expect(json.json.array?.count == 1)
                let unheard = try await place.waggle("say", "status", "--wait", "0", "--json")
                #expect(unheard.code == 0 && unheard.json == .array([]))
                #expect(try await place.waggle("say").code == 2)
                #expect(try await place.waggle("say", "hi", "--attach", place.folder + "/none").code == 1)
                let big = try place.write("big.txt", String(repeating: "x", count: (16 << 20) + 1))
                #expect(try await place.waggle("say", "hi", "--attach", big).code == 2)
            }
        }

        @Test func `a piped chat answers every line, and a number presses a button`() async throws {
            try await Workplace.running { place, _ in
                let prd = try place.write("prd.md", PRDs.greeting)
                let card = try await place.waggle(
                    "say", "new swarm called shop", "--attach", prd, "--conversation", "two", "--wait", "40")
                #expect(card.code == 0, "\(card.error)")
                let chat = try await place.waggle("chat", "--conversation", "two", input: "1\nstatus\n\n")
                #expect(chat.code == 0, "\(chat.error)")
                #expect(chat.error.contains("You are owner, admin"))
                #expect(chat.output.contains("[1] Approve"))
                #expect(chat.output.contains("shop is running"))
                let again = try await place.waggle("chat", "--conversation", "two")
                #expect(again.output.contains("> status"))
            }
        }

        @Test func `an admin speaks for somebody else, nobody else does`() async throws {
            try await Workplace.running { place, _ in
                #expect(try await place.waggle("person", "add", "anna", "--role", "viewer").code == 0)
                let refused = try await place.waggle("say", "whoami", "--as", "anna")
                #expect(refused.output.contains("anna"))
                let token = try await place.waggle("token", "create", "--person", "anna").lines[0]
                let other = try await place.waggle("say", "hi", "--as", "owner", environment: ["WAGGLE_TOKEN": token])
                #expect(other.code == 4)
            }
        }

        @Test func `events are followed from a cursor on, one JSON object a line`() async throws {
            try await Workplace.running { place, _ in
                _ = try await place.waggle("say", "status")
                let all = try await place.waggle("events", "--json").lines.compactMap { JSONValue(parsing: $0.utf8) }
                #expect(all.count >= 2)
                let cursor = try #require(all.first?["cursor"]?.string)
                let rest = try await place.waggle("events", "--since", cursor, "--json").lines
                #expect(rest.count == all.count - 1)
                #expect(try await place.waggle("events", "--since", "-1").code == 2)
            }
        }
    }
}
