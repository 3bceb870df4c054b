import Threading

/// HTTP/1.1 over libcurl: all transfers of a client run on one thread of its own, started by the first request.
///
/// Connections are kept and used again within one client. Proxy variables, cookies, `.netrc` and redirects are ignored.
/// An idle client sleeps in the kernel.
package final class HTTPClient: Sendable {
    package struct Configuration: Sendable {
        package var userAgent: String
        /// Refuses loopback, private, link-local, shared and reserved addresses, after name resolution.
        ///
        /// A kept connection is not resolved again, so addresses that people give are fetched with a client of their
        /// own that has this set, never with one that also talks to private addresses.
        package var denyPrivateAddresses: Bool
        /// Further requests to the host wait for a connection; the wait counts towards their time-outs.
        package var maxConnectionsPerHost: Int
        package var maxIdleConnections: Int

        package init(
            userAgent: String = "waggle", denyPrivateAddresses: Bool = false, maxConnectionsPerHost: Int = 256,
            maxIdleConnections: Int = 32
        ) {
            self.userAgent = userAgent
            self.denyPrivateAddresses = denyPrivateAddresses
            self.maxConnectionsPerHost = maxConnectionsPerHost
            self.maxIdleConnections = maxIdleConnections
        }
    }

    private enum State {
        case unused
        case running(TransferEngine)
        case shutDown
    }

    private let configuration: Configuration
    private let state = Lock(State.unused)

    package init(configuration: Configuration = Configuration()) { self.configuration = configuration }

    deinit { shutdown() }

    /// Sends the request and collects the body, at most `maxResponseBytes` of it.
    ///
    /// Cancelling the task ends the transfer at once; whether it arrived is then unknown.
    ///
    /// - Throws: `HTTPClientError`, or `CancellationError`. Any HTTP status is a response, not an error.
    package func send(_ request: HTTPClientRequest) async throws -> HTTPClientResponse {
        let stream = try await stream(request)
        var body: [UInt8] = []
        for try await bytes in stream.body { body += bytes }
        return HTTPClientResponse(status: stream.status, headers: stream.headers, body: body)
    }

    /// Sends the request and returns when the head of the response is there.
    ///
    /// - Throws: as `send`; the body throws the same.
    package func stream(_ request: HTTPClientRequest) async throws -> HTTPClientStream {
        try request.validate()
        try Task.checkCancellation()
        let engine = try runningEngine()
        let transfer = Transfer(request)
        let handle = TransferHandle(client: self, engine: engine, transfer: transfer)
        engine.start(transfer)
        let (status, headers) = try await handle.head()
        return HTTPClientStream(status: status, headers: headers, body: HTTPClientBody(handle: handle))
    }

    /// Ends every transfer with `shutDown` and the thread with them; later requests fail alike.
    package func shutdown() {
        let engine: TransferEngine? = state.withLock { state in
            defer { state = .shutDown }
            return if case .running(let engine) = state { engine } else { nil }
        }
        engine?.stop()
    }

    private func runningEngine() throws(HTTPClientError) -> TransferEngine {
        try state.withLock { state throws(HTTPClientError) in
            switch state {
            case .running(let engine): return engine
            case .shutDown: throw .shutDown(mayHaveArrived: false)
            case .unused:
                let engine = try TransferEngine(configuration)
                state = .running(engine)
                return engine
            }
        }
    }
}
