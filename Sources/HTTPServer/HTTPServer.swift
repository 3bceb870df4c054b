internal import CLinux
import Glibc
import Threading

/// An HTTP/1.1 server with WebSocket and streamed bodies, on event loops of its own.
///
/// Each loop is a thread and a `TaskExecutor`: handlers run on the loop of their connection and must not block it.
/// TLS is a proxy's work. Decision and figures: docs/decisions/http-server.md.
package final class HTTPServer: Sendable {
    private struct State {
        var loops: [EventLoop] = []
        var running = 0
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let configuration: HTTPServerConfiguration
    private let routes: HTTPRoutes
    private let state = Lock(State())

    package init(_ configuration: HTTPServerConfiguration, _ routes: HTTPRoutes) {
        self.configuration = configuration
        self.routes = routes
    }

    /// Listens, starts the loops and returns the port.
    ///
    /// The loops live until `drain(within:)`.
    ///
    /// Raises the process's soft limit of open descriptors to what the connection cap needs.
    package func start() throws(HTTPServerError) -> UInt16 {
        guard state.withLock({ $0.loops.isEmpty }) else { throw .alreadyStarted }
        clinux_raise_descriptor_limit(UInt64(configuration.limits.connections) + 512)
        // Sharing a port between the loops would share it with a second server too: one socket that does not share
        // finds out whether somebody is there.
        if configuration.port != 0 { close(try listen(port: configuration.port, shared: false)) }
        var listeners: [Int32] = []
        var port = configuration.port
        do throws(HTTPServerError) {
            for _ in 0..<max(1, configuration.loops) {
                listeners.append(try listen(port: port, shared: true))
                port = UInt16(clamping: clinux_local_port(listeners[0]))
            }
        } catch {
            for listener in listeners { close(listener) }
            throw error
        }
        let census = ConnectionCensus(configuration.limits)
        let loops = listeners.enumerated().map { index, listener in
            EventLoop("http-\(port)-\(index)", listener, configuration, routes, census) { self.loopEnded() }
        }
        state.withLock {
            $0.loops = loops
            $0.running = loops.count
        }
        for loop in loops { loop.startThread() }
        return port
    }

    /// Stops accepting, lets requests in flight finish, ends streams and long-polls, closes WebSockets with 1001, and
    /// returns when all loops have ended; what is left after `limit` is cut off.
    package func drain(within limit: Duration) async {
        let loops = state.withLock { $0.loops }
        for loop in loops { loop.perform { loop.drain(within: limit) } }
        await withCheckedContinuation { continuation in
            let ended = state.withLock { state in
                if state.running > 0 { state.waiters.append(continuation) }
                return state.running == 0
            }
            if ended { continuation.resume() }
        }
    }

    private func loopEnded() {
        let waiters = state.withLock { state in
            state.running -= 1
            defer { if state.running == 0 { state.waiters = [] } }
            return state.running == 0 ? state.waiters : []
        }
        for waiter in waiters { waiter.resume() }
    }

    private func listen(port: UInt16, shared: Bool) throws(HTTPServerError) -> Int32 {
        let descriptor = clinux_listen(configuration.host, port, 1024, shared ? 1 : 0)
        if descriptor >= 0 { return descriptor }
        if -descriptor == EADDRINUSE { throw .addressInUse(host: configuration.host, port: port) }
        throw .cannotListen(host: configuration.host, port: port, reason: String(cString: strerror(-descriptor)))
    }
}
