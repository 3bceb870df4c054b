/// The client's side of a WebSocket, able to break the rules.
package struct WebSocketClient {
    package let connection: RawConnection

    package struct Frame: Hashable, Sendable {
        package var opcode: UInt8
        package var payload: [UInt8]

        package init(_ opcode: UInt8, _ payload: [UInt8]) {
            self.opcode = opcode
            self.payload = payload
        }

        package init(_ opcode: UInt8, _ text: String) { self.init(opcode, Array(text.utf8)) }

        package static func close(_ code: UInt16) -> Frame { Frame(8, [UInt8(code >> 8), UInt8(code & 255)]) }
    }

    package static func handshake(_ path: String = "/socket", _ headers: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\(headers)\r\n"
    }

    package init(port: UInt16, path: String = "/socket", headers: String = "") throws {
        connection = try RawConnection(port: port)
        connection.send(Self.handshake(path, headers))
        guard let response = connection.readResponse(), response.status == 101 else {
            throw RawConnection.Failure(description: "the upgrade was refused")
        }
    }

    package static func encode(
        _ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true, isMasked: Bool = true, reserved: UInt8 = 0,
        key: [UInt8] = [0x11, 0x22, 0x33, 0x44]
    ) -> [UInt8] {
        let mask: UInt8 = isMasked ? 0x80 : 0
        var frame = [(isFinal ? 0x80 : 0) | reserved << 4 | opcode]
        switch payload.count {
        case 0..<126: frame.append(mask | UInt8(payload.count))
        case 126..<65_536: frame += [mask | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        default:
            frame.append(mask | 127)
            for shift in stride(from: 56, through: 0, by: -8) { frame.append(UInt8(payload.count >> shift & 255)) }
        }
        guard isMasked else { return frame + payload }
        if key == [0, 0, 0, 0] { return frame + key + payload }
        return frame + key + payload.enumerated().map { $1 ^ key[$0 & 3] }
    }

    package static func encode(_ opcode: UInt8, _ text: String, isFinal: Bool = true) -> [UInt8] {
        encode(opcode, Array(text.utf8), isFinal: isFinal)
    }

    /// The next frame of the server, nil when none comes.
    package func read(within seconds: Double = 10) -> Frame? {
        let head = connection.read(2, within: seconds)
        guard head.count == 2 else { return nil }
        var length = Int(head[1] & 127)
        if length >= 126 {
            length = connection.read(length == 126 ? 2 : 8, within: seconds).reduce(0) { $0 << 8 | Int($1) }
        }
        let payload = connection.read(length, within: seconds)
        return payload.count == length ? Frame(head[0] & 15, payload) : nil
    }
}
