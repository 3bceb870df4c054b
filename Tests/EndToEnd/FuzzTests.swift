import Crypto
import FoundationEssentials
import TestSupport
import Testing
import Threading
import Vocabulary

/// Malformed inputs against a running server: it neither ends nor answers 5xx, and serves others meanwhile.
///
/// `FAULT_ROUNDS` and `FAULT_SEED` set how many inputs and which; `scripts/faults fuzz` sends 100,000.
extension EndToEnd {
    @Suite(.timeLimit(.minutes(240)))
    struct Fuzzing {
        private static func number(_ name: String) -> UInt64? {
            ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
        }

        static let inputs = number("FAULT_ROUNDS").map { Int(clamping: $0) } ?? 5_000
        static let seed = number("FAULT_SEED") ?? .random(in: 0..<1_000_000)
        private static let workers = 4

        /// Where inputs go, and how often.
        private enum Surface: String, CaseIterable {
            case webhook, message, swarm, agent, reading, wire
        }

        /// What a worker needs to reach the server.
        private struct Target: Sendable {
            let port: UInt16
            let token: String
            let agent: String
            let agentToken: String
            let prd: [UInt8]
        }

        @Test func `malformed input never ends the server and is never answered by 5xx`() async throws {
            print("\(Self.inputs) inputs with seed \(Self.seed): FAULT_SEED=\(Self.seed) repeats them")
            try await Phone.connected(agents: 0) { phone, waggle in
                let agent = try await HandAgent("fuzzer", of: waggle)
                let target = Target(
                    port: waggle.port, token: waggle.token, agent: agent.id, agentToken: agent.token,
                    prd: Array(try Journeys.prd().prefix(3_000)))
                let pid = waggle.pid
                let answers = Lock<[String: Int]>([:])
                let problems = Lock<[String]>([])
                let started = ContinuousClock.now
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for worker in 0..<Self.workers {
                        group.addTask {
                            try await RawConnection.script {
                                Self.work(worker, target, answers, problems)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                let counts = answers.withLock { $0 }.sorted { $0.key < $1.key }
                print(
                    "answers in \(ContinuousClock.now - started): \(counts.map { "\($0.key) \($0.value)" }.joined(separator: ", "))"
                )
                #expect(problems.withLock { $0 } == [])
                #expect(counts.map(\.value).reduce(0, +) >= Self.inputs)
                // Still the same process, and all that was queued is worked off.
                #expect(waggle.pid == pid && ProcessTable.usage(of: pid) != nil)
                #expect(!waggle.log.contains("Fatal error"))
                #expect(try await waggle.call("GET", "/readyz").status == 200)
                for conversation in (0..<8).map({ "fuzz-\($0)" }) {
                    let asked = try await waggle.call(
                        "POST", "/v1/messages", ["conversation": .string(conversation), "text": "whoami"])
                    _ = try await waggle.eventually("an answer in \(conversation)", within: .seconds(300)) {
                        try await waggle.get("/v1/conversations/\(conversation)/messages").array?.first {
                            $0["in_reply_to"] == asked.json["id"]
                        }
                    }
                }
                // Replies to the phone are rated and go out for long; that every message was handled is what counts.
                try await phone.say("whoami", id: "wamid.at-the-end")
                var known = -1
                while true {
                    let count = try await waggle.events().count
                    if count == known { break }
                    known = count
                    try await Task.sleep(for: .seconds(2))
                }
                #expect(await waggle.stop() != nil)
                let damage = try await Tools.sql(waggle.databasePath, "PRAGMA integrity_check")
                #expect(damage == ["ok"])
                let waiting = try await Tools.sql(
                    waggle.databasePath, "SELECT id, text FROM message WHERE outgoing = 0 AND state = 0")
                #expect(waiting == [])
            }
        }

        private static func work(
            _ worker: Int, _ target: Target, _ answers: Lock<[String: Int]>, _ problems: Lock<[String]>
        ) {
            var kept: RawConnection?
            for index in stride(from: worker, to: inputs, by: workers) {
                // Each input has a seed of its own, so that one can be repeated alone.
                var malformed = Malformed(random: SeededRandom(seed: seed &* 1_000_003 &+ UInt64(index)))
                let surface = surface(&malformed)
                let bytes = request(surface, &malformed, target)
                do {
                    let connection = try (surface == .wire ? nil : kept) ?? RawConnection(port: target.port)
                    connection.send(bytes)
                    if surface == .wire { connection.shutdownWrite() }
                    let answer = connection.readResponse(within: 60)
                    kept =
                        surface == .wire || connection.hasEnded || answer?["connection"] == "close" ? nil : connection
                    answers.withLock { $0["\(surface) \(answer.map { "\($0.status)" } ?? "cut")", default: 0] += 1 }
                    if let status = answer?.status, status >= 500 {
                        let shown = String(decoding: bytes.prefix(400), as: UTF8.self)
                        problems.withLock { if $0.count < 20 { $0.append("input \(index): \(status) to \(shown)") } }
                    }
                    if answer == nil, surface != .wire {
                        problems.withLock { if $0.count < 20 { $0.append("input \(index) (\(surface)): no answer") } }
                    }
                } catch {
                    kept = nil
                    problems.withLock { if $0.count < 20 { $0.append("input \(index): \(error)") } }
                    return
                }
            }
        }

        private static func surface(_ malformed: inout Malformed) -> Surface {
            switch malformed.random.next(100) {
            case 0..<30: .webhook
            case 30..<55: .message
            case 55..<57: .swarm
            case 57..<80: .agent
            case 80..<88: .reading
            default: .wire
            }
        }

        // MARK: The inputs

        private static func request(_ surface: Surface, _ malformed: inout Malformed, _ target: Target) -> [UInt8] {
            switch surface {
            case .webhook: webhook(&malformed)
            case .message: message(&malformed, target)
            case .swarm: swarm(&malformed, target)
            case .agent: agent(&malformed, target)
            case .reading: reading(&malformed, target)
            case .wire: wire(&malformed, target)
            }
        }

        private static func http(
            _ method: String, _ path: String, _ headers: [String], _ body: [UInt8] = []
        ) -> [UInt8] {
            let lines = ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1", "Content-Length: \(body.count)"] + headers
            return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
        }

        /// Signed, so that the body is looked at.
        private static func webhook(_ malformed: inout Malformed) -> [UInt8] {
            let whole = Messages.body([("wamid.fuzz.\(malformed.random.next(1_000_000))", malformed.sentence())])
            let body = malformed.broken(whole.canonical.utf8)
            let code = HexEncoding.encode(HMACSHA256.code(for: body, key: Array(Phone.appSecret.utf8)))
            return http("POST", "/webhooks/whatsapp", ["X-Hub-Signature-256: sha256=\(code)"], body)
        }

        private static func message(_ malformed: inout Malformed, _ target: Target) -> [UInt8] {
            let whole: JSONValue = [
                "conversation": .string("fuzz-\(malformed.random.next(8))"), "text": .string(malformed.sentence()),
            ]
            var body = Array(whole.canonical.utf8)
            switch malformed.random.next(4) {
            case 0: body = malformed.broken(body)
            case 1:
                let press: JSONValue = [
                    "button": .string(String(decoding: malformed.broken("plan.approve:1:abc".utf8), as: UTF8.self))
                ]
                body = Array(press.canonical.utf8)
            default: break
            }
            return http("POST", "/v1/messages", ["Authorization: Bearer \(target.token)"], body)
        }

        private static func swarm(_ malformed: inout Malformed, _ target: Target) -> [UInt8] {
            let prd = String(decoding: malformed.broken(target.prd), as: UTF8.self)
            let whole: JSONValue = ["prd": .string(prd), "name": .string(malformed.sentence())]
            return http("POST", "/v1/swarms", ["Authorization: Bearer \(target.token)"], Array(whole.canonical.utf8))
        }

        private static let agentCalls: [(String, String)] = [
            ("/v1/claims", #"{"wait_seconds":0,"accepts_work":true,"holding":["1-1"]}"#),
            ("/v1/agents/AGENT/heartbeat", #"{"leases":["1-1","2-3"]}"#),
            ("/v1/leases/1-1/progress", #"{"text":"a line"}"#),
            (
                "/v1/leases/1-1/complete",
                #"{"commit":"0123456789012345678901234567890123456789","bundle":"ab","base_checks":[{"command":"true","exit":1,"seconds":0.1,"output_tail":"x"}],"checks":[],"summary":"s","log_tail":"","sandboxed":true}"#
            ),
            ("/v1/leases/1-1/fail", #"{"class":"attempt","reason":"r","log_tail":"l","retry_after_seconds":5}"#),
            ("/v1/leases/1-1/release", "{}"), ("/v1/leases/1-1/heartbeat", "{}"),
            (
                "/v1/agents/register",
                #"{"name":"fuzzer","process":"1","capabilities":{"executors":["shell"],"processors":2,"memory_mb":1,"tags":{"a":"b"},"sandboxed":true}}"#
            ),
        ]

        private static func agent(_ malformed: inout Malformed, _ target: Target) -> [UInt8] {
            let (path, body) = malformed.pick(agentCalls)
            var spot = path.replacing("AGENT", with: target.agent)
            if malformed.random.next(5) == 0 {
                spot = spot.replacing(
                    "1-1", with: malformed.pick(["0-0", "-1-2", "9223372036854775807-1", "x", "1-", "%00"]))
            }
            return http(
                "POST", spot, ["Authorization: Bearer \(target.agentToken)"], malformed.broken(body.utf8))
        }

        private static func reading(_ malformed: inout Malformed, _ target: Target) -> [UInt8] {
            let path = malformed.pick([
                "/v1/swarms/X", "/v1/swarms?limit=X", "/v1/tasks?swarm=X", "/v1/tasks/X", "/v1/tasks/X/log?limit=X",
                "/v1/agents/X", "/v1/events?follow=false&since=X", "/v1/events?follow=false&swarm=X",
                "/v1/conversations/X/messages?cursor=X&limit=X", "/v1/swarms/X/plan", "/v1/swarms/X/timeline?cursor=X",
                "/v1/audit?limit=X", "/v1/goals?limit=X", "/webhooks/whatsapp?hub.mode=X&hub.challenge=X", "/X",
            ])
            let value = malformed.broken("1%2f..%zz%ff-1".utf8).map { byte in
                (byte > 32 && byte < 127 && byte != UInt8(ascii: "#"))
                    ? String(UnicodeScalar(byte)) : "%" + HexEncoding.encode([byte])
            }.joined()
            return http(
                "GET", path.replacing("X", with: value.prefix(2_000)), ["Authorization: Bearer \(target.token)"])
        }

        private static func wire(_ malformed: inout Malformed, _ target: Target) -> [UInt8] {
            let whole = malformed.pick([
                "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\nCookie: a=b; c=d\r\n\r\n",
                "POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(target.token)\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n2\r\n1}\r\n0\r\n\r\n",
                "POST /webhooks/whatsapp HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Hub-Signature-256: sha256=00\r\nContent-Length: 2\r\n\r\n{}",
                "GET /v1/swarms?limit=5 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(target.token)\r\nConnection: close\r\n\r\n",
                "HEAD /livez HTTP/1.0\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\n\r\n",
            ])
            return malformed.broken(whole.utf8)
        }
    }
}
