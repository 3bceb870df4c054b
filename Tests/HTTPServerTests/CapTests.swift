import HTTPServer
import TestSupport
import Testing

/// What peers can make the server hold has a cap.
@Suite(.timeLimit(.minutes(1))) struct CapTests {
    @Test func `connections over the cap get 503, and room comes back`() async throws {
        try await SampleServer.run(loops: 2, { $0.limits.connections = 3 }) { sample in
            let (held, over, later) = try await RawConnection.script {
                var held = try (0..<3).map { _ in try RawConnection(port: sample.port) }
                let answers = held.map { connection in
                    connection.send(sample.get("/hello"))
                    return connection.readResponse()?.status
                }
                let over = try RawConnection(port: sample.port).readResponse()
                held.removeAll()
                var later: Int?
                for _ in 0..<100 where later != 200 {
                    let connection = try RawConnection(port: sample.port)
                    connection.send(sample.get("/hello"))
                    later = connection.readResponse()?.status
                }
                return (answers, over, later)
            }
            #expect(held == [200, 200, 200])
            #expect(over?.status == 503)
            #expect(over?["retry-after"] != nil)
            #expect(later == 200)
        }
    }

    @Test func `one address cannot take all connections, unless it is exempt`() async throws {
        try await SampleServer.run({
            $0.limits.connectionsPerPeer = 2
            $0.limits.uncappedPeers = ["127.0.0.9"]
        }) { sample in
            let statuses = try await RawConnection.script {
                var all: [RawConnection] = []
                return try ["2", "2", "2", "3", "9", "9", "9"].map { last in
                    let connection = try RawConnection(port: sample.port, source: "127.0.0.\(last)")
                    all.append(connection)
                    connection.send(sample.get("/hello"))
                    return connection.readResponse()?.status
                }
            }
            #expect(statuses == [200, 200, 503, 200, 200, 200, 200])
        }
    }

    @Test func `bodies of all requests together have a cap`() async throws {
        try await SampleServer.run({ $0.limits.heldBodies = 100_000 }) { sample in
            let (statuses, later) = try await RawConnection.script {
                var all: [RawConnection] = []
                for _ in 0..<2 {
                    let connection = try RawConnection(port: sample.port)
                    connection.send("POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n")
                    connection.send([UInt8](repeating: 97, count: 60_000))
                    all.append(connection)
                }
                let over = all[1].readResponse()?.status
                all[0].send([UInt8](repeating: 97, count: 10_000))
                let first = all[0].readResponse()?.status
                all[0].send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
                return ([first, over], all[0].readResponse()?.text)
            }
            #expect(statuses == [200, 503])
            #expect(later == "abc")
        }
    }
}
