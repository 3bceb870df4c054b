import HTTPServer
import Orchestrator
import Store
import Vocabulary

/// The lanes tasks wait in, one a priority.
extension ControlPlane {
    func addLaneRoutes(to routes: inout HTTPRoutes) {
        routes.on("GET", "/v1/lanes") { request in
            _ = try await gatekeeper.caller(request, atLeast: .viewer)
            return HTTPResponse(try await store.read { lanes(closed: try $0.closedLanes()) })
        }
        for (name, isOpen) in [("pause", false), ("resume", true)] {
            routes.post("/v1/lanes/{name}/\(name)", bodyLimit: 4 << 10, self) { call in
                let name = try call.request.parameter("name")
                guard let lane = Priority(name: name) else {
                    throw APIError.notFound("a lane called \(name); there are low, normal, high and urgent")
                }
                return try await call.perform(SetLane(lane, isOpen: isOpen, by: call.principal)) { _, transaction in
                    Idempotency.Answer(lanes(closed: try transaction.closedLanes()))
                }
            }
        }
    }

    private func lanes(closed: Set<Priority>) -> JSONValue {
        .array(
            Priority.allCases.reversed().map {
                ["name": .string($0.name), "paused": .bool(closed.contains($0))]
            })
    }
}
