import FoundationEssentials
import Glibc
import HTTPClient
import TestSupport
import Testing
import Vocabulary

/// What somebody tries who should not.
extension EndToEnd {
    @Suite(.timeLimit(.minutes(2)))
    struct Attacks {
        /// A PRD whose two tasks wait for each other's files, so that both are there to be claimed.
        static let pair = """
            # PRD: Pair

            ## Tasks

            ### 1. First

            ```sh run
            echo 1 > one.txt
            ```

            ```sh check
            test -e one.txt
            ```

            ### 2. Second

            ```sh run
            echo 2 > two.txt
            ```

            ```sh check
            test -e two.txt
            ```
            """

        private static func running(_ waggle: RunningWaggle) async throws -> String {
            let made = try await waggle.call("POST", "/v1/swarms", ["prd": .string(pair), "name": "pair"])
            let id = try #require(made.json["id"]?.string)
            _ = try await waggle.eventually("the plan") {
                try await waggle.get("/v1/swarms/\(id)")["state"] == "awaiting_approval" ? true : nil
            }
            #expect(try await waggle.call("POST", "/v1/swarms/\(id)/approve", [:]).status == 200)
            return id
        }

        // MARK: Tokens

        @Test func `each kind of token opens its own doors alone`() async throws {
            try await RunningWaggle.with(RunningWaggle.Configuration(agents: 0)) { waggle in
                let agent = try await HandAgent("stork", of: waggle)
                let people = [
                    ("GET", "/v1/swarms"), ("POST", "/v1/swarms"), ("GET", "/v1/agents"), ("GET", "/v1/events"),
                    ("POST", "/v1/messages"), ("GET", "/v1/audit"), ("GET", "/v1/people"), ("POST", "/v1/people"),
                    ("POST", "/v1/tokens"), ("GET", "/v1/tokens"), ("GET", "/v1/me"), ("GET", "/v1/goals"),
                    ("POST", "/v1/agents/stork/drain"),
                ]
                let agents = [
                    ("POST", "/v1/claims"), ("POST", "/v1/agents/\(agent.id)/heartbeat"),
                    ("GET", "/v1/agents/\(agent.id)/commands"), ("PUT", "/v1/leases/1-1/bundle"),
                    ("POST", "/v1/leases/1-1/complete"), ("POST", "/v1/leases/1-1/fail"),
                    ("POST", "/v1/leases/1-1/release"), ("POST", "/v1/leases/1-1/progress"),
                    ("POST", "/v1/leases/1-1/completions"), ("POST", "/v1/agents/register"),
                ]
                let join = try await waggle.call("POST", "/v1/tokens", ["kind": "agent"]).json["token"]?.string ?? ""
                let code = try await waggle.call("POST", "/v1/tokens", ["kind": "page"]).json["token"]?.string ?? ""
                for (method, path) in people {
                    for token in [
                        "", "nonsense", agent.token, join, code, waggle.token + "0", String(waggle.token.dropLast()),
                    ] {
                        let answer = try await waggle.call(method, path, method == "GET" ? nil : [:], token: token)
                        // An empty token is none at all.
                        #expect(answer.status == 401, "\(method) \(path) answered \(answer.status)")
                    }
                }
                for (method, path) in agents {
                    let others = path == "/v1/agents/register" ? [code, waggle.token] : [code, waggle.token, join]
                    for token in others {
                        let answer = try await waggle.call(method, path, method == "GET" ? nil : [:], token: token)
                        #expect([400, 401].contains(answer.status), "\(method) \(path) answered \(answer.status)")
                    }
                }
                // A session of the page changes nothing without the page's own header.
                let signedIn = try await waggle.call("POST", "/v1/sessions", ["code": .string(code)], token: "")
                #expect(signedIn.status == 204)
                let cookie = signedIn.headers["set-cookie"].map { String($0.prefix { $0 != ";" }) } ?? ""
                #expect(signedIn.headers["set-cookie"]?.contains("HttpOnly; SameSite=Strict") == true)
                let plain = try await waggle.call(
                    "POST", "/v1/messages", ["text": "status"], token: "", headers: [("cookie", cookie)])
                #expect(plain.status == 403)
                let fromPage = try await waggle.call(
                    "POST", "/v1/messages", ["text": "status"], token: "",
                    headers: [("cookie", cookie), ("x-waggle-page", "1")])
                #expect(fromPage.status == 202)
                #expect(try await waggle.call("POST", "/v1/sessions", ["code": .string(code)], token: "").status == 401)
                // Signed out is signed out, also for somebody who kept the cookie.
                let out = try await waggle.call(
                    "DELETE", "/v1/sessions", token: "", headers: [("cookie", cookie), ("x-waggle-page", "1")])
                #expect(out.status == 204)
                #expect(try await waggle.call("GET", "/v1/me", token: "", headers: [("cookie", cookie)]).status == 401)
            }
        }

