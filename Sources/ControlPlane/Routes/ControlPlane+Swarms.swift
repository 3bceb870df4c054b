import FoundationEssentials
import AgentProtocol
import HTTPServer
import Orchestrator
import Store
import Vocabulary

/// Swarms: what chat can do, for programs.
extension ControlPlane {
    func addSwarmRoutes(to routes: inout HTTPRoutes) {
        routes.on("GET", "/v1/swarms") { request in
            _ = try await gatekeeper.caller(request, atLeast: .viewer)
            let page = try Page(request, limit: 100, most: 500)
            let swarms = try await store.read { transaction in
                try transaction.swarms(before: page.cursor.map(SwarmID.init(_:)), limit: page.limit + 1).map {
                    ($0.id.value, try SwarmJSON.swarm($0, in: transaction))
                }
            }
            return page.response(swarms, cursor: \.0) { $0.1 }
        }
        routes.post("/v1/swarms", bodyLimit: 4 << 20, self) { try await create($0) }
        routes.on("GET", "/v1/swarms/{id}") { request in
            _ = try await gatekeeper.caller(request, atLeast: .viewer)
            let id = try await swarm(request).id
            return HTTPResponse(try await store.read { try SwarmJSON.swarm(id, in: $0) })
        }
        for (name, intent) in [("resume", IntentName.swarmResume), ("cancel", .swarmCancel), ("approve", .planApprove)]
        {
            routes.post("/v1/swarms/{id}/\(name)", bodyLimit: 64 << 10, self) { try await act($0, intent) }
        }
        routes.post("/v1/swarms/{id}/pause", bodyLimit: 64 << 10, self) { call in
            let now = try call.request.json()["now"]?.bool ?? false
            return try await act(call, .swarmPause, now ? [.now: .flag(true)] : [:])
        }
        routes.post("/v1/swarms/{id}/scale", bodyLimit: 64 << 10, self) { call in
            guard let agents = try call.request.json()["agents"]?.integer else {
                throw APIError.badRequest("agents is missing: how many may work at once.")
            }
            return try await act(call, .swarmScale, [.agents: .integer(Int(agents))])
        }
        routes.on("GET", "/v1/swarms/{id}/plan") { try await plan($0) }
        routes.on("GET", "/v1/swarms/{id}/results") { try await results($0) }
        routes.on("GET", "/v1/swarms/{id}/cost") { try await cost($0) }
        routes.on("GET", "/v1/swarms/{id}/timeline") { request in
            _ = try await gatekeeper.caller(request, atLeast: .viewer)
            let id = try await swarm(request).id
            let page = try Page(request)
            let events = try await store.read {
                try $0.events(after: page.cursor ?? 0, swarm: id, limit: page.limit + 1)
            }
            return page.response(events, cursor: \.cursor, SwarmJSON.event)
        }
    }

    // MARK: Pieces

    /// The swarm of the path, by id, slug or name.
    func swarm(_ request: HTTPRequest) async throws -> SwarmRecord {
        let key = try request.parameter("id")
        let found = try await store.read { transaction -> SwarmRecord? in
            if let id = SwarmID(key), let swarm = try transaction.swarm(id) { return swarm }
            return try transaction.swarm(named: key)
        }
        guard let found else { throw APIError.notFound("swarm \(key)") }
        return found
    }

    private func act(
        _ call: PersonCall, _ intent: IntentName, _ slots: [Slot: SlotValue] = [:]
    ) async throws -> HTTPResponse {
        let id = try await swarm(call.request).id
        let command = Command(intent, slots.merging([.swarm: .text("#\(id)")]) { $1 })
        let act = PerformCommand(principal: call.principal, command: command, settings: settings)
        return try await call.perform(act) { _, transaction in
            Idempotency.Answer(try SwarmJSON.swarm(id, in: transaction))
        }
    }

    private func create(_ call: PersonCall) async throws -> HTTPResponse {
        let body = try call.request.json()
        guard let prd = body["prd"]?.string, !prd.isEmpty, prd.utf8.count <= 1 << 20 else {
            throw APIError.badRequest("prd is missing: the text of the requirements, at most 1 MB.")
        }
        var slots: [Slot: SlotValue] = [.prd: .text(prd)]
        if let name = body["name"]?.string { slots[.name] = .text(name) }
        if let agents = body["agents"]?.integer { slots[.agents] = .integer(Int(clamping: agents)) }
        if let budget = body["budget_usd"]?.number { slots[.budget] = .number(budget) }
        if let repository = body["repository"]?.string { slots[.repo] = .text(repository) }
        if let model = body["model"]?.string { slots[.model] = .text(model) }
        let create = PerformCommand(
            principal: call.principal, command: Command(.swarmCreate, slots), settings: settings)
        return try await call.perform(create) { output, transaction in
            guard let id = output.swarm else { throw StoreError.missing("swarm") }
            return Idempotency.Answer(status: 201, try SwarmJSON.swarm(id, in: transaction))
        }
    }

    private func plan(_ request: HTTPRequest) async throws -> HTTPResponse {
        _ = try await gatekeeper.caller(request, atLeast: .viewer)
        let id = try await swarm(request).id
        guard let record = try await store.read({ try $0.plan(of: id) }) else { throw APIError.notFound("plan") }
        let encoded = try record.plan.map { JSONValue(parsing: try StoredJSON.encode($0).utf8) ?? .null }
        return HTTPResponse([
            "version": .integer(record.version), "state": .string(record.state.rawValue),
            "digest": record.digest.map { .string($0) } ?? .null, "plan": encoded ?? .null,
            "error": record.error.map { .string($0) } ?? .null,
        ])
    }

    private func results(_ request: HTTPRequest) async throws -> HTTPResponse {
        _ = try await gatekeeper.caller(request, atLeast: .viewer)
        let page = try Page(request)
        let id = try await swarm(request).id
        let rows = try await store.read { transaction in
            try transaction.tasks(of: id).filter { $0.core.state == .done }.map { task -> JSONValue in
                // The checks as the control plane judged them: of the last accepted verification or landing report.
                let accepted = try transaction.reports(of: task.core.id).last {
                    $0.verdict == .accepted && ($0.phase == .verification || $0.phase == .landing)
                }
                let checks = try accepted.map { try StoredJSON.decode(JobReport.self, $0.body).checks } ?? []
                return [
                    "task": .integer(Int64(task.core.number)), "title": .string(task.title),
                    "commit": task.merged.map { .string($0) } ?? .null,
                    "checks": .array(
                        checks.map { ["command": .string($0.command), "exit": .integer(Int64($0.exit))] }),
                    "cost_usd": .number(task.spent.dollars),
                ]
            }
        }
        return page.slice(rows) { $0 }
    }

    private func cost(_ request: HTTPRequest) async throws -> HTTPResponse {
        _ = try await gatekeeper.caller(request, atLeast: .viewer)
        let record = try await swarm(request)
        let usage = try await store.read { try $0.usage(of: record.id) }
        return HTTPResponse([
            "budget_usd": record.budget.map { .number($0.dollars) } ?? .null,
            "spent_usd": .number(record.spent.dollars), "reserved_usd": .number(record.reserved.dollars),
            "models": .array(
                usage.map {
                    [
                        "model": .string($0.model), "calls": .integer(Int64($0.calls)),
                        "input_tokens": .integer(Int64($0.input)), "output_tokens": .integer(Int64($0.output)),
                        "cost_usd": .number($0.cost.dollars),
                    ]
                }),
        ])
    }
}
