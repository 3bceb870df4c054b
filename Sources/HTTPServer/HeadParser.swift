internal import CLinux

/// A strict parser of request heads (RFC 9112): what two readers could read in two ways is refused.
struct HeadParser {
    let limits: HTTPServerConfiguration.Limits
    /// How many bytes were searched for the head's end already.
    private(set) var searched = 0

    init(_ limits: HTTPServerConfiguration.Limits) {
        self.limits = limits
    }

    /// Parses the head that `bytes` begins with and returns it with its length, or nil when its end has not come yet.
    mutating func parse(_ bytes: Span<UInt8>) throws(HTTPRefusal) -> (RequestHead, Int)? {
        var start = 0
        // RFC 9112 §2.2: empty lines before a request are skipped, here a few of them.
        while start < 8, start + 1 < bytes.count, bytes[start] == 13, bytes[start + 1] == 10 { start += 2 }
        if start < bytes.count, !bytes[start].isToken, bytes[start] != 13 {
            throw HTTPRefusal(400, "This is not an HTTP request.")
        }
        let from = max(start, searched - 3)
        guard let found = Self.index(of: [13, 10, 13, 10], in: bytes, from: from) else {
            searched = bytes.count
            try checkUnfinished(bytes, start)
            return nil
        }
        searched = 0
        let end = found + 4
        guard end - start <= limits.head else { throw Self.tooLarge }
        var reader = Reader(position: start)
        var head = try requestLine(bytes, &reader)
        while bytes[reader.position] != 13 {
            guard head.headers.count < limits.headers else {
                throw HTTPRefusal(431, "There are more than \(limits.headers) header fields.")
            }
            let (name, value) = try field(bytes, &reader)
            try head.take(name, value)
        }
        guard reader.position + 2 == end else { throw HTTPRefusal(400, "A header line is malformed.") }
        try head.validate()
        return (head, end)
    }

    /// Where in the bytes the parser stands.
    private struct Reader {
        var position: Int
    }

    private static let tooLarge = HTTPRefusal(431, "The request's head is too large.")
    private static let tooLong = HTTPRefusal(414, "The request's target is too long.")

    private func checkUnfinished(_ bytes: Span<UInt8>, _ start: Int) throws(HTTPRefusal) {
        let lineEnd = Self.index(of: [10], in: bytes, from: start)
        if let lineEnd {
            guard lineEnd > start, bytes[lineEnd - 1] == 13 else { throw HTTPRefusal(400, "Lines end with CR LF.") }
        } else if bytes.count - start > limits.target + 64 {
            throw Self.tooLong
        }
        if bytes.count - start > limits.head { throw Self.tooLarge }
    }

    private func requestLine(_ bytes: Span<UInt8>, _ reader: inout Reader) throws(HTTPRefusal) -> RequestHead {
        var head = RequestHead()
        let methodStart = reader.position
        while bytes[reader.position].isToken { reader.position += 1 }
        guard reader.position > methodStart, reader.position - methodStart <= 24, bytes[reader.position] == 32 else {
            throw HTTPRefusal(400, "The request line is malformed.")
        }
        head.method = Self.text(bytes, methodStart..<reader.position)
        reader.position += 1
        let targetStart = reader.position
        while bytes[reader.position] > 32, bytes[reader.position] < 127 { reader.position += 1 }
        guard reader.position > targetStart, bytes[reader.position] == 32 else {
            throw HTTPRefusal(400, "The request line is malformed.")
        }
        guard reader.position - targetStart <= limits.target else { throw Self.tooLong }
        head.target = Self.text(bytes, targetStart..<reader.position)
        reader.position += 1
        // The head ends with four bytes, so what is read beyond a short version is still inside.
        let version = reader.position
        guard version + 10 < bytes.count, Self.text(bytes, version..<version + 5) == "HTTP/",
            bytes[version + 5].isDigit,
            bytes[version + 6] == 46, bytes[version + 7].isDigit, bytes[version + 8] == 13, bytes[version + 9] == 10
        else { throw HTTPRefusal(400, "The request line is malformed.") }
        guard bytes[version + 5] == 49, bytes[version + 7] <= 49 else {
            // 505 would be the protocol's own word, but what a sender spelt wrong is never an error of the server.
            throw HTTPRefusal(400, "This server speaks HTTP/1.1 and HTTP/1.0.")
        }
        head.minorVersion = Int(bytes[version + 7]) - 48
        head.keepsAlive = head.minorVersion == 1
        reader.position += 10
        return head
    }

    private func field(_ bytes: Span<UInt8>, _ reader: inout Reader) throws(HTTPRefusal) -> (String, String) {
        let malformed = HTTPRefusal(400, "A header line is malformed.")
        let nameStart = reader.position
        while bytes[reader.position].isToken { reader.position += 1 }
        // This also refuses a space before the colon and a line that continues the one before.
        guard reader.position > nameStart, bytes[reader.position] == 58 else { throw malformed }
        let name = Self.lowercased(bytes, nameStart..<reader.position)
        reader.position += 1
        while bytes[reader.position].isBlank { reader.position += 1 }
        let valueStart = reader.position
        while (bytes[reader.position] >= 32 && bytes[reader.position] != 127) || bytes[reader.position] == 9 {
            reader.position += 1
        }
        guard bytes[reader.position] == 13, bytes[reader.position + 1] == 10 else { throw malformed }
        var valueEnd = reader.position
        while valueEnd > valueStart, bytes[valueEnd - 1].isBlank { valueEnd -= 1 }
        reader.position += 2
        return (name, Self.text(bytes, valueStart..<valueEnd))
    }

    private static func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
        bytes.extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    private static func lowercased(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
        String(unsafeUninitializedCapacity: range.count) { buffer in
            for index in range {
                let byte = bytes[index]
                buffer[index - range.lowerBound] = byte &- 65 < 26 ? byte | 0x20 : byte
            }
            return range.count
        }
    }

    private static func index(of needle: [UInt8], in bytes: Span<UInt8>, from: Int) -> Int? {
        guard from < bytes.count else { return nil }
        let found = bytes.extracting(from..<bytes.count).withUnsafeBufferPointer { rest in
            guard let base = rest.baseAddress else { return -1 }
            return clinux_index_of(needle, needle.count, base, rest.count)
        }
        return found < 0 ? nil : from + found
    }
}
