import Glibc

/// A blocking TCP client that sends exactly the bytes a test tells it to; used inside `RawConnection.script`.
package final class RawConnection {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) {
            self.description = description
        }
    }

    private let descriptor: Int32
    private var unread: [UInt8] = []
    /// Whether the peer has closed its side or reset the connection.
    package private(set) var hasEnded = false
    /// Whether the end was a reset.
    package private(set) var wasReset = false

    /// Connects.
    ///
    /// - Parameters:
    ///   - host: a numeric address of either family.
    ///   - source: a local address to connect from, such as 127.0.0.2.
    ///   - receiveBuffer: bytes the kernel keeps for a reader that does not read.
    package init(port: UInt16, host: String = "127.0.0.1", source: String? = nil, receiveBuffer: Int32? = nil) throws {
        let isIPv6 = host.contains(":")
        descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(description: "socket: \(errno)") }
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
        if var receiveBuffer { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, 4) }
        if let source { try Self.withAddress(source, 0) { bind(descriptor, $0, $1) } }
        try Self.withAddress(host, port) { Glibc.connect(descriptor, $0, $1) }
    }

    deinit {
        Glibc.close(descriptor)
    }

    private static func withAddress(
        _ host: String, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws {
        var storage = sockaddr_storage()
        let result = withUnsafeMutableBytes(of: &storage) { bytes -> Int32 in
            guard let base = bytes.baseAddress else { return -1 }
            let length: Int
            if host.contains(":") {
                let address = base.assumingMemoryBound(to: sockaddr_in6.self)
                address.pointee.sin6_family = sa_family_t(AF_INET6)
                address.pointee.sin6_port = port.bigEndian
                inet_pton(AF_INET6, host, &address.pointee.sin6_addr)
                length = MemoryLayout<sockaddr_in6>.size
            } else {
                let address = base.assumingMemoryBound(to: sockaddr_in.self)
                address.pointee.sin_family = sa_family_t(AF_INET)
                address.pointee.sin_port = port.bigEndian
                inet_pton(AF_INET, host, &address.pointee.sin_addr)
                length = MemoryLayout<sockaddr_in>.size
            }
            return body(base.assumingMemoryBound(to: sockaddr.self), socklen_t(length))
        }
        guard result == 0 else { throw Failure(description: "\(host):\(port): \(String(cString: strerror(errno)))") }
    }

    /// Runs a blocking script on a thread of its own, off the cooperative pool.
    package static func script<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            RawThread { continuation.resume(with: Swift.Result { try body() }) }.start()
        }
    }

    /// Sends all bytes; false when the peer no longer takes them.
    @discardableResult
    package func send(_ bytes: some Collection<UInt8>) -> Bool {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    @discardableResult
    package func send(_ text: String) -> Bool { send(text.utf8) }

    /// Lets `send` give up after that long.
    package func setSendTimeout(_ seconds: Double) {
        var time = timeval(tv_sec: Int(seconds), tv_usec: Int(seconds * 1_000_000) % 1_000_000)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Ends the sending side alone.
    package func shutdownWrite() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Waits at most `seconds` for bytes; false when none came or the peer has ended.
    private func readMore(within seconds: Double) -> Bool {
        guard !hasEnded else { return false }
        var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&waited, 1, Int32(seconds * 1000)) > 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 {
            unread += buffer[..<count]
            return true
        }
        hasEnded = true
        wasReset = count < 0
        return false
    }

    /// Exactly `count` bytes, or fewer when they do not come in time.
    package func read(_ count: Int, within seconds: Double = 10) -> [UInt8] {
        while unread.count < count, readMore(within: seconds) {}
        let result = Array(unread.prefix(count))
        unread.removeFirst(result.count)
        return result
    }

    /// What comes up to and including `mark`, or everything when it does not come in time.
    package func read(through mark: String, within seconds: Double = 10) -> String {
        let mark = Array(mark.utf8)
        var searched = 0
        while true {
            if let found = unread[max(0, searched - mark.count)...].firstRange(of: mark) {
                return String(decoding: read(found.upperBound), as: UTF8.self)
            }
            searched = unread.count
            if !readMore(within: seconds) { return String(decoding: read(unread.count), as: UTF8.self) }
        }
    }

    /// Everything until the peer ends.
    package func readToEnd(within seconds: Double = 10) -> [UInt8] {
        while readMore(within: seconds) {}
        defer { unread = [] }
        return unread
    }

    /// Whether the peer ends the connection within the time; what it sends before is dropped.
    package func ends(within seconds: Double = 10) -> Bool {
        _ = readToEnd(within: seconds)
        return hasEnded
    }

    /// Whether the peer ends the connection, after `quiet` seconds in which nothing is read.
    package func ends(afterQuiet quiet: Double) -> Bool {
        usleep(UInt32(quiet * 1_000_000))
        return ends()
    }

    /// Whether nothing at all comes for that long.
    package func isQuiet(for seconds: Double) -> Bool { unread.isEmpty && !readMore(within: seconds) && !hasEnded }

    /// The next response, nil when none comes whole.
    ///
    /// With `isHead` it has no body whatever its headers say.
    package func readResponse(isHead: Bool = false, within seconds: Double = 10) -> RawResponse? {
        let head = read(through: "\r\n\r\n", within: seconds)
        guard head.hasSuffix("\r\n\r\n"), var response = RawResponse(head: head) else { return nil }
        if isHead || response.status < 200 || response.status == 204 || response.status == 304 { return response }
        if response["transfer-encoding"] == "chunked" {
            while true {
                let line = read(through: "\r\n", within: seconds)
                guard line.hasSuffix("\r\n"), let size = Int(line.dropLast(1), radix: 16) else { return nil }
                let chunk = read(size + 2, within: seconds)
                guard chunk.count == size + 2 else { return nil }
                if size == 0 { return response }
                response.body += chunk.dropLast(2)
            }
        }
        if let length = response["content-length"].flatMap({ Int($0) }) {
            response.body = read(length, within: seconds)
            return response.body.count == length ? response : nil
        }
        response.body = readToEnd(within: seconds)
        return response
    }
}

private final class RawThread: Sendable {
    private let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    func start() {
        var thread = pthread_t()
        pthread_create(&thread, nil, rawThreadMain, Unmanaged.passRetained(self).toOpaque())
        pthread_detach(thread)
    }

    fileprivate func run() { body() }
}

// A free function: a closure written at the call would inherit the caller's isolation and trap on this thread.
private func rawThreadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<RawThread>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
