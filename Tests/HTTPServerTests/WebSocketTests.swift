import HTTPServer
import TestSupport
import Testing
import Threading

@Suite(.timeLimit(.minutes(1))) struct WebSocketTests {
    typealias Frame = WebSocketClient.Frame

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sent: [UInt8]
        let expected: [Frame]
        /// Whether the server then ends the connection.
        var ends: Bool { expected.last?.opcode == 8 }

        init(_ name: String, _ sent: [UInt8], _ expected: Frame...) {
            testDescription = name
            self.sent = sent
            self.expected = expected
        }
    }

    static let cases = [
        Case("text", encode(1, "hi"), Frame(1, "hi")),
        Case("empty text", encode(1, ""), Frame(1, "")),
        Case("64 KiB of text", encode(1, large("x", 65_536)), Frame(1, large("x", 65_536))),
        Case("binary", encode(2, [0xff, 0]), Frame(2, [0xff, 0])),
        Case(
            "fragments with a ping between",
            encode(1, "a", isFinal: false) + encode(9, "p")
                + encode(0, "b", isFinal: false) + encode(0, "c"), Frame(10, "p"), Frame(1, "abc")),
        Case("a character over two fragments", encode(1, [0xc3], isFinal: false) + encode(0, [0xa9]), Frame(1, "é")),
        Case("1 MiB", encode(2, large("z", 1 << 20)), Frame(2, large("z", 1 << 20))),
        Case("an unasked pong, then text", encode(10, "x") + encode(1, "y"), Frame(1, "y")),
        Case("over 1 MiB", encode(2, large("z", 1 << 20 + 1)), .close(1009)),
        Case("fragments over 1 MiB", encode(2, large("z", 1 << 20), isFinal: false) + encode(0, "z"), .close(1009)),
        Case("unmasked", encode(1, Array("hi".utf8), isMasked: false), .close(1002)),
        Case("a reserved bit", encode(1, [120], reserved: 4), .close(1002)),
        Case("an unknown opcode", encode(3, "x"), .close(1002)),
        Case("a ping of 126 bytes", encode(9, large("x", 126)), .close(1002)),
        Case("a fragmented ping", encode(9, "x", isFinal: false), .close(1002)),
        Case("a continuation of nothing", encode(0, "x"), .close(1002)),
        Case("a new message inside a fragmented one", encode(1, "a", isFinal: false) + encode(1, "b"), .close(1002)),
        Case("a length in more bytes than needed", [0x82, 0xfe, 0, 5, 0, 0, 0, 0, 1, 2, 3, 4, 5], .close(1002)),
        Case("text that is not UTF-8", encode(1, [0xc3, 0x28]), .close(1007)),
        Case("close 1000", encode(8, [3, 232]), .close(1000)),
        Case("close 4000 with a reason", encode(8, [15, 160] + Array("bye".utf8)), .close(4000)),
        Case("close of one byte", encode(8, "a"), .close(1002)),
        Case("close with a reserved code", encode(8, [3, 237]), .close(1002)),
        Case("close with a reason that is not UTF-8", encode(8, [3, 232, 0xff]), .close(1007)),
        Case("close without a code", encode(8, ""), Frame(8, "")),
    ]

    private static func encode(_ opcode: UInt8, _ text: String, isFinal: Bool = true) -> [UInt8] {
        WebSocketClient.encode(opcode, text, isFinal: isFinal)
    }

    private static func encode(
        _ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true, isMasked: Bool = true, reserved: UInt8 = 0
    ) -> [UInt8] {
        WebSocketClient.encode(opcode, payload, isFinal: isFinal, isMasked: isMasked, reserved: reserved)
    }

    private static func large(_ character: Character, _ count: Int) -> [UInt8] {
        [UInt8](repeating: character.asciiValue ?? 0, count: count)
    }

    @Test(arguments: cases) func `is answered as RFC 6455 says`(_ test: Case) async throws {
        try await SampleServer.run { sample in
            let (frames, ended) = try await RawConnection.script {
                let client = try WebSocketClient(port: sample.port)
                client.connection.send(test.sent)
                let frames = test.expected.map { _ in client.read() }
                return (frames, client.connection.ends(within: test.ends ? 10 : 0.05))
            }
            #expect(frames == test.expected)
            #expect(ended == test.ends)
        }
    }

    @Test func `the handshake is answered with the key's digest`() async throws {
        try await SampleServer.run { sample in
            let response = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(WebSocketClient.handshake())
                return connection.readResponse()
            }
            #expect(response?.status == 101)
            #expect(response?["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")  // RFC 6455 §1.3
        }
    }

    @Test(arguments: [
        ("Upgrade: websocket", "Upgrade: h2c", 426), ("Connection: keep-alive, Upgrade", "Connection: keep-alive", 426),
        ("Version: 13", "Version: 8", 426), ("dGhlIHNhbXBsZSBub25jZQ==", "short", 400),
        ("GET /socket", "GET /hello", 200), ("GET /socket", "POST /socket", 405),
        ("Upgrade: websocket", "Upgrade: websocket\r\nContent-Length: 5", 413),
    ])
    func `a wrong handshake is told apart`(_ part: String, _ replacement: String, _ status: Int) async throws {
        try await SampleServer.run { sample in
            let response = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                let range = WebSocketClient.handshake().firstRange(of: part)
                var raw = WebSocketClient.handshake()
                if let range { raw.replaceSubrange(range, with: replacement) }
                connection.send(raw)
                return connection.readResponse()
            }
            #expect(response?.status == status)
        }
    }

    @Test func `the authorizer's answer replaces the upgrade`() async throws {
        try await SampleServer.run({ _ in }) { routes, _ in
            routes.webSocket("/guarded") { _, _ in
            } authorize: { request in
                request.headers.first("authorization") == "Bearer right"
                    ? nil : HTTPResponse(problem: 401, detail: "A token is needed.")
            }
        } _: { sample in
            let statuses = try await RawConnection.script {
                try ["", "Authorization: Bearer wrong\r\n", "Authorization: Bearer right\r\n"].map { header in
                    let connection = try RawConnection(port: sample.port)
                    connection.send(WebSocketClient.handshake("/guarded", header))
                    return connection.readResponse()?.status
                }
            }
            #expect(statuses == [401, 401, 101])
        }
    }

    @Test func `frames may come byte by byte, or 500 at once`() async throws {
        try await SampleServer.run { sample in
            let (slow, fast) = try await RawConnection.script {
                let client = try WebSocketClient(port: sample.port)
                for byte in WebSocketClient.encode(1, "slow") { client.connection.send([byte]) }
                let slow = client.read()
                client.connection.send((0..<500).flatMap { WebSocketClient.encode(1, "m\($0)") })
                return (slow, (0..<500).map { _ in client.read() })
            }
            #expect(slow == Frame(1, "slow"))
            #expect(fast == (0..<500).map { Frame(1, "m\($0)") })
        }
    }

    @Test func `frames right behind the handshake are not lost`() async throws {
        try await SampleServer.run { sample in
            let frame = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(Array(WebSocketClient.handshake().utf8) + WebSocketClient.encode(1, "early"))
                let head = connection.read(through: "\r\n\r\n")
                return (head.hasPrefix("HTTP/1.1 101"), connection.read(7))
            }
            #expect(frame.0)
            #expect(frame.1 == [0x81, 5] + Array("early".utf8))
        }
    }

    @Test func `a handler may use the socket from tasks off its loop, and return`() async throws {
        try await SampleServer.run({ _ in }) { routes, _ in
            routes.webSocket("/off") { _, socket in
                // Unstructured tasks leave the loop on purpose.
                await Task {
                    while case .text(let text)? = await socket.receive(), text != "stop" {
                        await withTaskGroup { group in
                            for _ in 0..<10 { group.addTask { try? await socket.send(.text(text)) } }
                        }
                    }
                    await socket.close(code: 4001)
                }.value
            }
        } _: { sample in
            let frames = try await RawConnection.script {
                let client = try WebSocketClient(port: sample.port, path: "/off")
                client.connection.send(WebSocketClient.encode(1, "a") + WebSocketClient.encode(1, "stop"))
                return (0..<11).map { _ in client.read() }
            }
            #expect(frames == Array(repeating: Frame(1, "a"), count: 10) + [Frame.close(4001)])
        }
    }

    @Test func `a cancelled receiver gets nil and the socket goes on`() async throws {
        try await SampleServer.run({ _ in }) { routes, _ in
            routes.webSocket("/cancel") { _, socket in
                for turns in 0..<20 {
                    let message = await withTaskGroup { group in
                        group.addTask { await socket.receive() }
                        // Children share the loop, so after a few turns this one waits.
                        for _ in 0..<turns { await Task.yield() }
                        group.cancelAll()
                        return await group.next() ?? nil
                    }
                    if message != nil { return }
                }
                try? await socket.send(.text("still here"))
                _ = await socket.receive()
            }
        } _: { sample in
            let frame = try await RawConnection.script {
                try WebSocketClient(port: sample.port, path: "/cancel").read()
            }
            #expect(frame == Frame(1, "still here"))
        }
    }

    @Test func `the handler ends when the peer vanishes`() async throws {
        try await SampleServer.run { sample in
            try await RawConnection.script { _ = try WebSocketClient(port: sample.port) }
            await sample.reports.wait(for: "socket ended")
        }
    }

    @Test func `the server pings, and ends a peer that stays silent`() async throws {
        try await SampleServer.run({ $0.deadlines.webSocketPing = .milliseconds(100) }) { sample in
            let (ping, ended) = try await RawConnection.script {
                let client = try WebSocketClient(port: sample.port)
                return (client.read(), client.connection.ends())
            }
            #expect(ping == Frame(9, ""))
            #expect(ended)
        }
    }

    @Test func `a peer that answers pings stays`() async throws {
        try await SampleServer.run({ $0.deadlines.webSocketPing = .milliseconds(300) }) { sample in
            let pings = try await RawConnection.script {
                let client = try WebSocketClient(port: sample.port)
                return (0..<4).filter { _ in
                    let isPing = client.read() == Frame(9, "")
                    client.connection.send(WebSocketClient.encode(10, ""))
                    return isPing
                }.count
            }
            #expect(pings == 4)
        }
    }

    @Test func `messages nobody receives are not all taken in`() async throws {
        try await SampleServer.run({ _ in }) { routes, reports in
            routes.webSocket("/deaf") { _, _ in await reports.wait(for: "enough") }
        } _: { sample in
            let isTaken = try await RawConnection.script {
                let client = try WebSocketClient(port: sample.port, path: "/deaf")
                client.connection.setSendTimeout(0.5)
                let frame = WebSocketClient.encode(2, Self.large("x", 1 << 20), key: [0, 0, 0, 0])
                return (0..<100).allSatisfy { _ in client.connection.send(frame) }
            }
            #expect(!isTaken)
            sample.reports.add("enough")
        }
    }
}
