import FoundationEssentials
import Threading

// WebSockets (RFC 6455): the upgrade, and the protocol's own conversation.
extension Connection {
    func upgrade(
        _ request: HTTPRequest, _ handler: @escaping HTTPRoutes.WebSocketHandler,
        _ authorize: @escaping HTTPRoutes.Authorizer
    ) {
        let accept: String
        switch Self.handshake(request) {
        case .failure(let response): return complete(response)
        case .success(let value): accept = value
        }
        let loop = loop
        // Not a child of anything: it lives as long as the connection, whose close cancels it.
        task = Task(executorPreference: loop) {
            if let refusal = await authorize(request) { return loop.perform { self.complete(refusal) } }
            let socket = await withCheckedContinuation { continuation in
                loop.perform { continuation.resume(returning: self.openWebSocket(accept)) }
            }
            guard let socket else { return }
            await handler(request, socket)
            loop.perform { self.closeWebSocket(code: 1000) }
        }
    }

    private enum Handshake {
        case success(String)
        case failure(HTTPResponse)
    }

    /// The value of `Sec-WebSocket-Accept`, or what is wrong with the upgrade.
    private static func handshake(_ request: HTTPRequest) -> Handshake {
        let headers = request.headers
        let upgrades = headers.all("upgrade").flatMap(RequestHead.list)
        let options = headers.all("connection").flatMap(RequestHead.list)
        guard request.method == "GET", upgrades.contains("websocket"), options.contains("upgrade") else {
            var response = HTTPResponse(problem: 426, detail: "This address takes WebSocket connections alone.")
            response.headers.set("upgrade", "websocket")
            return .failure(response)
        }
        guard headers.first("sec-websocket-version") == "13" else {
            var response = HTTPResponse(
                problem: 426, detail: "This server speaks version 13 of the WebSocket protocol.")
            response.headers.set("sec-websocket-version", "13")
            return .failure(response)
        }
        guard let key = headers.first("sec-websocket-key"), Data(base64Encoded: key)?.count == 16 else {
            return .failure(HTTPResponse(problem: 400, detail: "Sec-WebSocket-Key must be 16 bytes in base64."))
        }
        // The GUID is a constant of RFC 6455 §1.3.
        let digest = SHA1.digest(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))
        return .success(Data(digest).base64EncodedString())
    }

    private func openWebSocket(_ accept: String) -> WebSocket? {
        guard phase == .handling else { return nil }
        put("HTTP/1.1 101 Switching Protocols\r\n")
        put(loop.dateHeader())
        put("upgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: \(accept)\r\n\r\n")
        phase = .webSocket
        webSocket = WebSocketState(limit: loop.configuration.limits.webSocketMessage, now: loop.now)
        setDeadline(loop.configuration.deadlines.webSocketPing)
        if loop.isDraining { closeWebSocket(code: 1001) }
        flush()
        // The bytes behind the request are frames already; the handler gets its turn first.
        loop.revisit(self)
        return WebSocket(connection: self)
    }

    func consumeFrame(_ bytes: Span<UInt8>) -> Int {
        guard let socket = webSocket else { return bytes.count }
        do throws(WebSocketDecoder.Breach) {
            let (used, event) = try socket.decoder.decode(bytes)
            guard let event else { return used }
            socket.lastSeen = loop.now
            take(event, socket)
            return used
        } catch {
            endWebSocket(socket, closePayload: [UInt8(error.code >> 8), UInt8(error.code & 255)])
            return bytes.count
        }
    }

    private func take(_ event: WebSocketDecoder.Event, _ socket: WebSocketState) {
        switch event {
        case .message(let message):
            if !socket.isClosing { socket.deliver(message) }
        case .ping(let payload):
            takeBuffer()
            WebSocketDecoder.appendPong(payload, to: &output)
        case .pong: break
        case .close(let payload): endWebSocket(socket, closePayload: Array(payload.prefix(2)))
        }
    }

    /// Says the last word, if it has not been said, and lets the connection end.
    private func endWebSocket(_ socket: WebSocketState, closePayload: [UInt8]) {
        if !socket.isClosing {
            takeBuffer()
            WebSocketDecoder.appendClose(closePayload, to: &output)
        }
        closeAfterOutput()
        socket.end()
    }

    func closeWebSocket(code: UInt16) {
        guard let socket = webSocket, phase == .webSocket, !socket.isClosing else { return }
        socket.isClosing = true
        takeBuffer()
        WebSocketDecoder.appendClose([UInt8(code >> 8), UInt8(code & 255)], to: &output)
        setDeadline(loop.configuration.deadlines.linger)
        flush()
    }

    func tickWebSocket() {
        guard let socket = webSocket else { return }
        let interval = loop.configuration.deadlines.webSocketPing.inMilliseconds
        if socket.isClosing || loop.now - socket.lastSeen > interval * 5 / 2 { return close() }
        takeBuffer()
        WebSocketDecoder.appendPing(to: &output)
        setDeadline(loop.configuration.deadlines.webSocketPing)
    }

    // MARK: For the handler

    func receive(_ continuation: CheckedContinuation<WebSocketMessage?, Never>, _ isCancelled: Lock<Bool>) {
        guard let socket = webSocket else { return continuation.resume(returning: nil) }
        let wasFull = socket.isFull
        socket.receive((continuation, isCancelled))
        if wasFull { loop.revisit(self) }
    }

    func endCancelledReceivers() { webSocket?.endCancelledReceivers() }

    func send(_ message: WebSocketMessage, _ continuation: CheckedContinuation<Void, any Error>) {
        guard let socket = webSocket, phase == .webSocket, !socket.isClosing else {
            return continuation.resume(throwing: CancellationError())
        }
        takeBuffer()
        WebSocketDecoder.append(message, to: &output)
        flush()
        waitForRoom(continuation)
    }
}
