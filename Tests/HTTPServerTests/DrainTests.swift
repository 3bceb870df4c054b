import HTTPServer
import TestSupport
import Testing

/// A drain finishes what it can and says goodbye to the rest.
@Suite(.timeLimit(.minutes(1))) struct DrainTests {
    @Test func `a request in flight finishes, its connection closes, and nobody new is taken`() async throws {
        try await SampleServer.run(loops: 2) { sample in
            async let response = RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(sample.get("/slow"))
                return (connection.readResponse(), connection.ends())
            }
            await sample.reports.wait(for: "slow began")
            async let drained: Void = sample.server.drain(within: .seconds(30))
            let refused = await Self.isRefused(sample.port)
            sample.reports.add("release slow")
            let (answer, ended) = try await response
            await drained
            #expect(refused)
            #expect(answer?.text == "slow done")
            #expect(answer?["connection"] == "close")
            #expect(ended)
        }
    }

    /// Tries until connections are refused.
    private static func isRefused(_ port: UInt16) async -> Bool {
        for _ in 0..<1000 {
            let isOpen = try? await RawConnection.script { try RawConnection(port: port).isQuiet(for: 0.005) }
            if isOpen == nil { return true }
        }
        return false
    }

    @Test func `an idle connection is closed at once`() async throws {
        try await SampleServer.run { sample in
            async let ended = RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(sample.get("/hello"))
                _ = connection.readResponse()
                sample.reports.add("idle")
                return connection.ends()
            }
            await sample.reports.wait(for: "idle")
            await sample.server.drain(within: .seconds(30))
            let hasEnded = try await ended
            #expect(hasEnded)
        }
    }

    @Test func `an event stream ends properly`() async throws {
        try await SampleServer.run { sample in
            async let response = RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(sample.get("/events"))
                return connection.readResponse()
            }
            await sample.reports.wait(for: "events began")
            await sample.server.drain(within: .seconds(30))
            let answer = try await response
            #expect(answer?.text == "data: 1\n\n")
        }
    }

    @Test func `a long-poll is cancelled`() async throws {
        try await SampleServer.run { sample in
            async let response = RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(sample.get("/poll"))
                return connection.readResponse()
            }
            await sample.reports.wait(for: "poll began")
            await sample.server.drain(within: .seconds(30))
            let answer = try await response
            #expect(answer?.status == 503)
        }
    }

    @Test func `a WebSocket is closed with 1001`() async throws {
        try await SampleServer.run { sample in
            async let frame = RawConnection.script {
                let client = try WebSocketClient(port: sample.port)
                sample.reports.add("open")
                let frame = client.read()
                client.connection.send(WebSocketClient.encode(8, [3, 233]))
                return (frame, client.connection.ends())
            }
            await sample.reports.wait(for: "open")
            await sample.server.drain(within: .seconds(30))
            let (close, ended) = try await frame
            #expect(close == .close(1001))
            #expect(ended)
            await sample.reports.wait(for: "socket ended")
        }
    }

    @Test func `what is not done in time is cut off`() async throws {
        try await SampleServer.run { sample in
            async let response = RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(sample.get("/slow"))
                return (connection.readResponse(), connection.hasEnded)
            }
            await sample.reports.wait(for: "slow began")
            await sample.server.drain(within: .milliseconds(100))
            let (answer, ended) = try await response
            #expect(answer == nil)
            #expect(ended)
            await sample.reports.wait(for: "slow cancelled")
        }
    }

    @Test func `a task that outlives its loop goes on elsewhere`() async throws {
        try await SampleServer.run({ _ in }) { routes, _ in
            routes.on("GET", "/stubborn") { request in
                // Unstructured and shielded from the cancellation on purpose; a child keeps the loop as its executor.
                SampleStubborn.shared.began()
                await SampleStubborn.shared.release()
                SampleStubborn.shared.ended()
                return HTTPResponse(text: "late")
            }
        } _: { sample in
            async let _ = RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(sample.get("/stubborn"))
                _ = connection.ends()
            }
            await SampleStubborn.shared.reports.wait(for: "began")
            await sample.server.drain(within: .milliseconds(50))
            SampleStubborn.shared.reports.add("release")
            await SampleStubborn.shared.reports.wait(for: "ended")
        }
    }
}

/// A handler that does not listen to its cancellation.
private struct SampleStubborn {
    static let shared = SampleStubborn()
    let reports = SampleServer.Reports()
    func began() { reports.add("began") }
    func release() async { await reports.wait(for: "release") }
    func ended() { reports.add("ended") }
}
