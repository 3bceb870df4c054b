import HTTPServer
import Orchestrator
import Store
import Vocabulary

/// Goals, tasks that people add, and the repositories of swarms.
extension ControlPlane {
    func addBacklogRoutes(to routes: inout HTTPRoutes) {
        routes.on("GET", "/v1/goals") { request in
            _ = try await gatekeeper.caller(request, atLeast: .viewer)
            return HTTPResponse(
                .array(
                    try await store.read { try $0.goals() }.map {
                        [
                            "id": .string("\($0.id)"), "text": .string($0.text),
                            "priority": .string($0.priority.name),
                        ]
                    }))
        }
        routes.post("/v1/goals", bodyLimit: 64 << 10, idempotency) { request in
            let body = try request.json()
            guard let text = body["text"]?.string, !text.isEmpty else {
                throw APIError.badRequest("text is missing: what the goal is.")
            }
            var slots: [Slot: SlotValue] = [.text: .text(text)]
            if let priority = try Self.priority(body) { slots[.priority] = .text(priority) }
            var response = try await command(request, Command(.goalAdd, slots))
            response.status = 201
            return response
        }
        routes.on("DELETE", "/v1/goals/{id}") { request in
            guard let id = Int(try request.parameter("id")) else { throw APIError.notFound("such goal") }
            return try await command(request, Command(.goalDrop, [.goal: .integer(id)]))
        }
        routes.post("/v1/tasks", bodyLimit: 64 << 10, idempotency) { request in
            let body = try request.json()
            guard let title = body["title"]?.string, !title.isEmpty else {
                throw APIError.badRequest("title is missing: what the task is.")
            }
            var slots: [Slot: SlotValue] = [.title: .text(title)]
            if let swarm = body["swarm"]?.string { slots[.swarm] = .text(swarm) }
            if let priority = try Self.priority(body) { slots[.priority] = .text(priority) }
            var response = try await command(request, Command(.taskAdd, slots))
            response.status = 201
            return response
        }
        routes.on("GET", "/v1/repositories") { request in
            _ = try await gatekeeper.caller(request, atLeast: .viewer)
            return HTTPResponse(
                .array(
                    try await store.read { try $0.swarms(limit: 500) }.map {
                        [
                            "swarm": .string($0.name), "slug": .string($0.slug),
                            "origin": $0.origin.map { .string($0) } ?? .null, "branch": .string($0.branch),
                            "head": $0.head.map { .string($0) } ?? .null,
                        ]
                    }))
        }
    }

    private static func priority(_ body: JSONValue) throws -> String? {
        guard let text = body["priority"]?.string else { return nil }
        guard Priority(name: text) != nil else {
            throw APIError.badRequest("priority is low, normal, high or urgent.")
        }
        return text
    }
}
