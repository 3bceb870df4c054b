import Glibc
import Threading

/// A TCP server on a free loopback port that says exactly what a test tells it to: whole, cut, slow or wrong HTTP.
///
/// Each connection is served by a blocking closure on a thread of its own and ends when the closure returns. The server
/// itself listens until the process ends: a test that no longer mentions it may still be waiting for its answer.
package final class LoopbackServer: Sendable {
    package let port: UInt16
    private let listener: Int32
    private let received = Lock<[LoopbackRequest]>([])
    private let accepted = Lock(0)

    /// - Parameter serve: called once per connection; the connection closes when it returns.
    package init(serve: @escaping @Sendable (LoopbackConnection) -> Void) throws {
        signal(SIGPIPE, SIG_IGN)
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) | listen(listener, 128) | getsockname(listener, address, &length)
            }
        }
        guard listener >= 0, result == 0 else { throw LoopbackError(errno: errno) }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        let box = LoopbackThread {
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { return }
                self.serve(descriptor, serve)
            }
        }
        box.start()
    }

    /// A port that nobody listens on.
    package static func closedPort() throws -> UInt16 {
        let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(probe) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(probe, address, length) | getsockname(probe, address, &length)
            }
        }
        guard probe >= 0, result == 0 else { throw LoopbackError(errno: errno) }
        return UInt16(bigEndian: address.sin_port)
    }

    package var url: String { "http://127.0.0.1:\(port)" }
    /// Every request read so far, over all connections.
    package var requests: [LoopbackRequest] { received.withLock { $0 } }
    /// How many connections came so far.
    package var connectionCount: Int { accepted.withLock { $0 } }

    private func serve(_ descriptor: Int32, _ serve: @escaping @Sendable (LoopbackConnection) -> Void) {
        let ordinal = accepted.withLock { count in
            count += 1
            return count
        }
        LoopbackThread {
            let connection = LoopbackConnection(descriptor: descriptor, ordinal: ordinal) { request in
                self.received.withLock { $0.append(request) }
            }
            serve(connection)
            close(descriptor)
        }.start()
    }
}

package struct LoopbackError: Error {
    package let errno: Int32
}

/// A request as it came.
package struct LoopbackRequest: Sendable {
    package let method: String
    package let target: String
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]

    package subscript(header name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

private final class LoopbackThread: Sendable {
    private let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    func start() {
        var thread = pthread_t()
        pthread_create(&thread, nil, loopbackThreadMain, Unmanaged.passRetained(self).toOpaque())
        pthread_detach(thread)
    }

    fileprivate func run() { body() }
}

private func loopbackThreadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<LoopbackThread>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
