import FoundationEssentials
import Glibc
import Subprocess
import TestSupport
import Testing
import Threading
import Vocabulary

/// `kill -9` of the control plane or of an agent at any moment of a job that came over WhatsApp.
///
/// `FAULT_ROUNDS` and `FAULT_SEED` set how many rounds and which moments; `scripts/faults kill` sets them.
extension EndToEnd {
    @Suite(.timeLimit(.minutes(240)))
    struct Kills {
        private static func number(_ name: String) -> UInt64? {
            ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
        }

        static let rounds = number("FAULT_ROUNDS").map { Int(clamping: $0) } ?? 5
        static let seed = number("FAULT_SEED") ?? .random(in: 0..<1_000_000)

        @Test func `killed at any moment and started again, the job ends with one result and one merge a task`()
            async throws
        {
            print("\(Self.rounds) rounds with seed \(Self.seed): FAULT_SEED=\(Self.seed) repeats them")
            for round in 0..<Self.rounds {
                var random = SeededRandom(seed: Self.seed &+ UInt64(round))
                let started = ContinuousClock.now
                let facts = try await Self.round(&random)
                print("round \(round + 1): \(facts) in \(ContinuousClock.now - started)")
            }
            let times = Self.starts.withLock { $0.sorted() }
            guard let slowest = times.last else { return }
            print("ready after \(times[times.count / 2]) (median), \(slowest) at most, of \(times.count) starts")
            #expect(times[times.count / 2] < .seconds(1))
        }

        /// How long the control plane took to be ready again after each kill.
        private static let starts = Lock<[Duration]>([])

        private static func restart(_ waggle: RunningWaggle) async throws {
            let begun = ContinuousClock.now
            try await waggle.start()
            let duration = ContinuousClock.now - begun
            starts.withLock { $0.append(duration) }
        }

        /// One job with two to five kills.
        private static func round(_ random: inout SeededRandom) async throws -> String {
            let kills = (0..<(2 + random.next(4))).map { number in
                // Of the control plane, of an agent, or of both; at any moment of what takes about ten seconds. A third
                // agent that dies of the same task would fail it, as it should.
                (after: 50 + random.next(4_000), target: number < 2 ? random.next(4) : 0)
            }
            return try await Phone.connected { phone, waggle in
                try await phone.control("auto", ["statuses": ["sent", "delivered"]])
                // Slow sends, so that kills hit some of them half-way.
                try await phone.control("fail", ["times": 10_000, "delay": .number(0.3)])
                let person = Task { try await Self.person(phone, waggle) }
                defer { person.cancel() }
                for kill in kills {
                    try await Task.sleep(for: .milliseconds(kill.after))
                    if kill.target != 0 { Self.killAgent(waggle, index: kill.after) }
                    if kill.target != 1 {
                        await waggle.kill()
                        // Local agents end with their supervisor, so that no two of a name ever work.
                        _ = try await waggle.eventually("the end of the agents", within: .seconds(10)) {
                            ProcessTable.running(waggle.dataFolder).isEmpty ? true : nil
                        }
                        try await Self.restart(waggle)
                    }
                }
                try await person.value
                _ = try await waggle.eventually("the swarm's end", within: .seconds(150)) {
                    let state = try await waggle.swarm()?["state"]?.string
                    if let task = try await waggle.tasks(of: ["id": "1"]).first(where: { $0["state"] == "failed" }) {
                        throw RunningWaggle.Failure("a task failed: \(task.canonical)")
                    }
                    return state == "completed" ? true : nil
                }
                try await Self.settle(phone, waggle)
                let audit = try await Workplace(folder: waggle.folder).waggle("audit", "verify")
                #expect(audit.code == 0, "the chain of audit records: \(audit.error)")
                #expect(await waggle.stop() == .exited(0))
                try await Self.repeatUnknown(phone, waggle)
                let said = try await Tools.run(
                    "/usr/bin/env", "python3", checkerPath, "--database", waggle.databasePath, "--record",
                    phone.record, "--repositories", waggle.repositories)
                return "\(kills.count) kills, \(said.trimmed)"
            }
        }

        /// What the person does: sends the PRD, and approves the plan once there is one; each message is sent again until
        /// it was taken, as the provider does.
        private static func person(_ phone: Phone, _ waggle: RunningWaggle) async throws {
            try await phone.sendForSure([
                "text": .string(String(decoding: try Journeys.prd(), as: UTF8.self)), "id": "wamid.prd",
            ])
            let ends = ContinuousClock.now + .seconds(60)
            while ContinuousClock.now < ends {
                // The card may have been sent and its answer lost; the state says when there is something to approve.
                if let swarm = try? await waggle.swarm(), swarm["state"] == "awaiting_approval" { break }
                try await Task.sleep(for: .milliseconds(50))
            }
            try await phone.sendForSure(["text": "approve the plan", "id": "wamid.approve"])
            try await phone.sendForSure(["text": "status", "id": "wamid.status"])
        }

        private static func killAgent(_ waggle: RunningWaggle, index: Int) {
            let agents = waggle.agents
            guard !agents.isEmpty else { return }
            kill(agents[index % agents.count].pid, SIGKILL)
        }

        /// As if the wait for status reports were over: what is still of unknown outcome goes out once more.
        private static func repeatUnknown(_ phone: Phone, _ waggle: RunningWaggle) async throws {
            let due = try await Tools.sql(waggle.databasePath, Replies.waitIsOver)
            guard !due.isEmpty else { return }
            try await waggle.start()
            try await Self.settle(phone, waggle)
            #expect(await waggle.stop() == .exited(0))
        }

        /// Waits until nothing is left to be said, apart from what waits for a report that may never come.
        private static func settle(_ phone: Phone, _ waggle: RunningWaggle) async throws {
            var known = -1
            while true {
                let count = try await phone.shown().count
                if count == known { return }
                known = count
                try await Task.sleep(for: .seconds(2))
            }
        }

        static let checkerPath =
            "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Support/job_checker.py"
    }
}

extension String {
    fileprivate var trimmed: String { String(split(separator: "\n").joined(separator: " ")) }
}
