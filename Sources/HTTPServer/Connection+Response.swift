// Writing responses, whole or streamed.
extension Connection {
    /// Answers a request that no handler sees, and closes.
    func refuse(_ refusal: HTTPRefusal) {
        keepsAlive = false
        head.method = ""
        releaseBody()
        let response = HTTPResponse(problem: refusal.status, detail: refusal.detail)
        putHead(response)
        if case .bytes(let bytes) = response.body { put(bytes) }
        closeAfterOutput()
    }

    /// Sends the handler's response.
    func complete(_ response: HTTPResponse) {
        guard phase == .handling else { return }
        task = nil
        releaseBody()
        if loop.isDraining { keepsAlive = false }
        let hasBody = head.method != "HEAD" && response.mayHaveBody
        putHead(response)
        switch response.body {
        case .bytes(let bytes):
            if hasBody { put(bytes) }
            finish()
        case .stream(let produce):
            guard hasBody else { return finish() }
            stream(produce, isEvents: response.headers.first("content-type")?.hasPrefix("text/event-stream") == true)
        }
    }

    func putHead(_ response: HTTPResponse) {
        put(loop.head(of: response))
        put(loop.dateHeader())
        isChunkedOutput = false
        switch response.body {
        case _ where !response.mayHaveBody: break
        case .bytes(let bytes):
            put("content-length: ")
            put(String(bytes.count))
            put("\r\n")
        case .stream:
            // An HTTP/1.0 peer knows no chunks: the end of the connection ends the body.
            if head.minorVersion == 0 { keepsAlive = false }
            isChunkedOutput = head.minorVersion == 1
            if isChunkedOutput { put("transfer-encoding: chunked\r\n") }
        }
        if !keepsAlive {
            put("connection: close\r\n")
        } else if head.minorVersion == 0 {
            put("connection: keep-alive\r\n")
        }
        put("\r\n")
    }

    private func finish() {
        guard keepsAlive else { return closeAfterOutput() }
        phase = .head
        setDeadline(milliseconds: loop.requestDeadlines.idle)
        flush()
        resume()
    }

    // MARK: Streams

    private func stream(
        _ produce: @escaping @Sendable (any HTTPBodyWriter) async throws -> Void, isEvents: Bool
    ) {
        phase = .streaming
        flush()
        guard phase == .streaming else { return }
        let loop = loop
        // Not a child of anything: it lives as long as the connection, whose close cancels it.
        task = Task(executorPreference: loop) {
            do {
                try await produce(StreamWriter(connection: self))
                loop.perform { self.endStream(isComplete: true) }
            } catch {
                // Events that end because the server does have ended properly; anything else was to have more.
                let isEnd = isEvents && error is CancellationError
                loop.perform { self.endStream(isComplete: isEnd && loop.isDraining) }
            }
        }
        if loop.isDraining { task?.cancel() }
        pump()
    }

    /// Sends a piece of the body; false when more than the high-water mark waits.
    func writeStream(_ bytes: [UInt8]) throws(CancellationError) -> Bool {
        guard phase == .streaming else { throw CancellationError() }
        if !bytes.isEmpty {
            if isChunkedOutput { put(String(bytes.count, radix: 16) + "\r\n") }
            put(bytes)
            if isChunkedOutput { put("\r\n") }
            flush()
        }
        return waiting < Self.highWater
    }

    private func endStream(isComplete: Bool) {
        guard phase == .streaming else { return }
        task = nil
        // Without the last chunk the peer sees that the body is cut off.
        guard isComplete else { return close() }
        if isChunkedOutput { put("0\r\n\r\n") }
        if loop.isDraining { keepsAlive = false }
        finish()
    }
}
