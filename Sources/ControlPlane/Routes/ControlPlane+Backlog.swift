import HTTPServer
import Orchestrator
import Store
import Vocabulary

/// Goals, tasks that people add, and the repositories of swarms.
extension ControlPlane {
    func addBacklogRoutes(to routes: inout HTTPRoutes) {
        let settings = settings
        routes.on("GET", "/v1/goals") { request in
            _ = try await gatekeeper.caller(request, atLeast: .viewer)
            let page = try Page(request, limit: 10_000, most: 10_000)
            let goals = try await store.read { transaction in
                try transaction.goals().map { ($0, try $0.swarm.flatMap { try transaction.swarm($0)?.name }) }
            }
            return page.slice(goals) { goal, swarm in
                [
                    "id": .string("\(goal.id)"), "text": .string(goal.text), "priority": .string(goal.priority.name),
                    "state": .string(goal.state.rawValue), "swarm": swarm.map { .string($0) } ?? .null,
                ]
            }
        }
        routes.post("/v1/goals", bodyLimit: 64 << 10, self) { call in
            let body = try call.request.json()
            guard let text = body["text"]?.string, !text.isEmpty else {
                throw APIError.badRequest("text is missing: what the goal is.")
            }
            var slots: [Slot: SlotValue] = [.text: .text(text)]
            if let priority = try Self.priority(body) { slots[.priority] = .text(priority) }
            return try await call.command(Command(.goalAdd, slots), status: 201, settings)
        }
        routes.on("DELETE", "/v1/goals/{id}") { request in
            guard let id = Int(try request.parameter("id")) else { throw APIError.notFound("such goal") }
            return try await command(request, Command(.goalDrop, [.goal: .integer(id)]))
        }
        routes.post("/v1/tasks", bodyLimit: 256 << 10, self) { call in
            let body = try call.request.json()
            var slots: [Slot: SlotValue] = [.title: .text(try Self.taskText(body))]
            if let swarm = body["swarm"]?.string { slots[.swarm] = .text(swarm) }
            if let priority = try Self.priority(body) { slots[.priority] = .text(priority) }
            return try await call.command(Command(.taskAdd, slots), status: 201, settings)
        }
        routes.on("GET", "/v1/repositories") { request in
            _ = try await gatekeeper.caller(request, atLeast: .viewer)
            let page = try Page(request)
            let swarms = try await store.read {
                try $0.swarms(before: page.cursor.map(SwarmID.init(_:)), limit: page.limit + 1)
            }
            return page.response(swarms, cursor: \.id.value) {
                [
                    "swarm": .string($0.name), "slug": .string($0.slug),
                    "origin": $0.origin.map { .string($0) } ?? .null, "branch": .string($0.branch),
                    "head": $0.head.map { .string($0) } ?? .null,
                ]
            }
        }
        addHubRoutes(to: &routes)
        addLaneRoutes(to: &routes)
    }

    private func addHubRoutes(to routes: inout HTTPRoutes) {
        let settings = settings
        routes.on("GET", "/v1/hub") { request in
            _ = try await gatekeeper.caller(request, atLeast: .viewer)
            return HTTPResponse(["mode": .string(try await store.read { try $0.hubMode() }.rawValue)])
        }
        routes.post("/v1/hub", bodyLimit: 4 << 10, self) { call in
            guard let mode = try call.request.json()["mode"]?.string.flatMap(HubMode.init(rawValue:)) else {
                throw APIError.badRequest("mode is executing, improving, contemplating, resting or auto.")
            }
            return try await call.command(Command(.hubMode, [.mode: .text(mode.rawValue)]), settings)
        }
        routes.on("GET", "/v1/alerts") { request in
            _ = try await gatekeeper.caller(request, atLeast: .viewer)
            let page = try Page(request, limit: 100)
            let isOpen = request.query["open"] == "true"
            let alerts = try await store.read { transaction in
                let alerts = try transaction.alerts(
                    before: page.cursor ?? .max, limit: page.limit + 1, isOpen: isOpen)
                return try alerts.map { ($0, try $0.acknowledgedBy.flatMap { try transaction.principal($0)?.name }) }
            }
            return page.response(alerts, cursor: \.0.id) { Self.json($0, seenBy: $1) }
        }
        routes.post("/v1/alerts/{id}/acknowledge", bodyLimit: 4 << 10, self) { call in
            guard let id = Int(try call.request.parameter("id")) else { throw APIError.notFound("such alert") }
            return try await call.command(Command(.alertAcknowledge, [.alert: .integer(id)]), settings)
        }
    }

