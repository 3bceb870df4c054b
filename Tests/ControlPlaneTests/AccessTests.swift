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

    @Test func `the description names every endpoint, and metrics tell the state`() async throws {
        try await PlaneBench.with { bench in
            let document = await bench.call("GET", "/openapi.json").json
            #expect(document["openapi"]?.string == "3.1.0")
            for endpoint in Endpoint.all {
                let operation = document["paths"]?[endpoint.pattern]?[endpoint.method.lowercased()]
                #expect(operation?["summary"]?.string == endpoint.summary)
            }
            let metrics = await bench.call("GET", "/metrics").text
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
