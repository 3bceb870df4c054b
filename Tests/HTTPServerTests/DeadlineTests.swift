import HTTPServer
import TestSupport
import Testing

/// Deadlines are absolute: a peer that trickles gains nothing.
@Suite(.timeLimit(.minutes(1))) struct DeadlineTests {
    private static func short(_ configuration: inout HTTPServerConfiguration) {
        configuration.deadlines.head = .milliseconds(300)
        configuration.deadlines.body = .milliseconds(300)
        configuration.deadlines.minimumBodyRate = 1 << 30
        configuration.deadlines.idle = .milliseconds(300)
        configuration.deadlines.linger = .seconds(20)  // else a slow machine's late drop resets the answer away
    }

    /// Sends `start` and then `drop` every 20 ms until an answer comes or three seconds are over.
    private static func trickle(_ port: UInt16, _ start: String, _ drop: String) throws -> RawResponse? {
        let connection = try RawConnection(port: port)
        connection.send(start)
        for _ in 0..<150 {
            guard connection.isQuiet(for: 0.02) else { return connection.readResponse() }
            connection.send(drop)
        }
        return nil
    }

    @Test func `a head that trickles in gets 408`() async throws {
        try await SampleServer.run(loops: 1, Self.short) { sample in
            let response = try await RawConnection.script {
                try Self.trickle(sample.port, "GET /hello HTTP/1.1\r\nHost: x\r\n", "X-A: b\r\n")
            }
            #expect(response?.status == 408)
        }
    }

    @Test func `a body that trickles in gets 408`() async throws {
        try await SampleServer.run(loops: 1, Self.short) { sample in
            let response = try await RawConnection.script {
                try Self.trickle(sample.port, "POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n", "a")
            }
            #expect(response?.status == 408)
        }
    }

    @Test func `a large body has the time its minimum rate gives it`() async throws {
        try await SampleServer.run({
            Self.short(&$0)
            $0.deadlines.minimumBodyRate = 100
        }) { sample in
            let text = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send("POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
                for _ in 0..<40 {
                    connection.send([UInt8](repeating: 97, count: 25))
                    guard connection.isQuiet(for: 0.02) else { break }
                }
                return connection.readResponse()?.text
            }
            #expect(text == "1000")
        }
    }

    @Test(arguments: ["", "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"])
    func `an idle connection is closed without a word`(_ start: String) async throws {
        try await SampleServer.run(loops: 1, Self.short) { sample in
            let (first, rest, ended) = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(start)
                let first = start.isEmpty ? nil : connection.readResponse()
                return (first, connection.readToEnd(), connection.hasEnded)
            }
            #expect(first?.status == (start.isEmpty ? nil : 200))
            #expect(rest.isEmpty)
            #expect(ended)
        }
    }

    @Test func `hundreds of slow peers are dropped while others are served`() async throws {
        try await SampleServer.run(loops: 2, Self.short) { sample in
            let (served, dropped) = try await RawConnection.script {
                let slow = try (0..<300).map { _ in
                    let connection = try RawConnection(port: sample.port)
                    connection.send("GET /hello HTTP/1.1\r\nHost: x\r\nX-A: ")
                    return connection
                }
                let quick = try RawConnection(port: sample.port)
                let served = (0..<200).filter { _ in
                    quick.send(sample.get("/hello"))
                    return quick.readResponse()?.status == 200
                }.count
                return (served, slow.filter { $0.readResponse()?.status == 408 && $0.ends() }.count)
            }
            #expect(served == 200)
            #expect(dropped == 300)
        }
    }

    @Test func `a peer that keeps sending after a refusal is cut off`() async throws {
        try await SampleServer.run({ $0.deadlines.linger = .milliseconds(100) }) { sample in
            let isTaken = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send("nonsense\r\n\r\n")
                let piece = [UInt8](repeating: 97, count: 64 * 1024)
                return (0..<100_000).allSatisfy { _ in connection.send(piece) }
            }
            #expect(!isTaken)
        }
    }

    @Test func `a handler that holds its loop is logged`() async throws {
        try await SampleServer.run({ $0.slowTurn = .milliseconds(20) }) { routes, _ in
            routes.on("GET", "/blocks") { _ in
                let start = ContinuousClock.now
                while ContinuousClock.now - start < .milliseconds(60) {}
                return HTTPResponse(text: "late")
            }
        } _: { sample in
            _ = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(sample.get("/blocks"))
                return connection.readResponse()?.status
            }
            await sample.reports.wait(for: "event loop http-\(sample.port)-0 was held for")
        }
    }
}
