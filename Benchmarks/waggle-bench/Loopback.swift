import Glibc

/// Plain blocking loopback calls: nothing of ours stands between the stopwatch and the server.
enum Loopback {
    /// A port nobody listens on right now.
    static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) == 0 ? getsockname(descriptor, pointer, &length) : -1
            }
        }
        guard code == 0 else { throw BenchError("there is no free port") }
        return UInt16(bigEndian: address.sin_port)
    }

    /// Whether `GET path` is answered by 200 within a second.
    static func answers(_ path: String, port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = loopback(port)
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { return false }
        let request = Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            return false
        }
        var answer = [UInt8](repeating: 0, count: 12)
        return recv(descriptor, &answer, 12, Int32(MSG_WAITALL)) == 12
            && String(decoding: answer, as: UTF8.self) == "HTTP/1.1 200"
    }

    /// Waits until the path is answered; looks every millisecond.
    static func wait(for path: String, port: UInt16, seconds: Double = 20) throws {
        let end = Stopwatch.nanoseconds + Int64(seconds * 1e9)
        while !answers(path, port: port) {
            guard Stopwatch.nanoseconds < end else { throw BenchError("the server on port \(port) does not answer") }
            usleep(1_000)
        }
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
