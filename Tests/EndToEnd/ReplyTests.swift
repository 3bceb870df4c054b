import FoundationEssentials
import TestSupport
import Testing
import Vocabulary

/// Replies whose sending has an unknown outcome, and the judge of the kill rounds itself.
extension EndToEnd {
    @Suite(.timeLimit(.minutes(2)))
    struct Replies {
        private static func outbound(_ waggle: RunningWaggle) async throws -> [[String]] {
            try await Tools.sql(waggle.databasePath, "SELECT state, attempts, resent FROM outbound ORDER BY id")
                .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
        }

        @Test func `a reply of unknown outcome is sent once more, marked, and never again`() async throws {
            try await Phone.connected(agents: 0) { phone, waggle in
                try await phone.control("fail", ["times": 2, "cut": "after"])
                try await phone.say("whoami")
                try await phone.awaits("the reply") { $0.text.contains("whatsapp 16505551234") }
                _ = await waggle.stop()
                #expect(try await Self.outbound(waggle).map { $0[0] } == ["unknown"])
                for round in 1...3 {
                    try await Tools.sql(waggle.databasePath, Self.waitIsOver)
                    try await waggle.start()
                    if round == 1 { try await phone.awaits("the repetition") { $0.text.contains("(sent again)") } }
                    // Something that is sent after what is due.
                    try await phone.say("help \(round)", id: "wamid.help.\(round)")
                    try await phone.awaits("reply \(round)") { !$0.text.contains("16505551234") }
                    _ = await waggle.stop()
                }
                let shown = try await phone.shown().map(\.text).filter { $0.contains("whatsapp 16505551234") }
                #expect(shown.count == 2)
                #expect(shown.filter { $0.contains("(sent again)") }.count == 1)
                #expect(try await Self.outbound(waggle).first == ["unknown", "2", "1"])
            }
        }

        /// As if the wait for a status report were over, for what has one.
        static let waitIsOver = """
            UPDATE outbound SET not_before = 0
            WHERE state = 'unknown' AND not_before < (strftime('%s', 'now') + 86400) * 1000 RETURNING id
            """

        @Test func `a status report settles a reply of unknown outcome, and it is not sent again`() async throws {
            try await Phone.connected(agents: 0) { phone, waggle in
                try await phone.control("auto", ["statuses": ["delivered"]])
                try await phone.control("fail", ["times": 1, "cut": "after"])
                try await phone.say("whoami")
                let reply = try await phone.awaits("the reply") { $0.text.contains("whatsapp 16505551234") }
                try await phone.control("status", ["id": .string(reply.id), "status": "read"])
                _ = await waggle.stop()
                try await Tools.sql(waggle.databasePath, "UPDATE outbound SET not_before = 0")
                try await waggle.start()
                try await phone.say("help")
                try await phone.awaits("a later reply") { !$0.text.contains("16505551234") }
                _ = await waggle.stop()
                let shown = try await phone.shown().map(\.text)
                #expect(shown.count { $0.contains("16505551234") } == 1)
            }
        }

        @Test func `a send that a kill cut short is of unknown outcome, not sent twice at once`() async throws {
            try await Phone.connected(agents: 0) { phone, waggle in
                try await phone.control("fail", ["times": 1, "hang": 20])
                try await phone.say("whoami")
                _ = try await waggle.eventually("the send") {
                    let record = FileManager.default.contents(atPath: phone.record).map {
                        String(decoding: $0, as: UTF8.self)
                    }
                    return record?.contains("\"hung\"") == true ? true : nil
                }
                await waggle.kill()
                try await waggle.start()
                try await phone.say("help")
                try await phone.awaits("a later reply") { _ in true }
                _ = await waggle.stop()
                #expect(try await Self.outbound(waggle).first?[0] == "unknown")
                let shown = try await phone.shown().map(\.text)
                #expect(shown.count { $0.contains("16505551234") } == 0)
            }
        }

        // MARK: The judge

        /// One job is run, then its traces are falsified in one way at a time: the judge has to notice each.
        @Test func `the checker of the kill rounds notices what is wrong`() async throws {
            try await Phone.connected { phone, waggle in
                try await phone.send(["text": .string(String(decoding: try Journeys.prd(), as: UTF8.self))])
                try await phone.awaits("the plan card") { $0.button("Approve") != nil }
                try await phone.say("yes")
                try await phone.awaits("the results", within: .seconds(120)) {
                    $0.text.contains("git clone -b waggle/")
                }
                _ = await waggle.stop()
                func judge(_ database: String, _ record: String) async -> String {
                    do {
                        return try await Tools.run(
                            "/usr/bin/env", "python3", Kills.checkerPath, "--database", database, "--record", record,
                            "--repositories", waggle.repositories)
                    } catch { return "\(error)" }
                }
                let honest = await judge(waggle.databasePath, phone.record)
                #expect(honest.contains("\"problems\": []"), "\(honest)")
                let copy = waggle.folder + "/copy.db"
                for (falsified, noticed) in [
                    (
                        "INSERT INTO report SELECT task, epoch + 1, phase, verdict, digest, body, at, agent FROM report WHERE phase = 1 AND task = 3",
                        "task 3 has 2 accepted results"
                    ),
                    (
                        "INSERT INTO merge_attempt SELECT NULL, swarm, task, branch, old, new, state, at FROM merge_attempt WHERE task = 5",
                        "task 5 has 2 merges"
                    ),
                    ("UPDATE task SET state = 'review' WHERE number = 8", "task 8 is review"),
                    ("UPDATE task SET started_at = 0 WHERE number = 7", "task 7 began before task 4 was done"),
                    (
                        """
                        INSERT INTO event_page SELECT (SELECT MAX(last) + 1 FROM event_page), last, kept, at, lines
                        FROM event_page WHERE lines LIKE '%swarm.approved%'
                        """,
                        "swarm.approved happened 2 times"
                    ),
                    ("UPDATE swarm SET head = '0'", "the database says 0"),
                    ("UPDATE message SET state = 0 WHERE outgoing = 0", "messages were never handled"),
                    ("UPDATE outbound SET attempts = 3", "was tried 3 times"),
                ] {
                    try? FileManager.default.removeItem(atPath: copy)
                    try FileManager.default.copyItem(atPath: waggle.databasePath, toPath: copy)
                    try await Tools.sql(copy, falsified)
                    #expect(await judge(copy, phone.record).contains(noticed), "\(noticed)")
                }
                // A reply that went out twice under one name, without saying so.
                let record = waggle.folder + "/calls.jsonl"
                let calls = FileManager.default.contents(atPath: phone.record) ?? Data()
                let accepted = String(decoding: calls, as: UTF8.self).split(separator: "\n").first {
                    $0.contains("\"accepted\"")
                }
                try (calls + Data((accepted ?? "").utf8)).write(to: URL(filePath: record))
                #expect(await judge(waggle.databasePath, record).contains("a second time without saying so"))
            }
        }
    }
}
