import HTTPServer
import Lifecycle

/// The HTTP server as a service: it listens from before the group starts, and drains when it is asked to stop.
struct HTTPService: Service {
    let name = "http"
    let server: HTTPServer

    func run() async throws {
        await Shutdown.current?.wait()
        await server.drain(within: .seconds(10))
    }
}
