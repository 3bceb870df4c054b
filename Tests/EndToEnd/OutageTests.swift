import FoundationEssentials
import Glibc
import HTTPClient
import Subprocess
import TestSupport
import Testing
import Threading
import Vocabulary

/// The database goes away under load and comes back: nothing lost, nothing twice, and the report says what happened.
extension EndToEnd {
    @Suite(.timeLimit(.minutes(10)))
    struct Outages {
        /// Two tasks that are under way when the disk is full, and two after them.
        private static let prd = """
            # Clock

            ## Tasks

            ### 1. First
            ```sh run
            sleep 4; echo one > one.txt
            ```
            ```sh check
            test -s one.txt
            ```

            ### 2. Second
            ```sh run
            sleep 4; echo two > two.txt
            ```
            ```sh check
            test -s two.txt
            ```

            ### 3. Third (after 1)
            ```sh run
            echo three > three.txt
            ```
            ```sh check
            test -s three.txt
            ```

            ### 4. Fourth (after 2)
            ```sh run
            echo four > four.txt
            ```
            ```sh check
            test -s four.txt
            ```
            """

        private func isDegraded(_ waggle: RunningWaggle) async throws -> JSONValue? {
            let answer = try await waggle.call("GET", "/readyz", token: "")
            return answer.status == 503 ? answer.json : nil
        }

        private func claims(_ waggle: RunningWaggle) async throws -> Int {
            try await waggle.events().count { $0["type"] == "task.claimed" }
        }

        /// Finished results on the agents' disks.
        private func spooled(_ waggle: RunningWaggle) -> Int {
            let agents = (try? FileManager.default.contentsOfDirectory(atPath: waggle.dataFolder + "/agents")) ?? []
            return agents.reduce(0) { count, name in
                let spool = "\(waggle.dataFolder)/agents/\(name)/spool"
                let entries = (try? FileManager.default.contentsOfDirectory(atPath: spool)) ?? []
                return count + entries.count { !$0.hasPrefix(".") }
            }
        }

        /// Sends short messages, each until it is taken, as a provider does; gives how often it was told to come again.
        private func flood(_ phone: Phone, _ isOver: @escaping @Sendable () -> Bool) async throws -> (Int, refused: Int)
        {
            var (number, refused) = (0, 0)
            while !isOver() {
                number += 1
                while case let status = try await phone.say("help", id: "wamid.flood-\(number)"), status != 200 {
                    guard status == 503 else { throw RunningWaggle.Failure("a webhook was answered \(status)") }
                    refused += 1
                    try await Task.sleep(for: .milliseconds(100))
                }
                // The provider takes few answers a minute for one person, and the report has to come through.
                try await Task.sleep(for: .milliseconds(400))
            }
            return (number, refused)
        }

        private func shared(_ body: (RunningWaggle, Phone, SmallDisk) async throws -> Void) async throws {
            let folder = "/tmp/waggle-disk-\(UInt64.random(in: 0 ... .max))"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let disk = try await SmallDisk(at: folder, megabytes: 12)
            try await Phone.with { phone in
                let configuration = RunningWaggle.Configuration(
                    agents: 2, settings: phone.settings.merging(["WAGGLE_LEASE_SECONDS": "6"]) { $1 },
                    arguments: ["--database", "sqlite:\(folder)/waggle.db"], launcher: disk.launcher)
                try await RunningWaggle.with(configuration) { waggle in
                    try await phone.control("target", ["url": .string(waggle.url + "/webhooks/whatsapp")])
                    try await body(waggle, phone, disk)
                }
            }
        }

        @Test func `a full disk under webhooks and agents loses nothing, repeats nothing, and is reported exactly`()
            async throws
        {
            try await shared { waggle, phone, disk in
                try await phone.sendForSure(["text": .string(Self.prd), "id": "wamid.prd"])
                _ = try await waggle.eventually("a plan") {
                    try await waggle.swarm()?["state"] == "awaiting_approval" ? true : nil
                }
                try await phone.sendForSure(["text": "approve the plan", "id": "wamid.approve"])
                _ = try await waggle.eventually("two tasks under way") {
                    try await claims(waggle) == 2 ? true : nil
                }
                let isOver = Lock(false)
                let flood = Task { try await self.flood(phone) { isOver.withLock(\.self) } }
                defer { flood.cancel() }

                try disk.fill()
                let degraded = try await waggle.eventually("the outage", within: .seconds(30)) {
                    try await isDegraded(waggle)
                }
                #expect(degraded["status"] == "degraded" && degraded["reason"] == "full", "\(degraded.canonical)")
                #expect(degraded["since"]?.string != nil && degraded["as_of"]?.string != nil)
                try await answersWhileAway(waggle)
                _ = try await waggle.eventually("both results on the agents' disks", within: .seconds(30)) {
                    spooled(waggle) == 2 ? true : nil
                }
                // Longer than the lease: heartbeats are answered, nothing is revoked, nothing handed out.
                try await Task.sleep(for: .seconds(8))
                #expect(try await isDegraded(waggle) != nil)
                #expect(spooled(waggle) == 2)
                #expect(waggle.log.contains("the control plane's database is away: results stay here"))

                disk.free()
                _ = try await waggle.eventually("the return", within: .seconds(30)) {
                    try await isDegraded(waggle) == nil ? true : nil
                }
                let report = try await waggle.eventually("the report", within: .seconds(60)) {
                    try await waggle.events().first { $0["type"] == "store.reconciled" }
                }
                isOver.withLock { $0 = true }
                let (sent, refused) = try await flood.value
                #expect(refused > 0)
                let data = try #require(report["data"])
                #expect(
                    data["accepted"] == 2 && data["replayed"] == 0 && data["stale"] == 0 && data["salvaged"] == 0
                        && data["held"] == 0, "\(data.canonical)")
                try await phone.awaits("the report in the chat") {
                    $0.text.contains("database was away") && $0.text.contains("2 results")
                        && $0.text.contains("2 accepted")
                }
                _ = try await waggle.eventually("the swarm's end", within: .seconds(120)) {
                    try await waggle.swarm()?["state"] == "completed" ? true : nil
                }
                try await judge(waggle, phone, disk, sent: sent)
            }
        }

