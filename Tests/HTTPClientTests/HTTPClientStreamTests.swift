import HTTPClient
import TestSupport
import Testing
import Threading

@Suite(.timeLimit(.minutes(5))) struct HTTPClientStreamTests {
    private let client = HTTPClient()

    @Test func `pieces arrive while the response is still open`() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readRequest()
            connection.startChunked()
            connection.writeChunk("first")
            _ = connection.readRequest()  // only after the client has read the first piece
        }
        let stream = try await client.stream(HTTPClientRequest(url: server.url, timeout: nil))
        #expect(stream.status == 200)
        #expect(stream.headers["content-type"] == "text/event-stream")
        var iterator = stream.body.makeAsyncIterator()
        #expect(try await iterator.next() == Array("first".utf8))
    }

    @Test func `a slow reader holds the sender back, and loses nothing`() async throws {
        let total = 32 * 1_024 * 1_024
        let written = Lock(0)
        let isBlocked = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let server = try LoopbackServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
            for index in 0..<(total / 65_536) {
                connection.write([UInt8](repeating: UInt8(truncatingIfNeeded: index), count: 65_536))
                written.withLock { $0 += 65_536 }
            }
            isBlocked.continuation.finish()
        }
        let stream = try await client.stream(
            HTTPClientRequest(url: server.url, timeout: nil, maxResponseBytes: total))
        // Nobody reads: the sender comes to a halt on full buffers. Two equal readings apart tell.
        var before = -1
        while true {
            try await Task.sleep(for: .milliseconds(100))
            let now = written.withLock { $0 }
            if now == before { break }
            before = now
        }
        #expect(before < total)
        var received = 0
        var isInOrder = true
        for try await bytes in stream.body {
            for byte in bytes {
                if byte != UInt8(truncatingIfNeeded: received / 65_536) { isInOrder = false }
                received += 1
            }
        }
        #expect(received == total)
        #expect(isInOrder)
        for await _ in isBlocked.stream {}
    }

    @Test func `cancelling the task ends the transfer at both ends`() async throws {
        let events = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingNewest(4))
        let server = try LoopbackServer { connection in
            _ = connection.readRequest()
            events.continuation.yield("arrived")
            connection.awaitClose()
            events.continuation.yield("gone")
        }
        // Unstructured so that it can be cancelled by itself.
        let task = Task { try await client.send(HTTPClientRequest(url: server.url, timeout: nil)) }
        var iterator = events.stream.makeAsyncIterator()
        #expect(await iterator.next() == "arrived")
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(await iterator.next() == "gone")
    }

    @Test func `letting go of a body ends the transfer`() async throws {
        let events = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingNewest(4))
        let server = try LoopbackServer { connection in
            _ = connection.readRequest()
            connection.startChunked()
            connection.writeChunk("x")
            connection.awaitClose()
            events.continuation.yield("gone")
        }
        do {
            let stream = try await client.stream(HTTPClientRequest(url: server.url, timeout: nil))
            for try await _ in stream.body { break }
        }
        var iterator = events.stream.makeAsyncIterator()
        #expect(await iterator.next() == "gone")
    }

    @Test func `a cancelled task sends nothing`() async throws {
        let server = try LoopbackServer { connection in _ = connection.readRequest() }
        // Unstructured so that it can be cancelled by itself.
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await client.send(HTTPClientRequest(url: server.url))
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(server.connectionCount == 0)
    }
}