    private static func json(_ alert: AlertRecord, seenBy: String?) -> JSONValue {
        [
            "id": .string("\(alert.id)"), "text": .string(alert.text),
            "swarm": alert.swarm.map { .string("\($0)") } ?? .null, "raised_at": .string("\(alert.raisedAt)"),
            "acknowledged_at": alert.acknowledgedAt.map { .string("\($0)") } ?? .null,
            "acknowledged_by": seenBy.map { .string($0) } ?? .null,
            "cleared_at": alert.clearedAt.map { .string("\($0)") } ?? .null,
        ]
    }

    /// A task in the words of a structured PRD: title, description, and its scripts in fences of their own.
    private static func taskText(_ body: JSONValue) throws -> String {
        var lines = try taskLines(body)
        var next = body["next"]?.array ?? []
        // A list, or tasks within each other: either way one after the other.
        while !next.isEmpty {
            let follower = next.removeFirst()
            lines += try [""] + taskLines(follower, "### Then: ")
            next = (follower["next"]?.array ?? []) + next
            guard lines.count < 10_000 else { throw APIError.badRequest("next is too long.") }
        }
        return lines.joined(separator: "\n")
    }

    private static func taskLines(_ body: JSONValue, _ prefix: String = "") throws -> [String] {
        guard let title = body["title"]?.string, !title.allSatisfy(\.isWhitespace),
            !title.contains(where: \.isNewline)
        else { throw APIError.badRequest("title is missing: what the task is, on one line.") }
        var lines = [prefix + title]
        if let details = body["details"]?.string { lines.append(details) }
        if let files = body["files"]?.array?.compactMap(\.string), !files.isEmpty {
            lines.append("Files: \(files.joined(separator: ", "))")
        }
        if let needs = body["needs"]?.string { lines.append("Needs: \(try line(needs, "needs"))") }
        if let policy = body["if_blocked"]?.string { lines.append("If blocked: \(try line(policy, "if_blocked"))") }
        let after = try (body["depends_on"]?.array ?? []).map(dependency)
        if !after.isEmpty { lines.append("After: \(after.joined(separator: ", "))") }
        func block(_ kind: String, _ script: String) {
            var fence = "```"
            while script.contains(fence) { fence += "`" }
            lines += ["", "\(fence)sh \(kind)", script, fence]
        }
        if let run = body["run"]?.string { block("run", run) }
        for check in body["checks"]?.array?.compactMap(\.string) ?? [] { block("check", check) }
        return lines
    }

    /// A number, or `{"task": 3, "on": "failure"}`.
    private static func dependency(_ value: JSONValue) throws -> String {
        if let number = value.integer { return "\(number)" }
        guard let number = value["task"]?.integer,
            let condition = EdgeCondition(name: value["on"]?.string ?? "success")
        else {
            throw APIError.badRequest(
                "depends_on holds numbers, or {\"task\": number, \"on\": \"success\", \"done\" or \"failure\"}.")
        }
        switch condition {
        case .success: return "\(number)"
        case .done: return "\(number) ends"
        case .failure: return "\(number) fails"
        }
    }

    /// One line of the task's text.
    private static func line(_ text: String, _ name: String) throws -> String {
        guard !text.contains(where: \.isNewline) else { throw APIError.badRequest("\(name) is one line.") }
        return text
    }

    private static func priority(_ body: JSONValue) throws -> String? {
        guard let text = body["priority"]?.string else { return nil }
        guard Priority(name: text) != nil else {
            throw APIError.badRequest("priority is low, normal, high or urgent.")
        }
        return text
    }
}
