import FoundationEssentials
import TestSupport
import Testing
import Vocabulary

/// From a structured PRD to merged commits, without a language model.
extension EndToEnd {
    @Suite(.timeLimit(.minutes(3)))
    struct Journeys {
        /// Eight tasks; 4, 5 and 6 come between 2 and 7.
        static func prd() throws -> [UInt8] {
            let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
            guard let data = FileManager.default.contents(atPath: "/\(root)/examples/todo.md") else {
                throw RunningWaggle.Failure("examples/todo.md is missing")
            }
            return Array(data)
        }

        /// What holds of every run of that PRD, however it came in.
        static func checkWork(_ waggle: RunningWaggle) async throws {
            let swarm = try #require(try await waggle.swarm())
            #expect(swarm["state"] == "completed")
            let tasks = try await waggle.tasks(of: swarm)
            #expect(tasks.map { $0["state"]?.string } == Array(repeating: "done", count: 8))
            let slug = try #require(swarm["slug"]?.string)
            let repository = try Repository(waggle, slug: slug)
            let merges = try await repository.merges()
            #expect(merges.count == 8)
            #expect(Set(merges.map { $0.prefix { $0 != ":" } }) == Set((1...8).map { "Task \($0)" }))
            #expect(try await repository.files().contains("bin/todo"))
            #expect(try await repository.git("fsck", "--strict", "--no-dangling").isEmpty)
            let results = try await waggle.get("/v1/swarms/\(swarm["id"]?.string ?? "")/results").array ?? []
            #expect(results.count == 8)
            for result in results {
                let commit = try #require(result["commit"]?.string)
                // The commit is really on the branch, and the checks really passed.
                _ = try await repository.git("merge-base", "--is-ancestor", commit, repository.branch)
                let checks = result["checks"]?.array ?? []
                #expect(!checks.isEmpty)
                #expect(checks.allSatisfy { $0["exit"] == 0 })
            }
        }

        /// The order of the events of a task says that it waited for what it depends on.
        static func checkOrder(_ waggle: RunningWaggle) async throws {
            let events = try await waggle.events()
            let swarm = try #require(try await waggle.swarm())
            var done: Set<Int64> = []
            let needs = Dictionary(
                uniqueKeysWithValues: try await waggle.tasks(of: swarm).map {
                    ($0["number"]?.integer ?? 0, Set(($0["depends_on"]?.array ?? []).compactMap(\.integer)))
                })
            #expect(needs[7] == [4, 5, 6])
            for event in events {
                guard let number = event["task"]?.integer else { continue }
                if event["type"] == "task.claimed" {
                    #expect(needs[number, default: []].isSubset(of: done), "task \(number) began too early")
                }
                if event["type"] == "task.done" { #expect(done.insert(number).inserted) }
            }
        }

        @Test func `a PRD as a WhatsApp text is planned, approved by its button, and merged`() async throws {
            try await Phone.connected { phone, waggle in
                let text = String(decoding: try Self.prd(), as: UTF8.self)
                #expect(try await phone.say(text) == 200)
                let card = try await phone.awaits("the plan card") { $0.button("Approve") != nil }
                #expect(card.text.contains("8 tasks"))
                #expect(try await waggle.swarm()?["state"] == "awaiting_approval")
                try await phone.send(["button": .string(card.button("Approve") ?? "")])
                try await phone.awaits("the results", within: .seconds(120)) {
                    $0.text.contains("git clone -b waggle/")
                }
                try await Self.checkWork(waggle)
                try await Self.checkOrder(waggle)
            }
        }

        @Test func `a PRD as a WhatsApp document is planned, approved by a yes, and merged`() async throws {
            try await Phone.connected { phone, waggle in
                #expect(try await phone.send(document: try Self.prd(), name: "todo.md") == 200)
                try await phone.awaits("the plan card") { $0.button("Approve") != nil }
                try await phone.say("yes")
                _ = try await waggle.eventually("the swarm's end", within: .seconds(120)) {
                    try await waggle.swarm()?["state"]?.string == "completed" ? true : nil
                }
                try await Self.checkWork(waggle)
            }
        }

        @Test func `a PRD attached to waggle say is planned, approved and merged`() async throws {
            try await RunningWaggle.with { waggle in
                let place = Workplace(folder: waggle.folder)
                let prd = try place.write("todo.md", String(decoding: try Self.prd(), as: UTF8.self))
                let said = try await place.waggle("say", "build this", "--attach", prd, "--wait", "40", "--json")
                #expect(said.code == 0, "\(said.error)")
                #expect(said.json.array?.last?["text"]?.string?.contains("8 tasks") == true)
                #expect(try await place.waggle("say", "yes").output.contains("is running"))
                _ = try await waggle.eventually("the swarm's end", within: .seconds(120)) {
                    try await waggle.swarm()?["state"]?.string == "completed" ? true : nil
                }
                try await Self.checkWork(waggle)
            }
        }
    }
}
