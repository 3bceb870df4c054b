import HTTPServer
import Vocabulary

/// What operators and their tools look at.
extension ControlPlane {
    func addOperationRoutes(to routes: inout HTTPRoutes) {
        routes.on("GET", "/livez") { _ in HTTPResponse(text: "ok\n") }
        for path in ["/readyz", "/healthz"] {
            routes.on("GET", path) { _ in
                let health = await health()
                return HTTPResponse(
                    status: health.isReady ? 200 : 503,
                    [
                        "status": health.isReady ? "ready" : "degraded",
                        "problems": .array(health.problems.map { .string($0) }),
                    ])
            }
        }
    }
}
