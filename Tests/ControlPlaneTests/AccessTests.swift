import ChatBridge
import HTTPServer
import Orchestrator
import Store
import Testing
import Threading
import Vocabulary

@testable import ControlPlane

/// Who may call what, over every route there is.
@Suite(.timeLimit(.minutes(2))) struct AccessTests {
    private static let pages = Set(PageFile.all.map { "GET \($0.path)" })

    @Test func `every route stands in the table of endpoints, and every endpoint is a route`() async throws {
        try await PlaneBench.with { bench in
            let routes = Set(bench.routes.all.map { "\($0.method) \($0.pattern)" }).subtracting(Self.pages)
            let table = Endpoint.all.map { "\($0.method) \($0.pattern)" }
            #expect(routes.subtracting(table).sorted() == [], "routes without an entry")
            #expect(Set(table).subtracting(routes).sorted() == [], "entries without a route")
            #expect(Set(table).count == table.count)
        }
    }

    private struct Callers {
        var people: [Role: String] = [:]
        var sessions: [Role: String] = [:]
        var agent = ""
        var worthless: [String] = []
    }

    private func callers(_ bench: PlaneBench) async throws -> Callers {
        var callers = Callers()
        for role in Role.allCases {
            let person = try await bench.store.perform(AdmitPrincipal(name: role.name, role: role))
            callers.people[role] = try await bench.token(.person, of: person).text
            callers.sessions[role] = try await bench.token(.session, of: person).text
            if role == .admin {
                let revoked = try await bench.token(.person, of: person)
                _ = try await bench.store.perform(RevokeToken(id: revoked.id, by: nil))
                callers.worthless.append(revoked.text)
                callers.worthless.append(try await bench.token(.person, of: person, lifetime: .seconds(10)).text)
                callers.worthless.append(try await bench.token(.signIn, of: person).text)
                callers.worthless.append("nonsense")
            }
        }
        let agent = try await bench.store.perform(
            OpenSlot(name: "heron", slot: 0, tokenDigest: Array(repeating: 7, count: 32)))
        callers.agent = try await bench.token(.agent, of: nil, agent: agent).text
        bench.clock.withLock { $0 += 60_000 }
        return callers
    }

    private static let refusals: Set<Int> = [401, 403]

    @Test(arguments: Endpoint.all) func `an endpoint lets in who may, and nobody else`(endpoint: Endpoint) async throws
    {
        try await PlaneBench.with { bench in
            let callers = try await callers(bench)
            let path = endpoint.pattern.replacing("{id}", with: "1").replacing("{lease}", with: "1-1")
                .replacing("{name}", with: "viewer")
            func status(
                bearer: String? = nil, cookie: String? = nil, pageHeader: Bool = false
            ) async -> HTTPResponse {
                await bench.call(
                    endpoint.method, path, bearer: bearer, cookie: cookie, pageHeader: pageHeader,
                    query: ["follow": "false", "swarm": "1"])
            }
            // An admin's call comes last: it may end what the others need.
            let nobody = await status()
            switch endpoint.access {
            case .open: #expect(nobody.status != 403 && (nobody.status != 401 || path == "/v1/sessions"))
            case .agent, .person: #expect(nobody.status == 401)
            }
            for token in callers.worthless where endpoint.access != .open {
                #expect(await status(bearer: token).status == 401)
                #expect(await status(cookie: token, pageHeader: true).status == 401)
            }
            switch endpoint.access {
            case .open: break
            case .agent:
                for token in callers.people.values { #expect(await status(bearer: token).status == 401) }
                #expect(await status(cookie: callers.sessions[.admin], pageHeader: true).status == 401)
                let own = await status(bearer: callers.agent)
                // Registering needs a body before it can be told who asks.
                #expect(!Self.refusals.contains(own.status), "\(own.status) \(own.text)")
            case .person(let least):
                #expect(await status(bearer: callers.agent).status == 401)
                for role in Role.allCases {
                    let byToken = await status(bearer: callers.people[role])
                    let bySession = await status(cookie: callers.sessions[role], pageHeader: true)
                    if role < least {
                        #expect(byToken.status == 403 && bySession.status == 403, "\(role.name)")
                    } else {
                        #expect(!Self.refusals.contains(byToken.status), "\(role.name): \(byToken.text)")
                    }
                    if endpoint.method != "GET" {
                        #expect(await Self.refusals.contains(status(cookie: callers.sessions[role]).status))
                    }
                    for answer in [byToken, bySession] { Self.expectProblem(answer) }
                }
            }
            Self.expectProblem(nobody)
        }
    }

    /// Whatever is not a success is described, and nothing is an error of ours.
    private static func expectProblem(_ response: HTTPResponse) {
        // A lease's verdict is the agents' protocol, also where it says no.
        guard response.status >= 400, response.json["verdict"] == nil else { return }
        #expect(response.headers.first("content-type")?.hasPrefix("application/problem+json") == true)
        #expect(response.json["type"]?.string?.isEmpty == false && response.json["title"]?.string?.isEmpty == false)
        #expect(response.json["status"]?.integer == Int64(response.status))
        #expect(response.status < 500 || response.status == 501, "\(response.text)")
    }

    @Test(arguments: Endpoint.all) func `bad input is never an error of ours`(endpoint: Endpoint) async throws {
        try await PlaneBench.with { bench in
            let callers = try await callers(bench)
            let bodies = [
                "", "{", "[]", "null", "{\"agents\": 9223372036854775807}", "{\"agents\": -1}",
                "{\"budget_usd\": 1e308}",
                "{\"prd\": \"\\u0000\", \"name\": \"\\u0000\", \"agents\": 1.5}", "{\"role\": 3, \"identity\": \"x\"}",
                "{\"leases\": [\"x\"]}", "{\"wait_seconds\": 1e30}", "\u{FEFF}{}",
            ]
            let ids = ["0", "-1", "9223372036854775808", "%00", "..", "1-1-1", "9223372036854775807-1"]
            for (index, body) in bodies.enumerated() {
                let id = ids[index % ids.count]
                let path = endpoint.pattern.replacing("{id}", with: id).replacing("{lease}", with: id)
                    .replacing("{name}", with: id)
                // The session that is closed here is not the one that calls.
                for token in [callers.people[.admin], callers.agent] {
                    let response = await bench.call(
                        endpoint.method, path, bearer: token,
                        query: [
                            "follow": "false", "limit": ["0", "-5", "1e9", "x"][index % 4], "cursor": "\u{1F41D}",
                            "swarm": id, "after": "x", "wait": "x",
                        ], body: body)
                    Self.expectProblem(response)
                }
            }
        }
    }

    @Test func `a remembered answer is for its caller alone, and ends with their token`() async throws {
        try await PlaneBench.with { bench in
            let person = try await bench.store.perform(AdmitPrincipal(name: "owner", role: .admin))
            let token = try await bench.token(.person, of: person)
            let key = [("idempotency-key", "k1")]
            let first = await bench.call(
                "POST", "/v1/goals", bearer: token.text, headers: key, body: "{\"text\": \"ship\"}")
            #expect(first.status == 201)
            let again = await bench.call(
                "POST", "/v1/goals", bearer: token.text, headers: key, body: "{\"text\": \"ship\"}")
            #expect(again.text == first.text)
            #expect(try await bench.store.read { try $0.goals() }.count == 1)
            let other = await bench.call(
                "POST", "/v1/goals", bearer: token.text, headers: key, body: "{\"text\": \"other\"}")
            #expect(other.status == 422)
            _ = try await bench.store.perform(RevokeToken(id: token.id, by: nil))
            let late = await bench.call(
                "POST", "/v1/goals", bearer: token.text, headers: key, body: "{\"text\": \"ship\"}")
            #expect(late.status == 401)
        }
    }

    @Test func `an effect and its remembered answer come together or not at all`() async throws {
        try await PlaneBench.with { bench in
            struct Add: StoreOperation {
                func perform(in transaction: WriteTransaction) throws -> Int64 {
                    try transaction.insertGoal("ship", priority: .normal, by: PrincipalID(1), in: nil)
                }
            }
            _ = try await bench.store.perform(AdmitPrincipal(name: "owner", role: .admin))
            let request = HTTPRequest(method: "POST", target: "/x", headers: ["idempotency-key": "k"])
            let key = try Idempotency.Key(request, of: "1")
            let idempotency = Idempotency(store: bench.store)
            // The process that would have died behind the effect: the answer cannot be made, so the effect is undone.
            await #expect(throws: APIError.self) {
                try await idempotency.perform(key, Add()) { _, _ in throw APIError.badRequest("no") }
            }
            #expect(try await bench.store.read { try $0.goals() }.isEmpty)
            for _ in 0..<2 {
                let response = try await idempotency.perform(key, Add()) { id, _ in
                    Idempotency.Answer(status: 201, ["id": .integer(id)])
                }
                #expect(response.status == 201 && response.json["id"]?.integer == 1)
            }
            #expect(try await bench.store.read { try $0.goals() }.count == 1)
        }
    }

    @Test func `a repeated call gets the same token, which is stored nowhere`() async throws {
        try await PlaneBench.with { bench in
            let person = try await bench.store.perform(AdmitPrincipal(name: "owner", role: .admin))
            let token = try await bench.token(.person, of: person).text
            func issue(_ key: String?) async -> HTTPResponse {
                await bench.call(
                    "POST", "/v1/tokens", bearer: token, headers: key.map { [("idempotency-key", $0)] } ?? [],
                    body: "{\"kind\": \"person\"}")
            }
            let first = await issue("k1")
            let again = await issue("k1")
            #expect(first.status == 201 && first.text == again.text)
            let issued = try #require(first.json["token"]?.string)
            #expect(await bench.call("GET", "/v1/me", bearer: issued).status == 200)
            #expect(await issue("k2").json["token"]?.string != issued)
            #expect(await issue(nil).json["token"]?.string != issued)
            let kept = try await bench.store.read { try $0.tokens() }
            #expect(kept.count == 4)
            let digits = issued.dropFirst(3).prefix(16)
            #expect(!FileText.of(bench.folder + "/waggle.db").contains(digits))
            #expect(!FileText.of(bench.folder + "/waggle.db-wal").contains(digits))
        }
    }

    @Test func `lists come in pages without a gap, each naming the next`() async throws {
        try await PlaneBench.with { bench in
            let owner = try await bench.store.perform(AdmitPrincipal(name: "owner", role: .admin))
            let token = try await bench.token(.person, of: owner).text
            for number in 1..<8 { _ = try await bench.store.perform(AdmitPrincipal(name: "p\(number)", role: .viewer)) }
            let swarm = try await bench.store.perform(PlaneBench.Tasks(count: 7, owner: owner))
            for (path, key, expected) in [
                ("/v1/tasks", "number", 7), ("/v1/tasks?swarm", "number", 7), ("/v1/people", "name", 8),
                ("/v1/tokens", "id", 1), ("/v1/swarms", "id", 1), ("/v1/repositories", "slug", 1),
            ] {
                var seen: [JSONValue] = []
                var query = ["limit": "3"]
                if path.hasSuffix("?swarm") { query["swarm"] = "\(swarm)" }
                repeat {
                    let page = await bench.call(
                        "GET", String(path.prefix { $0 != "?" }), bearer: token, query: query)
                    #expect((page.json.array?.count ?? 0) <= 3)
                    seen += page.json.array?.compactMap { $0[key] } ?? []
                    query["cursor"] = page.headers.first("waggle-next-cursor")
                    #expect((query["cursor"] == nil) == (page.headers.first("link") == nil))
                } while query["cursor"] != nil
                #expect(seen.count == expected && Set(seen).count == expected, "\(path): \(seen)")
            }
        }
    }

    @Test func `the description names every endpoint, and metrics tell the state`() async throws {
        try await PlaneBench.with { bench in
            let document = await bench.call("GET", "/openapi.json").json
            #expect(document["openapi"]?.string == "3.1.0")
            for endpoint in Endpoint.all {
                let operation = document["paths"]?[endpoint.pattern]?[endpoint.method.lowercased()]
                #expect(operation?["summary"]?.string == endpoint.summary)
            }
            let person = try await bench.store.perform(AdmitPrincipal(name: "anna", role: .viewer))
            let token = try await bench.token(.person, of: person).text
            let metrics = await bench.call("GET", "/metrics", bearer: token).text
            for line in [
                "waggle_tasks{state=\"ready\"} 0", "waggle_agents{state=\"connected\"} 0", "waggle_writer_commits",
            ] { #expect(metrics.contains(line), "\(line)") }
        }
    }

    @Test func `the audit log comes in pages without a gap`() async throws {
        try await PlaneBench.with { bench in
            let person = try await bench.store.perform(AdmitPrincipal(name: "owner", role: .admin))
            let token = try await bench.token(.person, of: person).text
            for _ in 0..<7 { _ = try await bench.token(.person, of: person) }
            var seen: [Int64] = []
            var cursor: String?
            repeat {
                var query = ["limit": "3"]
                query["cursor"] = cursor
                let page = await bench.call("GET", "/v1/audit", bearer: token, query: query)
                seen += page.json.array?.compactMap { $0["seq"]?.integer } ?? []
                cursor = page.headers.first("waggle-next-cursor")
            } while cursor != nil
            #expect(seen == Array(1...9))
        }
    }
}
