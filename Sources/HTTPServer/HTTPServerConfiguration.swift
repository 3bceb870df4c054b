/// Where a server listens, what it allows, and how long it waits.
package struct HTTPServerConfiguration: Sendable {
    /// Caps on what peers can make the server hold.
    package struct Limits: Sendable {
        /// Open connections in total; one more is answered 503 and closed.
        package var connections = 10_000
        /// Open connections of one peer address, except those of `uncappedPeers`.
        package var connectionsPerPeer = 256
        /// Addresses without a cap of their own: a proxy on this machine brings everyone's connections.
        package var uncappedPeers: Set<String> = ["127.0.0.1", "::1"]
        /// Bytes of a request's head.
        package var head = 16 * 1024
        /// Header fields of a request.
        package var headers = 100
        /// Bytes of a request target.
        package var target = 8 * 1024
        /// Bytes of all request bodies held at a time; a request over it is answered 503.
        package var heldBodies = 512 << 20
        /// Bytes of a WebSocket message, over all its fragments.
        package var webSocketMessage = 1 << 20

        package init() {}
    }

    /// Absolute times: bytes that trickle in do not extend them.
    package struct Deadlines: Sendable {
        /// From a head's first byte to its last, and from accepting a connection to the first byte.
        package var head: Duration = .seconds(10)
        /// From the end of the head to the end of the body, where `minimumBodyRate` does not give more.
        package var body: Duration = .seconds(30)
        /// Bytes a second a large body has to arrive at.
        package var minimumBodyRate = 32 * 1024
        /// A kept connection without a request.
        package var idle: Duration = .seconds(60)
        /// Output waits and the peer takes none of it.
        package var writeStall: Duration = .seconds(30)
        /// Between the server's pings on a WebSocket; two and a half of them in silence end it.
        package var webSocketPing: Duration = .seconds(30)
        /// After the last answer, for the peer to close its side.
        package var linger: Duration = .seconds(2)

        package init() {}
    }

    /// An IPv4 or IPv6 address or a name; "::" listens on both families.
    package var host: String
    /// 0 lets the system choose.
    package var port: UInt16
    /// Event loops, each with its thread.
    package var loops: Int
    package var limits = Limits()
    package var deadlines = Deadlines()
    /// Hosts a request may name, without port, in any case; nil allows any.
    package var allowedHosts: Set<String>?
    /// Origins a browser's request may carry, exactly as browsers write them; nil allows any.
    ///
    /// Such as `https://example.org`, with the port unless it is the scheme's own. A request without an `Origin` is not
    /// a browser's cross-site request and passes; so does one whose origin is the very host it names, where
    /// `allowedHosts` judges hosts.
    package var allowedOrigins: Set<String>?
    /// An event loop held longer than this by one turn is logged.
    package var slowTurn: Duration = .milliseconds(100)
    /// Takes one line for the operator; called on event loops, so it must not block.
    package var log: (@Sendable (String) -> Void)?

    package init(
        host: String = "127.0.0.1", port: UInt16 = 0, loops: Int = 2, allowedHosts: Set<String>? = nil,
        allowedOrigins: Set<String>? = nil, log: (@Sendable (String) -> Void)? = nil
    ) {
        self.host = host
        self.port = port
        self.loops = loops
        self.allowedHosts = allowedHosts
        self.allowedOrigins = allowedOrigins
        self.log = log
    }
}
