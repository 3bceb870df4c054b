/// Decodes a client's frames into messages (RFC 6455 §5), and encodes the server's.
struct WebSocketDecoder {
    enum Event {
        case message(WebSocketMessage)
        case ping([UInt8])
        case pong
        /// With the close frame's payload: a code and a reason, or nothing.
        case close([UInt8])
    }

    /// A breach of the protocol, with the code to close with.
    struct Breach: Error {
        let code: UInt16
    }

    private enum Opcode: UInt8 {
        case continuation = 0
        case text = 1
        case binary = 2
        case close = 8
        case ping = 9
        case pong = 10

        var isControl: Bool { rawValue >= 8 }
    }

    private struct FrameHead {
        var opcode: Opcode
        var isFinal: Bool
        var length: Int
        /// Bytes before the mask.
        var size: Int
    }

    private let limit: Int
    private var fragments: [UInt8] = []
    private var fragmented: Opcode?

    /// - Parameter limit: the most bytes of a message over all its fragments.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes the frame `bytes` begins with; returns its length, 0 when it has not come whole yet, and what it completes.
    mutating func decode(_ bytes: Span<UInt8>) throws(Breach) -> (Int, Event?) {
        guard let head = try frameHead(bytes) else { return (0, nil) }
        if !head.opcode.isControl, fragments.count + head.length > limit { throw Breach(code: 1009) }
        let used = head.size + 4 + head.length
        guard bytes.count >= used else { return (0, nil) }
        let payload = Self.unmasked(bytes, at: head.size, count: head.length)
        switch head.opcode {
        case .close:
            try Self.validate(close: payload)
            return (used, .close(payload))
        case .ping: return (used, .ping(payload))
        case .pong: return (used, .pong)
        case .continuation:
            guard let opcode = fragmented else { throw Breach(code: 1002) }
            fragments += payload
            guard head.isFinal else { return (used, nil) }
            let whole = fragments
            fragments = []
            fragmented = nil
            return (used, try Self.message(opcode, whole))
        case .text, .binary:
            guard fragmented == nil else { throw Breach(code: 1002) }
            if head.isFinal { return (used, try Self.message(head.opcode, payload)) }
            fragmented = head.opcode
            fragments = payload
            return (used, nil)
        }
    }

    private func frameHead(_ bytes: Span<UInt8>) throws(Breach) -> FrameHead? {
        guard bytes.count >= 2 else { return nil }
        // No extension is agreed on, so the reserved bits are 0; a client always masks.
        guard bytes[0] & 0x70 == 0, bytes[1] & 0x80 != 0, let opcode = Opcode(rawValue: bytes[0] & 15) else {
            throw Breach(code: 1002)
        }
        var head = FrameHead(opcode: opcode, isFinal: bytes[0] & 0x80 != 0, length: Int(bytes[1] & 127), size: 2)
        if opcode.isControl, !head.isFinal || head.length > 125 { throw Breach(code: 1002) }
        let extra = head.length == 126 ? 2 : head.length == 127 ? 8 : 0
        guard extra > 0 else { return head }
        guard bytes.count >= 2 + extra else { return nil }
        var length: UInt64 = 0
        for index in 2..<2 + extra { length = length << 8 | UInt64(bytes[index]) }
        guard length <= UInt64(limit) else { throw Breach(code: 1009) }
        guard length >= (extra == 2 ? 126 : 65_536) else { throw Breach(code: 1002) }
        head.length = Int(length)
        head.size += extra
        return head
    }

    private static func unmasked(_ bytes: Span<UInt8>, at offset: Int, count: Int) -> [UInt8] {
        let mask = bytes.extracting(offset..<offset + 4)
        let key = UInt32(mask[0]) | UInt32(mask[1]) << 8 | UInt32(mask[2]) << 16 | UInt32(mask[3]) << 24
        let wide = UInt64(key) | UInt64(key) << 32
        let masked = bytes.extracting(offset + 4..<offset + 4 + count)
        let raw = masked.bytes
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            var index = 0
            let target = UnsafeMutableRawBufferPointer(buffer)
            while index + 8 <= count {
                let word = raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
                target.storeBytes(of: word ^ wide, toByteOffset: index, as: UInt64.self)
                index += 8
            }
            while index < count {
                target[index] = masked[index] ^ UInt8(truncatingIfNeeded: wide >> UInt64(index % 8 * 8))
                index += 1
            }
            initialized = count
        }
    }

    private static func message(_ opcode: Opcode, _ payload: [UInt8]) throws(Breach) -> Event {
        if opcode == .binary { return .message(.binary(payload)) }
        guard let text = String(validating: payload, as: UTF8.self) else { throw Breach(code: 1007) }
        return .message(.text(text))
    }

    private static func validate(close payload: [UInt8]) throws(Breach) {
        guard !payload.isEmpty else { return }
        guard payload.count >= 2 else { throw Breach(code: 1002) }
        let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: break
        default: throw Breach(code: 1002)
        }
        if String(validating: payload.dropFirst(2), as: UTF8.self) == nil { throw Breach(code: 1007) }
    }

    // MARK: The server's frames

    static func append(_ message: WebSocketMessage, to output: inout [UInt8]) {
        switch message {
        case .text(let text): append(.text, Array(text.utf8), to: &output)
        case .binary(let bytes): append(.binary, bytes, to: &output)
        }
    }

    static func appendPing(to output: inout [UInt8]) { append(.ping, [], to: &output) }

    static func appendPong(_ payload: [UInt8], to output: inout [UInt8]) { append(.pong, payload, to: &output) }

    static func appendClose(_ payload: [UInt8], to output: inout [UInt8]) { append(.close, payload, to: &output) }

    private static func append(_ opcode: Opcode, _ payload: [UInt8], to output: inout [UInt8]) {
        output.append(0x80 | opcode.rawValue)
        switch payload.count {
        case 0..<126: output.append(UInt8(payload.count))
        case 126..<65_536: output += [126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        default:
            output.append(127)
            for shift in stride(from: 56, through: 0, by: -8) {
                output.append(UInt8(truncatingIfNeeded: payload.count >> shift))
            }
        }
        output += payload
    }
}
