import TestSupport
import Testing
import Vocabulary

/// Stop now means now.
extension EndToEnd {
    @Suite(.timeLimit(.minutes(2)))
    struct Stopping {
        /// Six tasks side by side that would take for ever, each with processes that ignore the polite signals.
        private static func prd(_ mark: Int) -> String {
            "# PRD: Endless\n\nTasks that never end.\n\n## Tasks\n\n"
                + (1...6).map { number in
                    """
                    ### \(number). Wait, number \(number)

                    ```sh run
                    trap '' TERM INT HUP
                    printf 'x\\n' > file\(number).txt
                    setsid sleep \(mark).\(number) &
                    (trap '' TERM INT HUP; while :; do sleep \(mark); done) &
                    sleep \(mark)
                    ```

                    ```sh check
                    test -e file\(number).txt
                    ```

                    """
                }.joined(separator: "\n")
        }

        @Test func `stop everything now: nothing new within a second, no process after ten, late results set aside`()
            async throws
        {
            try await Phone.connected(agents: 3) { phone, waggle in
                let mark = Int.random(in: 100_000...999_999)
                try await phone.say(Self.prd(mark))
                let card = try await phone.awaits("the plan card") { $0.button("Approve") != nil }
                try await phone.send(["button": .string(card.button("Approve") ?? "")])
                try await phone.awaits("the start") { $0.text.contains("running") }
                // Two agents is what a swarm gets unasked.
                try await phone.say("give it 3 agents")
                let question = try await phone.awaits("the question") { $0.button("Yes") != nil }
                try await phone.send(["button": .string(question.button("Yes") ?? "")])
                let name = try #require(try await waggle.swarm()?["id"]?.string)
                _ = try await waggle.eventually("three busy agents") {
                    ProcessTable.running("\(mark).").count == 3 ? true : nil
                }
                let leases = try await Self.claims(waggle)
                #expect(leases.count == 3)

                let said = ContinuousClock.now
                try await phone.say("stop everything now")
                try await phone.awaits("the answer") { $0.text.contains("stopped") }
                print("“stop everything now” answered after \(ContinuousClock.now - said)")
                let claims = try await Self.claims(waggle).count
                // All processes that any task started, also those that left their session.
                _ = try await waggle.eventually("the end of all processes", within: .seconds(10)) {
                    ProcessTable.running("\(mark)").isEmpty ? true : nil
                }
                let gone = ContinuousClock.now - said
                print("no process was left after \(gone)")
                #expect(gone < .seconds(10))
                // Well over the second in which nothing new may start.
                try await Task.sleep(for: .seconds(3))
                #expect(try await Self.claims(waggle).count == claims)
                #expect(claims == 3)
                #expect(ProcessTable.running("\(mark)").isEmpty)
                let tasks = try await waggle.tasks(of: ["id": .string(name)])
                #expect(tasks.allSatisfy { $0["state"] == "ready" })
                #expect(tasks.allSatisfy { $0["attempt"] == 0 }, "a stop costs no attempt")
            }
        }

        private static func claims(_ waggle: RunningWaggle) async throws -> [JSONValue] {
            try await waggle.events().filter { $0["type"] == "task.claimed" }
        }
    }
}
