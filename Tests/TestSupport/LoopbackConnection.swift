import Glibc

/// The server's end of one connection, used by its serving closure alone.
package final class LoopbackConnection {
    /// 1 for the server's first connection.
    package let ordinal: Int
    private let descriptor: Int32
    private let record: (LoopbackRequest) -> Void
    private var unread: [UInt8] = []

    init(descriptor: Int32, ordinal: Int, record: @escaping (LoopbackRequest) -> Void) {
        self.descriptor = descriptor
        self.ordinal = ordinal
        self.record = record
    }

    /// Reads one request with a body of its `Content-Length`; nil when the peer closed.
    package func readRequest() -> LoopbackRequest? {
        let separator = Array("\r\n\r\n".utf8)
        var end: Int?
        while end == nil {
            end = unread.firstRange(of: separator)?.upperBound
            if end == nil, !readMore() { return nil }
        }
        guard let end else { return nil }
        let lines = String(decoding: unread[..<(end - 4)], as: UTF8.self).split(separator: "\r\n")
        let start = lines.first?.split(separator: " ") ?? []
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (name: String(parts[0]), value: String((parts.count > 1 ? parts[1] : "").drop { $0 == " " }))
        }
        let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
        while unread.count < end + length { if !readMore() { return nil } }
        let request = LoopbackRequest(
            method: String(start.first ?? ""), target: String(start.dropFirst().first ?? ""), headers: headers,
            body: Array(unread[end..<end + length]))
        unread.removeFirst(end + length)
        record(request)
        return request
    }

    /// Writes the bytes; false when the peer is gone.
    @discardableResult
    package func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    @discardableResult
    package func write(_ text: String) -> Bool { write(Array(text.utf8)) }

    /// Writes a whole response with a `Content-Length`.
    @discardableResult
    package func respond(_ status: Int = 200, headers: [(String, String)] = [], body: String = "") -> Bool {
        let lines = headers.map { "\($0.0): \($0.1)\r\n" }.joined()
        return write("HTTP/1.1 \(status) Status\r\n\(lines)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// Starts a response of chunks.
    package func startChunked(_ status: Int = 200, contentType: String = "text/event-stream") {
        write("HTTP/1.1 \(status) Status\r\nContent-Type: \(contentType)\r\nTransfer-Encoding: chunked\r\n\r\n")
    }

    @discardableResult
    package func writeChunk(_ text: String) -> Bool {
        write("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n")
    }

    package func endChunks() { write("0\r\n\r\n") }

    /// Returns when the peer closed the connection, dropping what it still sends.
    package func awaitClose() { while readMore() {} }

    private func readMore() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        unread += buffer[..<count]
        return true
    }
}
