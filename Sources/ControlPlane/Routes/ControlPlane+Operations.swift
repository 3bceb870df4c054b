import HTTPServer
import Orchestrator
import Store
import Vocabulary

/// What operators and their tools look at.
extension ControlPlane {
    func addOperationRoutes(to routes: inout HTTPRoutes) {
        routes.on("GET", "/livez") { _ in HTTPResponse(text: "ok\n") }
        for path in ["/readyz", "/healthz"] {
            routes.on("GET", path) { _ in
                // A read finds out what nobody has stumbled over yet.
                if !store.health.isAway { _ = try? await store.read { try $0.lastCursor() } }
                let readiness = Readiness(store.health.state)
                let asOf = readiness.isReady ? nil : await lastKnown.snapshot()?.asOf
                return HTTPResponse(status: readiness.isReady ? 200 : 503, readiness.json(asOf: asOf))
            }
        }
    }
}
