import Cards
import HTTPServer
import Orchestrator
import Store
import Vocabulary

/// Tasks and agents, for programs.
extension ControlPlane {
    func addTaskRoutes(to routes: inout HTTPRoutes) {
        routes.on("GET", "/v1/tasks") { try await tasks($0) }
        routes.on("GET", "/v1/tasks/{id}") { request in
            _ = try await gatekeeper.caller(request, atLeast: .viewer)
            let (task, swarm) = try await task(request)
            return HTTPResponse(try await store.read { try json(task, swarm, $0) })
        }
        routes.on("GET", "/v1/tasks/{id}/log") { request in
            _ = try await gatekeeper.caller(request, atLeast: .viewer)
            let id = try await task(request).task.core.id
            let limit = try request.integer("limit", 1...2_000, or: 500)
            let lines = try await store.read { try $0.log(of: id, last: limit) }
            return HTTPResponse(.array(lines.map { ["at": .string("\($0.at)"), "text": .string($0.text)] }))
        }
        for (name, intent) in [
            ("retry", IntentName.taskRetry), ("cancel", .taskCancel), ("approve", .taskApprove),
            ("reject", .taskReject),
            ("assign", .taskAssign),
        ] {
            routes.post("/v1/tasks/{id}/\(name)", bodyLimit: 64 << 10, self) { try await actOnTask($0, intent) }
        }
        addAgentListRoutes(to: &routes)
    }

    private func addAgentListRoutes(to routes: inout HTTPRoutes) {
        let settings = settings
        routes.on("GET", "/v1/agents") { request in
            _ = try await gatekeeper.caller(request, atLeast: .viewer)
            let page = try Page(request)
            let agents = try await store.read { transaction in
                try transaction.agents().map { try agentJSON($0, transaction) }
            }
            return page.slice(agents) { $0 }
        }
        routes.on("GET", "/v1/agents/{id}") { request in
            _ = try await gatekeeper.caller(request, atLeast: .viewer)
            let key = try request.parameter("id")
            return HTTPResponse(
                try await store.read { transaction in
                    let byID = try AgentID(key).flatMap { try transaction.agent($0) }
                    guard let agent = try byID ?? transaction.agent(named: key) else {
                        throw StoreError.missing("agent \(key)")
                    }
                    return try agentJSON(agent, transaction)
                })
        }
        for (name, intent) in [
            ("drain", IntentName.agentDrain), ("resume", .agentResume), ("restart", .agentRestart),
            ("upgrade", .agentUpgrade), ("remove", .agentRemove),
        ] {
            routes.post("/v1/agents/{id}/\(name)", bodyLimit: 4 << 10, self) { call in
                let agent = try await agentName(call.request)
                return try await call.command(Command(intent, [.agent: .text(agent)]), settings)
            }
        }
        routes.post("/v1/agents/{id}/messages", bodyLimit: 64 << 10, self) { call in
            let text = try call.request.json()["text"]?.string ?? ""
            let agent = try await agentName(call.request)
            return try await call.command(Command(.agentMessage, [.agent: .text(agent), .text: .text(text)]), settings)
        }
    }

    /// The name of the agent of the path, which may be its id.
    private func agentName(_ request: HTTPRequest) async throws -> String {
        let key = try request.parameter("id")
        guard let id = AgentID(key) else { return key }
        return try await store.read { try $0.agent(id)?.name } ?? key
    }

    private func tasks(_ request: HTTPRequest) async throws -> HTTPResponse {
        _ = try await gatekeeper.caller(request, atLeast: .viewer)
        let page = try Page(request)
        let key = request.query["swarm"]
        let rows = try await store.read { transaction -> [(cursor: Int64, json: JSONValue)] in
            guard let key else {
                return try transaction.tasks(after: TaskID(page.cursor ?? 0), limit: page.limit + 1).map { task in
                    guard let swarm = try transaction.swarm(task.core.swarm) else { throw StoreError.missing("swarm") }
                    return (task.core.id.value, try json(task, swarm, transaction))
                }
            }
            let byID = try SwarmID(key).flatMap { try transaction.swarm($0) }
            guard let swarm = try byID ?? transaction.swarm(named: key) else {
                throw StoreError.missing("swarm \(key)")
            }
            return try transaction.tasks(of: swarm.id, after: page.cursor ?? 0, limit: page.limit + 1).map {
                (Int64($0.core.number), try json($0, swarm, transaction))
            }
        }
        return page.response(rows, cursor: \.cursor) { $0.json }
    }

    private func task(_ request: HTTPRequest) async throws -> (task: TaskRecord, swarm: SwarmRecord) {
        let key = try request.parameter("id")
        guard let id = TaskID(key) else { throw APIError.notFound("task \(key)") }
        return try await store.read { transaction in
            guard let task = try transaction.task(id), let swarm = try transaction.swarm(task.core.swarm) else {
                throw StoreError.missing("task \(key)")
            }
            return (task, swarm)
        }
    }

    private func actOnTask(_ call: PersonCall, _ intent: IntentName) async throws -> HTTPResponse {
        let (task, swarm) = try await task(call.request)
        let body = try call.request.json()
        var slots: [Slot: SlotValue] = [.swarm: .text("#\(swarm.id)"), .task: .integer(task.core.number)]
        if let agent = body["agent"]?.string { slots[.agent] = .text(agent) }
        if let feedback = body["feedback"]?.string { slots[.feedback] = .text(feedback) }
        let act = PerformCommand(principal: call.principal, command: Command(intent, slots), settings: settings)
        return try await call.perform(act) { _, transaction in
            guard let next = try transaction.task(task.core.id) else { throw StoreError.missing("task") }
            return Idempotency.Answer(try json(next, swarm, transaction))
        }
    }

    /// Carries out a command and answers with its words.
    func command(_ request: HTTPRequest, _ command: Command) async throws -> HTTPResponse {
        let caller = try await gatekeeper.caller(request, atLeast: CommandPerformer.role(for: command.intent))
        let output = try await store.perform(
            PerformCommand(principal: caller.principal.id, command: command, settings: settings))
        return HTTPResponse(["text": .string(output.messages.map(\.text).joined(separator: "\n"))])
    }

    private func json(_ task: TaskRecord, _ swarm: SwarmRecord, _ transaction: ReadTransaction) throws -> JSONValue {
        SwarmJSON.task(
            task, needs: try transaction.needs(ofClass: task.core.capabilityClass),
            waiting: try transaction.waitingReason(of: task),
            dependsOn: try transaction.dependencies(of: task.core.id).map(\.number),
            agent: task.core.isLeased ? try task.core.agent.flatMap { try transaction.agent($0)?.name } : nil,
            swarm: swarm)
    }

    private func agentJSON(_ agent: AgentRecord, _ transaction: ReadTransaction) throws -> JSONValue {
        let row = try transaction.agentRow(of: agent)
        return [
            "id": .string("\(agent.id)"), "name": .string(agent.name), "state": .string(row.state.rawValue),
            "swarm": row.swarm.map { .string($0) } ?? .null, "task": row.task.map { .integer(Int64($0)) } ?? .null,
            "capabilities": JSONValue(parsing: agent.capabilities.utf8) ?? .null,
            "seen_at": agent.seenAt.map { .string("\($0)") } ?? .null,
        ]
    }
}