        @Test func `a viewer sees and changes nothing`() async throws {
            try await RunningWaggle.with(RunningWaggle.Configuration(agents: 0)) { waggle in
                let id = try await Self.running(waggle)
                let made = try await waggle.call("POST", "/v1/people", ["name": "Vera", "role": "viewer"])
                #expect(made.status == 201)
                let token =
                    try await waggle.call("POST", "/v1/tokens", ["kind": "person", "person": "Vera"]).json["token"]?
                    .string ?? ""
                #expect(try await waggle.call("GET", "/v1/swarms", token: token).status == 200)
                let tasks = try await waggle.tasks(of: ["id": .string(id)])
                let task = try #require(tasks.first?["id"]?.string)
                let agent = try await HandAgent("stork", of: waggle)
                var forbidden: [(String, String, JSONValue?)] = [
                    ("POST", "/v1/swarms/\(id)/scale", ["agents": 9]), ("POST", "/v1/swarms", ["prd": "# x"]),
                    ("POST", "/v1/agents/\(agent.id)/messages", ["text": "x"]),
                    ("POST", "/v1/people", ["name": "Eve", "role": "admin"]), ("GET", "/v1/people", nil),
                    ("POST", "/v1/tokens", ["kind": "person", "person": "owner"]), ("GET", "/v1/tokens", nil),
                    ("GET", "/v1/audit", nil), ("DELETE", "/v1/tokens/1", nil), ("POST", "/v1/goals", ["text": "x"]),
                    ("POST", "/v1/messages", ["text": "status", "sender": "owner"]),
                ]
                for action in ["pause", "resume", "cancel", "approve"] {
                    forbidden.append(("POST", "/v1/swarms/\(id)/\(action)", [:]))
                }
                for action in ["retry", "cancel", "approve", "reject", "assign"] {
                    forbidden.append(("POST", "/v1/tasks/\(task)/\(action)", [:]))
                }
                for action in ["drain", "resume", "remove"] {
                    forbidden.append(("POST", "/v1/agents/\(agent.id)/\(action)", [:]))
                }
                for (method, path, body) in forbidden {
                    let answer = try await waggle.call(method, path, body, token: token)
                    #expect(answer.status == 403, "\(method) \(path) answered \(answer.status) \(answer.text)")
                }
                let before = try await waggle.events().filter { $0["type"]?.string?.hasPrefix("message") == false }
                for text in [
                    "stop everything now", "pause pair", "cancel pair", "yes", "give pair 9 agents", "cap pair at $100",
                    "remove stork", "give me a join token for a new machine", "retry the failed ones", "undo",
                    "new swarm called evil: do harm", "who did what today?", "rename pair to evil", "goal: do harm",
                ] {
                    let sent = try await waggle.call("POST", "/v1/messages", ["text": .string(text)], token: token)
                    #expect(sent.status == 202)
                }
                let answers = try await waggle.eventually("all answers") {
                    let messages =
                        try await waggle.call("GET", "/v1/conversations/main/messages", token: token).json.array ?? []
                    let answers = messages.filter { $0["direction"] == "out" }
                    return answers.count >= 14 ? answers : nil
                }
                for answer in answers {
                    let text = answer["text"]?.string ?? ""
                    #expect(!text.contains("wg_"), "a secret was shown")
                }
                let after = try await waggle.events().filter { $0["type"]?.string?.hasPrefix("message") == false }
                #expect(after.count == before.count, "\(after.dropFirst(before.count))")
                #expect(try await waggle.swarm("pair")?["paused"] == false)
                // Nobody reads another one's conversation by its name.
                let owners = try await waggle.call("POST", "/v1/messages", ["text": "whoami", "conversation": "mine"])
                #expect(owners.status == 202)
                for name in ["mine", "1/mine", "..%2F1%2Fmine", "%2e%2e/mine"] {
                    let read = try await waggle.call("GET", "/v1/conversations/\(name)/messages", token: token)
                    #expect(read.status != 200 || read.json.array?.isEmpty == true, "\(name): \(read.text)")
                }
            }
        }

