import AgentProtocol
import FoundationEssentials
import HTTPServer
import Threading
import Vocabulary

/// The control plane's side of `AgentProtocol`, with real HTTP: hands out jobs and remembers what came.
final class StandInControlPlane: Sendable {
    struct State {
        var offers: [JobOffer] = []
        var directives = AgentDirectives(stop: [], isDraining: false, isRetired: false, version: 1)
        /// What a heartbeat answers; the directives themselves name no lease.
        var stop: [LeaseID] = []
        var isAway = false
        var validTokens: Set<String> = ["join-token"]
        var nextToken = 1
        var completionStatus: Int?

        var registrations: [AgentRegistration] = []
        var claims: [ClaimRequest] = []
        var beats: [[LeaseID]] = []
        var log: [LeaseID: String] = [:]
        var bundles: [LeaseID: [UInt8]] = [:]
        var reports: [LeaseID: JobReport] = [:]
        var failures: [LeaseID: JobFailure] = [:]
        var releases: [LeaseID] = []
        var tries = 0
    }

    let state = Lock(State())
    private let server: Lock<HTTPServer?> = Lock(nil)
    let leaseSeconds: Int

    init(leaseSeconds: Int = 60) { self.leaseSeconds = leaseSeconds }

    /// Listens and gives the address.
    func start() throws -> String {
        var routes = HTTPRoutes()
        routes.on("POST", AgentRoutes.register) { request in try self.register(request) }
        routes.on("POST", AgentRoutes.claims, longPoll: true) { request in try await self.claim(request) }
        routes.on("POST", "/v1/agents/{id}/heartbeat") { request in try self.heartbeat(request) }
        routes.on("GET", "/v1/agents/{id}/commands", longPoll: true) { request in try await self.commands(request) }
        routes.on("PUT", "/v1/leases/{lease}/bundle", bodyLimit: 64 << 20) { request in
            self.lease(request) { state, lease in
                state.bundles[lease] = request.body
                return HTTPResponse(status: 204)
            }
        }
        for action in ["progress", "complete", "fail", "release"] {
            routes.on("POST", "/v1/leases/{lease}/\(action)") { request in
                self.lease(request) { state, lease in Self.answer(action, request.body, &state, lease) }
            }
        }
        let server = HTTPServer(HTTPServerConfiguration(host: "127.0.0.1", port: 0, loops: 1), routes)
        let port = try server.start()
        self.server.withLock { $0 = server }
        return "http://127.0.0.1:\(port)"
    }

    func stop() async {
        let server = server.withLock { $0 }
        await server?.drain(within: .milliseconds(100))
    }

    /// Waits until the state is as asked for.
    func until(_ condition: (State) -> Bool) async throws {
        while !state.withLock({ condition($0) }) { try await Task.sleep(for: .milliseconds(10)) }
    }

    // MARK: Answers

    private static func answer(
        _ action: String, _ body: [UInt8], _ state: inout State, _ lease: LeaseID
    ) -> HTTPResponse {
        if action != "progress" { state.tries += 1 }
        if state.isAway { return HTTPResponse(problem: 503, detail: "away") }
        let data = Data(body)
        switch action {
        case "progress":
            state.log[lease, default: ""] += (try? JSONDecoder().decode(JobProgress.self, from: data))?.text ?? ""
            return HTTPResponse(status: 204)
        case "complete":
            if let status = state.completionStatus { return HTTPResponse(problem: status, detail: "no") }
            state.reports[lease] = try? JSONDecoder().decode(JobReport.self, from: data)
        case "fail": state.failures[lease] = try? JSONDecoder().decode(JobFailure.self, from: data)
        default: state.releases.append(lease)
        }
        return json(LeaseVerdict(.accepted))
    }

    private func register(_ request: HTTPRequest) throws -> HTTPResponse {
        let registration = try JSONDecoder().decode(AgentRegistration.self, from: Data(request.body))
        return state.withLock { state in
            if state.isAway { return HTTPResponse(problem: 503, detail: "away") }
            let token = Self.token(request)
            guard state.validTokens.contains(token) else { return HTTPResponse(problem: 401, detail: "no such token") }
            let new = "token-\(state.nextToken)"
            state.nextToken += 1
            state.validTokens = [new]
            state.registrations.append(registration)
            return Self.json(
                AgentWelcome(agent: AgentID(7), name: registration.name, token: new, leaseSeconds: leaseSeconds))
        }
    }

    private func claim(_ request: HTTPRequest) async throws -> HTTPResponse {
        let claim = try JSONDecoder().decode(ClaimRequest.self, from: Data(request.body))
        state.withLock { $0.claims.append(claim) }
        for _ in 0..<50 {
            let answer: HTTPResponse? = state.withLock { state in
                if let refusal = Self.refusal(request, state) { return refusal }
                guard !state.offers.isEmpty, !state.directives.isDraining else { return nil }
                return Self.json(state.offers.removeFirst())
            }
            if let answer { return answer }
            try await Task.sleep(for: .milliseconds(20))
        }
        return HTTPResponse(status: 204)
    }

    private func heartbeat(_ request: HTTPRequest) throws -> HTTPResponse {
        let beat = try JSONDecoder().decode(AgentHeartbeat.self, from: Data(request.body))
        return state.withLock { state in
            if let refusal = Self.refusal(request, state) { return refusal }
            state.beats.append(beat.leases)
            var answer = state.directives
            answer.stop = state.stop.filter { beat.leases.contains($0) }
            return Self.json(answer)
        }
    }

    private func commands(_ request: HTTPRequest) async throws -> HTTPResponse {
        let after = Int64(request.query["after"] ?? "") ?? 0
        for _ in 0..<50 {
            let answer: HTTPResponse? = state.withLock { state in
                if let refusal = Self.refusal(request, state) { return refusal }
                return state.directives.version > after ? Self.json(state.directives) : nil
            }
            if let answer { return answer }
            try await Task.sleep(for: .milliseconds(20))
        }
        return state.withLock { Self.json($0.directives) }
    }

    private func lease(_ request: HTTPRequest, _ body: (inout State, LeaseID) -> HTTPResponse) -> HTTPResponse {
        guard let lease = LeaseID(request.parameters["lease"] ?? "") else { return HTTPResponse(status: 404) }
        return state.withLock { state in
            guard state.validTokens.contains(Self.token(request)) else {
                return HTTPResponse(problem: 401, detail: "no")
            }
            return body(&state, lease)
        }
    }

    private static func refusal(_ request: HTTPRequest, _ state: State) -> HTTPResponse? {
        if state.isAway { return HTTPResponse(problem: 503, detail: "away") }
        return state.validTokens.contains(token(request)) ? nil : HTTPResponse(problem: 401, detail: "no such token")
    }

    private static func token(_ request: HTTPRequest) -> String {
        String((request.headers.first("authorization") ?? "").dropFirst("Bearer ".count))
    }

    private static func json(_ value: some Encodable) -> HTTPResponse {
        guard let data = try? JSONEncoder().encode(value) else { return HTTPResponse(status: 500) }
        return HTTPResponse(json: Array(data))
    }
}
