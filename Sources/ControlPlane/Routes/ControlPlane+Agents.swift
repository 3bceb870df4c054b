import AgentProtocol
import Crypto
import HTTPServer
import LanguageModel
import Orchestrator
import Store
import Vocabulary

/// The agents' side: `AgentProtocol` over HTTP.
extension ControlPlane {
    func addAgentRoutes(to routes: inout HTTPRoutes) {
        addAgentSocket(to: &routes)
        routes.on("POST", AgentRoutes.register, bodyLimit: 64 << 10) { try await register($0) }
        routes.on("POST", AgentRoutes.claims, bodyLimit: 4 << 10, longPoll: true) { request in
            let agent = try await agent(request)
            return try await idempotency.remembering(try key(request, agent)) {
                guard let offer = try await desk.claim(agent, try request.decode(ClaimRequest.self)) else {
                    return HTTPResponse(status: 204)
                }
                return try HTTPResponse(encoding: offer)
            }
        }
        routes.on("POST", "/v1/agents/{id}/heartbeat", bodyLimit: 64 << 10) { request in
            try await beat(request) { try request.decode(AgentHeartbeat.self) }
        }
        routes.on("GET", "/v1/agents/{id}/commands", longPoll: true) { request in
            let agent = try await agent(request)
            let after = Int64(request.query["after"] ?? "0") ?? 0
            return try HTTPResponse(
                encoding: try await desk.directives(
                    of: agent.id, after: after, waitSeconds: try request.integer("wait", 0...30, or: 0)))
        }
        routes.on("PUT", "/v1/leases/{lease}/bundle", bodyLimit: 64 << 20) { request in
            let agent = try await agent(request)
            _ = try await desk.keepBundle(request.body, of: try lease(request), by: agent.id)
            return HTTPResponse(status: 204)
        }
        routes.on("POST", "/v1/leases/{lease}/progress", bodyLimit: 64 << 10) { request in
            let agent = try await agent(request)
            let text = String(try request.decode(JobProgress.self).text.prefix(16_384))
            let append = AppendProgress(lease: try lease(request), agent: agent.id, text: text)
            return try await idempotency.perform(try key(request, agent), append) { _, _ in
                Idempotency.Answer(status: 204, nil)
            }
        }
        routes.on("POST", "/v1/leases/{lease}/heartbeat", bodyLimit: 4 << 10) { request in
            try await beat(request) { AgentHeartbeat(leases: [try lease(request)]) }
        }
        routes.on("POST", "/v1/leases/{lease}/complete", bodyLimit: 4 << 20) { request in
            let agent = try await agent(request)
            return try answer(
                try await desk.complete(try lease(request), by: agent.id, try request.decode(JobReport.self)))
        }
        routes.on("POST", "/v1/leases/{lease}/fail", bodyLimit: 1 << 20) { request in
            let agent = try await agent(request)
            return try answer(
                try await desk.fail(try lease(request), by: agent.id, try request.decode(JobFailure.self)))
        }
        routes.on("POST", "/v1/leases/{lease}/release", bodyLimit: 4 << 10) { request in
            let agent = try await agent(request)
            let lease = try lease(request)
            return try await idempotency.remembering(try key(request, agent)) {
                try answer(try await desk.release(lease, by: agent.id))
            }
        }
        routes.on("POST", "/v1/leases/{lease}/completions", bodyLimit: 8 << 20, longPoll: true) {
            try await complete($0)
        }
    }

    // MARK: Admission

