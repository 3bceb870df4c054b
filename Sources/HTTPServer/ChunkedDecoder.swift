/// Decodes a chunked body (RFC 9112 §7.1); extensions and trailers are read over.
struct ChunkedDecoder {
    private enum State {
        case size, sizeDigits, chunkExtension, sizeEnd, data, dataEnd, dataLineEnd
        case trailer, trailerLine, trailerLineEnd, end, done
    }

    private static let malformed = HTTPRefusal(400, "The chunked body is malformed.")

    private let limit: Int
    private var state = State.size
    private var remaining = 0
    /// Bytes that are neither size nor data: a cap keeps a body from being made of them.
    private var overhead = 0

    /// - Parameter limit: the most bytes of data.
    init(limit: Int) {
        self.limit = limit
    }

    var isDone: Bool { state == .done }

    /// Takes bytes, appends the data among them to `body`, and returns how many bytes belong to this body.
    mutating func decode(_ bytes: Span<UInt8>, into body: inout [UInt8]) throws(HTTPRefusal) -> Int {
        var index = 0
        while index < bytes.count, state != .done {
            if state == .data {
                let count = min(remaining, bytes.count - index)
                bytes.extracting(index..<index + count).withUnsafeBufferPointer { body.append(contentsOf: $0) }
                index += count
                remaining -= count
                if remaining == 0 { state = .dataEnd }
            } else {
                try step(bytes[index], bodyCount: body.count)
                index += 1
            }
        }
        return index
    }

    private mutating func step(_ byte: UInt8, bodyCount: Int) throws(HTTPRefusal) {
        switch state {
        case .size: try digit(byte)
        case .sizeDigits:
            switch byte {
            case 13: state = .sizeEnd
            case UInt8(ascii: ";"): state = .chunkExtension
            default: try digit(byte)
            }
        case .chunkExtension: try line(byte, then: .sizeEnd)
        case .sizeEnd:
            try expect(10, byte, then: remaining == 0 ? .trailer : .data)
            guard remaining <= limit - bodyCount else { throw Self.tooLarge(limit) }
        case .data, .done: break
        case .dataEnd: try expect(13, byte, then: .dataLineEnd)
        case .dataLineEnd: try expect(10, byte, then: .size)
        case .trailer: if byte == 13 { state = .end } else { try line(byte, then: .trailerLineEnd) }
        case .trailerLine: try line(byte, then: .trailerLineEnd)
        case .trailerLineEnd: try expect(10, byte, then: .trailer)
        case .end: try expect(10, byte, then: .done)
        }
    }

    private mutating func digit(_ byte: UInt8) throws(HTTPRefusal) {
        guard let value = byte.hexValue else { throw Self.malformed }
        if state == .sizeDigits { overhead += 1 }
        guard overhead <= 4096 else { throw Self.malformed }
        remaining = remaining << 4 | value
        state = .sizeDigits
        guard remaining <= limit else { throw Self.tooLarge(limit) }
    }

    private mutating func line(_ byte: UInt8, then next: State) throws(HTTPRefusal) {
        overhead += 1
        if byte == 13 {
            state = next
        } else {
            guard overhead <= 4096, byte >= 32 || byte == 9, byte != 127 else { throw Self.malformed }
            if state == .trailer { state = .trailerLine }
        }
    }

    private mutating func expect(_ wanted: UInt8, _ byte: UInt8, then next: State) throws(HTTPRefusal) {
        guard byte == wanted else { throw Self.malformed }
        state = next
    }

    static func tooLarge(_ limit: Int) -> HTTPRefusal {
        HTTPRefusal(413, "The body may have \(limit) bytes at most here.")
    }
}
