package import AgentProtocol
package import Crypto
import FoundationEssentials
package import HTTPClient

/// The calls of `AgentProtocol`, as one agent.
///
/// Each throws `AgentError` (or `CancellationError`); `unavailable` is worth another try, and every call may be repeated.
package struct ControlPlaneConnection: Sendable {
    private static let longPoll = 25

    private let client: HTTPClient
    private let base: String
    let token: Secret

    package init(client: HTTPClient, url: String, token: Secret) {
        self.client = client
        base = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.token = token
    }

    func with(token: Secret) -> ControlPlaneConnection {
        ControlPlaneConnection(client: client, url: base, token: token)
    }

    package func register(_ registration: AgentRegistration) async throws -> AgentWelcome {
        try decode(try await post(AgentRoutes.register, registration))
    }

    /// Waits up to 25 seconds for a job; `holding` are the leases whose outcome waits in the spool.
    package func claim(acceptsWork: Bool, holding: [LeaseID]) async throws -> JobOffer? {
        let request = ClaimRequest(waitSeconds: Self.longPoll, acceptsWork: acceptsWork, holding: holding)
        let response = try await post(AgentRoutes.claims, request, timeout: .seconds(Self.longPoll + 15))
        return response.status == 204 ? nil : try decode(response)
    }

    package func heartbeat(_ agent: String, leases: [LeaseID]) async throws -> AgentDirectives {
        try decode(
            try await post(AgentRoutes.heartbeat(agent), AgentHeartbeat(leases: leases), timeout: .seconds(10)))
    }

    /// Waits up to 25 seconds for directives newer than `version`.
    package func directives(_ agent: String, after version: Int64) async throws -> AgentDirectives {
        let path = "\(AgentRoutes.commands(agent))?after=\(version)&wait=\(Self.longPoll)"
        return try decode(try await call("GET", path, timeout: .seconds(Self.longPoll + 15)))
    }

    package func upload(_ bundle: [UInt8], of lease: LeaseID) async throws {
        _ = try await call(
            "PUT", AgentRoutes.lease(lease, "bundle"), body: bundle, contentType: "application/octet-stream",
            timeout: .seconds(300))
    }

    package func progress(_ lease: LeaseID, _ text: String) async throws {
        _ = try await post(AgentRoutes.lease(lease, "progress"), JobProgress(text: text), timeout: .seconds(10))
    }

    package func complete(_ lease: LeaseID, _ report: JobReport) async throws -> LeaseVerdict {
        try verdict(try await post(AgentRoutes.lease(lease, "complete"), report, accepting: Self.verdicts))
    }

    package func fail(_ lease: LeaseID, _ failure: JobFailure) async throws -> LeaseVerdict {
        try verdict(try await post(AgentRoutes.lease(lease, "fail"), failure, accepting: Self.verdicts))
    }

    package func release(_ lease: LeaseID) async throws {
        _ = try await call(
            "POST", AgentRoutes.lease(lease, "release"), accepting: Self.verdicts, timeout: .seconds(5))
    }

    /// A completion of a language model for the `builtin` executor; the caller reads status and body.
    ///
    /// The time-out is a little above what a model itself is given.
    package func completion(_ lease: LeaseID, _ body: [UInt8]) async throws -> HTTPClientResponse {
        try await call(
            "POST", AgentRoutes.lease(lease, "completions"), body: body,
            accepting: Set(400..<600).subtracting([401]), timeout: .seconds(3_700))
    }

    // MARK: One call

    private static let verdicts: Set<Int> = [404, 409, 410, 422]

    private func verdict(_ response: HTTPClientResponse) throws -> LeaseVerdict {
        if let verdict = try? JSONDecoder().decode(LeaseVerdict.self, from: Data(response.body)) { return verdict }
        // An answer in another form still has its meaning by its status.
        let detail = detail(of: response)
        switch response.status {
        case 404: return LeaseVerdict(.unknown, detail: detail)
        case 409: return LeaseVerdict(.conflict, detail: detail)
        case 410: return LeaseVerdict(.stale, detail: detail)
        case 422: return LeaseVerdict(.refused, detail: detail)
        default: throw AgentError.unavailable("its answer is not JSON of this protocol")
        }
    }

    private func decode<Answer: Decodable>(_ response: HTTPClientResponse) throws -> Answer {
        do { return try JSONDecoder().decode(Answer.self, from: Data(response.body)) } catch {
            throw AgentError.unavailable("its answer is not JSON of this protocol")
        }
    }

    private func post(
        _ path: String, _ body: some Encodable, accepting: Set<Int> = [], timeout: Duration = .seconds(30)
    ) async throws -> HTTPClientResponse {
        try await call(
            "POST", path, body: Array(try JSONEncoder().encode(body)), accepting: accepting, timeout: timeout)
    }

    private func call(
        _ method: String, _ path: String, body: [UInt8]? = nil, contentType: String = "application/json",
        accepting: Set<Int> = [], timeout: Duration
    ) async throws -> HTTPClientResponse {
        var headers = [(name: "Authorization", value: "Bearer \(token.expose())")]
        if body != nil || method == "POST" { headers.append((name: "Content-Type", value: contentType)) }
        let response: HTTPClientResponse
        do {
            response = try await client.send(
                HTTPClientRequest(
                    method: method, url: base + path, headers: headers, body: body ?? (method == "POST" ? [] : nil),
                    timeout: timeout))
        } catch let error as HTTPClientError {
            throw AgentError.unavailable(error.description)
        }
        switch response.status {
        case 200..<300: return response
        case let status where accepting.contains(status): return response
        case 401, 403: throw AgentError.unauthorised(detail(of: response))
        case 408, 425, 429, 500...: throw AgentError.unavailable("it answered \(response.status)")
        default: throw AgentError.refused(status: response.status, detail: detail(of: response))
        }
    }

    private struct Problem: Decodable {
        let title: String?
        let detail: String?
    }

    private func detail(of response: HTTPClientResponse) -> String {
        let problem = try? JSONDecoder().decode(Problem.self, from: Data(response.body))
        return String((problem?.detail ?? problem?.title ?? "no reason given").prefix(500))
    }
}