        /// What is answered while nothing can be written.
        private func answersWhileAway(_ waggle: RunningWaggle) async throws {
            let place = Workplace(folder: waggle.folder)
            let said = try await place.waggle("say", "status")
            #expect(said.code == 7)
            #expect(said.error.contains("As of") && said.error.contains("0 of 4 tasks done"), "\(said.error)")
            let doctor = try await place.waggle("doctor")
            #expect(doctor.code == 7 && doctor.output.contains("the disk is full"), "\(doctor.output)")
            let metrics = try await waggle.call("GET", "/metrics").text
            #expect(metrics.contains("waggle_database_state{state=\"degraded\"} 1"))
            // Reading still works, and changing is refused with the time to come again.
            #expect(try await waggle.swarm()?["state"] == "running")
            let pause = try await waggle.call("POST", "/v1/swarms/1/pause", [:])
            #expect(pause.status == 503 && pause.headers["retry-after"] != nil)
        }

        /// One effect and one answer a message, one accepted result and one merge a task.
        private func judge(_ waggle: RunningWaggle, _ phone: Phone, _ disk: SmallDisk, sent: Int) async throws {
            let copy = waggle.folder + "/copy.db"
            var known = -1
            while case let count = try await phone.shown().count, count != known {
                known = count
                try await Task.sleep(for: .seconds(2))
            }
            #expect(await waggle.stop() == .exited(0))
            try FileManager.default.copyItem(atPath: disk.outside + "/waggle.db", toPath: copy)
            let taken = try await Tools.sql(
                copy,
                "SELECT COUNT(*), COUNT(DISTINCT provider_key) FROM message WHERE provider_key LIKE 'wamid.flood-%'")
            #expect(taken == ["\(sent)\t\(sent)"], "each message that was answered 200 is there, once")
            // The checks before landing run again where the branch moved meanwhile.
            let reports = try await Tools.sql(
                copy,
                "SELECT task, phase, COUNT(*) FROM report WHERE verdict = 'accepted' AND phase < 4 GROUP BY task, phase"
            )
            #expect(reports.allSatisfy { $0.hasSuffix("\t1") }, "\(reports)")
            let said = try await Tools.run(
                "/usr/bin/env", "python3", Kills.checkerPath, "--database", copy, "--record", phone.record,
                "--repositories", waggle.repositories, "--tasks", "4")
            print("full disk: \(sent) messages, \(said)")
        }

        @Test func `a disk that refuses every longer write is an outage too, and passes`() async throws {
            try await RunningWaggle.with(
                .init(agents: 0, launcher: ["/bin/sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"])
            ) {
                waggle in
                // What is written from now on may not make any file longer: every write of the log fails with EFBIG.
                try await Tools.run("/usr/bin/prlimit", "--pid", "\(waggle.pid)", "--fsize=4096:unlimited")
                let refused = try await waggle.call("POST", "/v1/messages", ["conversation": "main", "text": "help"])
                #expect(refused.status == 503)
                let degraded = try await waggle.eventually("the outage") { try await isDegraded(waggle) }
                #expect(degraded["reason"] == "io_error", "\(degraded.canonical)")
                try await Tools.run("/usr/bin/prlimit", "--pid", "\(waggle.pid)", "--fsize=unlimited:unlimited")
                _ = try await waggle.eventually("the return") { try await isDegraded(waggle) == nil ? true : nil }
                let taken = try await waggle.call("POST", "/v1/messages", ["conversation": "main", "text": "help"])
                #expect(taken.status == 202)
                _ = try await waggle.eventually("the answer") {
                    let messages = try await waggle.get("/v1/conversations/main/messages").array ?? []
                    return messages.count { $0["direction"] == "out" } == 1 ? true : nil
                }
            }
        }
    }
}