    private func register(_ request: HTTPRequest) async throws -> HTTPResponse {
        let bearer = try gatekeeper.bearer(request)
        let digest = bearer.digest
        let record = try await gatekeeper.admit(bearer, of: request) { () -> TokenRecord? in
            guard let record = try await store.read({ try $0.token(digest: digest) }), record.revokedAt == nil,
                record.kind == .join || record.kind == .agent
            else { return nil }
            return record
        }
        let registration = try request.decode(AgentRegistration.self)
        switch record.kind {
        case .join:
            // A repeated call with its key is admitted once, and gets the token it was not told of.
            let key = try Idempotency.Key(request, of: "join \(record.id)")
            let token = key?.token(of: bearer.secret) ?? Token.generate()
            let admission = try desk.admission(registration, slot: nil, joinToken: record.id, token: token)
            let admitted = try await idempotency.perform(key, admission) { id, _ in
                Idempotency.Answer(["agent": .string("\(id)")])
            }
            guard case .bytes(let bytes) = admitted.body,
                let id = JSONValue(parsing: bytes)?["agent"]?.string.flatMap({ AgentID($0) })
            else { return admitted }
            return try HTTPResponse(encoding: desk.welcome(id, registration.name, token))
        case .agent:
            // The token of a supervised slot: it names the agent, and stays the agent's token.
            guard let id = record.agent, let agent = try await store.read({ try $0.agent(id) }),
                agent.name == registration.name
            else { throw APIError.unauthorized }
            return try HTTPResponse(
                encoding: try await desk.confirm(registration, agent: agent, token: bearer))
        default: throw APIError.unauthorized
        }
    }

    func agent(_ request: HTTPRequest) async throws -> AgentRecord {
        let token = try gatekeeper.bearer(request)
        let agent = try await gatekeeper.admit(token, of: request) { try await desk.agent(of: token) }
        if let id = request.parameters["id"], id != "\(agent.id)", id != agent.name {
            throw APIError.forbidden("This token belongs to another agent.")
        }
        return agent
    }

    /// A heartbeat; while the database is away the answer is “hold”, which promises nothing and takes nothing back.
    private func beat(_ request: HTTPRequest, _ beat: () throws -> AgentHeartbeat) async throws -> HTTPResponse {
        do {
            let agent = try await agent(request)
            return try HTTPResponse(encoding: try await desk.heartbeat(agent.id, try beat()))
        } catch StoreError.unavailable(let why) {
            guard let hold = desk.holding(try gatekeeper.bearer(request)) else { throw StoreError.unavailable(why) }
            return try HTTPResponse(encoding: hold)
        }
    }

    private func key(_ request: HTTPRequest, _ agent: AgentRecord) throws -> Idempotency.Key? {
        try Idempotency.Key(request, of: "agent \(agent.id)")
    }

    private func lease(_ request: HTTPRequest) throws -> LeaseID {
        guard let lease = LeaseID(try request.parameter("lease")) else { throw APIError.notFound("such lease") }
        return lease
    }

    private func answer(_ verdict: LeaseVerdict) throws -> HTTPResponse {
        let status =
            switch verdict.verdict {
            case .accepted, .replayed: 200
            case .unknown: 404
            case .conflict: 409
            case .stale: 410
            case .refused: 422
            }
        return try HTTPResponse(status: status, encoding: verdict)
    }

    // MARK: Completions

    /// A model call of a task that is under way: no agent holds a model's key, and every call goes through the ledger.
    private func complete(_ request: HTTPRequest) async throws -> HTTPResponse {
        let agent = try await agent(request)
        let lease = try lease(request)
        guard let model else {
            throw APIError(status: 501, type: "no-model", detail: "No language model is connected.")
        }
        var wanted = try request.decode(ModelRequest.self)
        let held = try await store.read { transaction in
            try transaction.task(TaskID(lease.task)).flatMap { task in
                task.core.epoch == lease.epoch && task.core.isLeased && task.core.agent == agent.id ? task : nil
            }
        }
        guard let held else { throw APIError(status: 410, type: "stale", detail: "The lease was revoked.") }
        let metered = MeteredModel(
            model, store: store, settings: settings, swarm: held.core.swarm, task: held.core.id, purpose: "work",
            price: price)
        do {
            // Which model does a task was approved with its plan; an agent cannot choose a dearer one.
            let plan = try held.plan()
            let wish = try await store.read { try $0.swarm(held.core.swarm)?.model }
            wanted.model = try plan.model ?? wish ?? modelName(plan.tier)
            let call = wanted
            return try await idempotency.remembering(try key(request, agent)) {
                try HTTPResponse(encoding: try await metered.complete(call))
            }
        } catch let error as LanguageModelError { throw APIError(error) }
    }
}

extension APIError {
    fileprivate init(_ error: LanguageModelError) {
        let status =
            switch error.code {
            case .budget: 402
            case .badRequest, .contextFull, .malformed, .refusal, .notRecorded: 422
            default: 503
            }
        self.init(status: status, type: "model", detail: error.description)
    }
}