        // MARK: Leases

        @Test func `an agent reaches the lease of another in no way`() async throws {
            try await RunningWaggle.with(
                RunningWaggle.Configuration(agents: 0, settings: ["WAGGLE_LEASE_SECONDS": "30"])
            ) {
                waggle in
                _ = try await Self.running(waggle)
                let (owner, thief) = (
                    try await HandAgent("owner", of: waggle), try await HandAgent("thief", of: waggle)
                )
                let offer = try await owner.claim()
                let lease = try #require(offer["lease"]?.string)
                let good = try await owner.bundle(for: offer, file: "good.txt")
                let evil = try await thief.bundle(for: offer, file: "evil.txt")
                let early = try await owner.complete(lease, good.tip, good.digest)
                #expect(early.status == 503 && early.text.contains("PUT /v1/leases/\(lease)/bundle"), "\(early.text)")
                #expect(try await owner.upload(good.bytes, for: lease) == 204)
                #expect(try await thief.upload(evil.bytes, for: lease) == 404)
                #expect(try await thief.complete(lease, evil.tip, evil.digest).status == 410)
                #expect(try await thief.complete(lease, good.tip, good.digest).status == 410)
                let failure: JSONValue = ["class": "permanent", "reason": "stolen", "log_tail": ""]
                #expect(try await thief.call("POST", "/v1/leases/\(lease)/fail", failure).status == 410)
                #expect(try await thief.call("POST", "/v1/leases/\(lease)/release", [:]).status == 410)
                _ = try await thief.call("POST", "/v1/leases/\(lease)/progress", ["text": "stolen"])
                let beat = try await thief.call(
                    "POST", "/v1/agents/\(thief.id)/heartbeat", ["leases": [.string(lease)]])
                #expect(beat.json["stop"] == [.string(lease)], "a beat of another one's lease does not count")
                #expect(try await thief.call("POST", "/v1/agents/\(owner.id)/heartbeat", ["leases": []]).status == 403)
                let long = String(repeating: "9", count: 30)
                for wrong in ["0-0", "-1--1", "1", "x", "..%2f..", "\(long)-1", "1-\(long)", "%00"] {
                    let answer = try await thief.complete(wrong, evil.tip, evil.digest)
                    #expect([400, 404, 410].contains(answer.status), "\(wrong): \(answer.status)")
                    #expect([400, 404, 410].contains(try await thief.upload(evil.bytes, for: wrong)), "\(wrong)")
                }
                // The owner is not disturbed.
                #expect(try await owner.complete(lease, good.tip, good.digest).status == 200)
                #expect(try await owner.complete(lease, good.tip, good.digest).json["verdict"] == "replayed")
                #expect(try await owner.complete(lease, evil.tip, evil.digest).status == 409)
                let tasks = try await waggle.tasks(of: try #require(try await waggle.swarm()))
                #expect(tasks.map { $0["state"] } == ["review", "ready"])
                let log = try await waggle.get("/v1/tasks/\(tasks[0]["id"]?.string ?? "")/log").canonical
                #expect(!log.contains("stolen"))
            }
        }

        @Test func `a verification that ran other commands than the ordered ones does not count`() async throws {
            try await RunningWaggle.with(RunningWaggle.Configuration(agents: 0)) { waggle in
                _ = try await Self.running(waggle)
                let agent = try await HandAgent("liar", of: waggle)
                let offer = try await agent.claim()
                let lease = try #require(offer["lease"]?.string)
                let bundle = try await agent.bundle(for: offer, file: "other.txt")
                #expect(try await agent.upload(bundle.bytes, for: lease) == 204)
                #expect(try await agent.complete(lease, bundle.tip, bundle.digest).status == 200)
                let check = try await agent.claim()
                #expect(check["kind"] == "verification")
                let lie: JSONValue = ["command": "true", "exit": 0, "seconds": 0, "output_tail": ""]
                let failed: JSONValue = ["command": "true", "exit": 1, "seconds": 0, "output_tail": ""]
                let answer = try await agent.call(
                    "POST", "/v1/leases/\(check["lease"]?.string ?? "")/complete",
                    [
                        "base_checks": [failed], "checks": [lie], "summary": "", "log_tail": "", "sandboxed": true,
                    ])
                #expect(answer.status == 200)
                let tasks = try await waggle.tasks(of: try #require(try await waggle.swarm()))
                #expect(tasks[0]["state"] == "ready", "back to work, not merged")
                #expect(try await Repository(waggle, slug: "pair").merges().isEmpty)
            }
        }

        @Test func `a result that comes after a stop is set aside and shown, never merged`() async throws {
            try await RunningWaggle.with(RunningWaggle.Configuration(agents: 0)) { waggle in
                _ = try await Self.running(waggle)
                let agent = try await HandAgent("far", of: waggle)
                let offer = try await agent.claim()
                let lease = try #require(offer["lease"]?.string)
                let bundle = try await agent.bundle(for: offer, file: "late.txt")
                let said = try await waggle.call("POST", "/v1/messages", ["text": "stop everything now"])
                #expect(said.status == 202)
                _ = try await waggle.eventually("the stop") {
                    try await waggle.swarm()?["paused"] == true ? true : nil
                }
                #expect(try await agent.upload(bundle.bytes, for: lease) == 204)
                #expect(try await agent.complete(lease, bundle.tip, bundle.digest).status == 410)
                // Nothing new while it is stopped.
                let none = try await agent.call("POST", "/v1/claims", ["wait_seconds": 1, "accepts_work": true])
                #expect(none.status == 204)
                _ = try await waggle.call("POST", "/v1/messages", ["text": "results of pair"])
                _ = try await waggle.eventually("the late result among the results") {
                    try await waggle.get("/v1/conversations/main/messages").array?.first {
                        $0["text"]?.string?.contains("set aside, never merged: task 1") == true
                    }
                }
                #expect(try await Repository(waggle, slug: "pair").merges().isEmpty)
            }
        }

        // MARK: Names and paths

        @Test func `names and paths lead nowhere outside`() async throws {
            try await RunningWaggle.with(RunningWaggle.Configuration(agents: 0)) { waggle in
                let passwords = "root:"
                for path in [
                    "/page/../../etc/passwd", "/page/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd",
                    "//etc/passwd",
                    "/page/..\\..\\etc\\passwd", "/%2e%2e/credential.json", "/credential.json", "/waggle.db",
                    "/v1/swarms/..%2f..%2fetc%2fpasswd", "/v1/tasks/..%2f1", "/v1/agents/..%2f..", "/v1/swarms/%00",
                    "/v1/swarms/%ff%fe", "/v1/tasks/99999999999999999999999", "/v1/tasks/-1",
                    "/v1/swarms/'%20OR%201=1--",
                    "/v1/conversations/%2e%2e%2f1/messages", "/v1/events?since=-1&follow=false",
                    "/v1/events?follow=false&limit=99999999999999999999", "/v1/tasks?swarm=%27",
                ] {
                    let answer = try await waggle.call("GET", path)
                    #expect(answer.status < 500, "\(path): \(answer.status)")
                    #expect(!answer.text.contains(passwords) && !answer.text.contains(waggle.token))
                }
                let before = try Self.files(below: waggle.folder)
                for name in [
                    "../../evil.md", "/etc/evil.md", "..", ".", "a/../../evil.md", "\u{0}", "con\\..\\evil.md", "-rf",
                ] {
                    let sent = try await waggle.call(
                        "POST", "/v1/messages",
                        [
                            "text": "build this", "conversation": .string("c/../\(name)"),
                            "attachments": [
                                [
                                    "name": .string(name), "media_type": "text/markdown",
                                    "data": "IyBQUkQ6IEEKCi0gWyBdIGIK",
                                ]
                            ],
                        ])
                    #expect(sent.status < 500)
                }
                for name in ["../../evil", "/etc/evil", "..", "a b\u{7}", String(repeating: "ä", count: 500), "-x", ""]
                {
                    let made = try await waggle.call(
                        "POST", "/v1/swarms", ["prd": .string(Self.pair), "name": .string(name)])
                    #expect(made.status < 500, "\(name): \(made.text)")
                    if let slug = made.json["slug"]?.string {
                        #expect(slug.utf8.allSatisfy { ($0 > 96 && $0 < 123) || ($0 > 47 && $0 < 58) || $0 == 45 })
                        #expect((1...64).contains(slug.utf8.count))
                    }
                }
                let all = try await waggle.eventually("all plans") {
                    let swarms = try await waggle.get("/v1/swarms").array ?? []
                    return swarms.allSatisfy { $0["state"] != "planning" } ? swarms : nil
                }
                #expect(all.count >= 7)
                let after = try Self.files(below: waggle.folder)
                let allowed = [
                    "data/repositories", "data/attachments", "data/waggle.db", "data/bundles", "log", "port",
                ]
                for file in after.subtracting(before) {
                    #expect(allowed.contains { file.hasPrefix($0) }, "\(file)")
                }
                #expect(!after.contains { $0.contains("evil") && !$0.hasPrefix("data/repositories/") })
                #expect(access("/etc/evil.md", F_OK) != 0)
            }
        }

        @Test func `a swarm is not built on another swarm's repository, nor on what git would run`() async throws {
            try await RunningWaggle.with(RunningWaggle.Configuration(agents: 0)) { waggle in
                _ = try await Self.running(waggle)
                let own = "\(waggle.repositories)/pair.git"
                let link = waggle.folder + "/link"
                #expect(symlink(own, link) == 0)
                let mark = waggle.folder + "/run"
                let origins = [
                    own, "file://\(own)", link, "\(waggle.dataFolder)/agents/../repositories/pair.git",
                    "file://\(own.replacing("repositories", with: "%72epositories"))", "ext::sh -c touch% \(mark)",
                    "ext::touch\u{a0}\(mark)", "--upload-pack=touch${IFS}\(mark)", "-c", "http://127.0.0.1:1/x.git",
                    "ssh://-oProxyCommand=touch${IFS}\(mark)/x", "git://127.0.0.1/x", "https://user:pw@127.0.0.1/x",
                    "/etc", "/dev/zero", "file:///proc/self/environ", "",
                ]
                for (number, origin) in origins.enumerated() {
                    let made = try await waggle.call(
                        "POST", "/v1/swarms",
                        ["prd": .string(Self.pair), "name": .string("on-\(number)"), "repository": .string(origin)])
                    guard let id = made.json["id"]?.string, !origin.isEmpty else { continue }
                    let state = try await waggle.eventually("a plan or a refusal for \(origin)") {
                        let swarm = try await waggle.get("/v1/swarms/\(id)")
                        return swarm["state"] == "planning" ? nil : swarm["state"]?.string
                    }
                    #expect(state == "failed", "\(origin)")
                }
                #expect(access(mark, F_OK) != 0)
            }
        }

        private static func files(below folder: String) throws -> Set<String> {
            Set((try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? [])
        }

        // MARK: Connections

        @Test func `half-open connections and huge bodies hold nobody up`() async throws {
            try await Phone.connected(agents: 0) { _, waggle in
                let port = waggle.port
                let before = ProcessTable.usage(of: waggle.pid)?.resident ?? 0
                let slowest = try await RawConnection.script { () -> Double in
                    let heads = [
                        "", "POST", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
                        "POST /webhooks/whatsapp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3000000\r\n\r\n",
                        "POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n",
                    ]
                    var open: [RawConnection] = []
                    for index in 0..<400 {
                        let connection = try RawConnection(port: port)
                        connection.send(heads[index % heads.count])
                        open.append(connection)
                    }
                    var slowest = 0.0
                    for _ in 0..<20 {
                        var before = timespec()
                        clock_gettime(CLOCK_MONOTONIC, &before)
                        let quick = try RawConnection(port: port)
                        quick.send("GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                        guard quick.readResponse()?.status == 200 else { return .infinity }
                        var after = timespec()
                        clock_gettime(CLOCK_MONOTONIC, &after)
                        let took = Double(after.tv_sec - before.tv_sec) + Double(after.tv_nsec - before.tv_nsec) / 1e9
                        slowest = max(slowest, took)
                    }
                    return slowest
                }
                print("beside 400 half-open connections /livez is answered within \(slowest) s")
                #expect(slowest < 1)
                // Announced or endless: refused before it is all there.
                let refused = try await RawConnection.script { () -> [Int?] in
                    ["/webhooks/whatsapp", "/v1/messages", "/v1/claims", "/v1/swarms", "/nothing"].map { path in
                        guard let connection = try? RawConnection(port: port) else { return nil }
                        connection.send(
                            "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10000000000\r\n\r\n")
                        return connection.readResponse()?.status
                    }
                }
                for status in refused { #expect(status == 413 || status == 404 || status == 401) }
                let endless = try await RawConnection.script { () -> Int? in
                    let connection = try RawConnection(port: port)
                    connection.setSendTimeout(5)
                    connection.send(
                        "POST /webhooks/whatsapp HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n")
                    let chunk = "10000\r\n" + String(repeating: "x", count: 65_536) + "\r\n"
                    for _ in 0..<200 { if !connection.send(chunk) { break } }
                    return connection.readResponse()?.status
                }
                #expect(endless == 413 || endless == nil)
                let after = ProcessTable.usage(of: waggle.pid)?.resident ?? 0
                print("resident before \(before >> 20) MB, after \(after >> 20) MB")
                #expect(after - before < 64 << 20)
                #expect(try await waggle.call("GET", "/readyz").status == 200)
            }
        }

        @Test func `a recorded webhook has no second effect after its id was forgotten`() async throws {
            try await Phone.connected(agents: 0) { phone, waggle in
                let old = Int64(Date().timeIntervalSince1970) - 9 * 86_400
                for text in ["stop everything now", "status", "new swarm called evil: do harm"] {
                    #expect(try await phone.send(["text": .string(text), "timestamp": .integer(old)]) == 200)
                }
                try await phone.say("whoami")
                try await phone.awaits("an answer") { $0.text.contains("16505551234") }
                #expect(try await phone.shown().count == 1)
                #expect(try await waggle.swarm() == nil)
            }
        }
    }
}
