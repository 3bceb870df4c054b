import TestSupport
import Testing
import Threading
import Vocabulary

/// An agent of another make, whose work loop is one WebSocket.
extension EndToEnd {
    @Suite(.timeLimit(.minutes(2)))
    struct AgentSocket {
        /// Reads until an answer fits.
        private static func answer(
            _ socket: WebSocketClient, _ fits: (JSONValue) -> Bool
        ) throws -> JSONValue {
            for _ in 0..<50 {
                guard let frame = socket.read(within: 20) else { break }
                // The server's pings are answered by nobody here; it waits over a minute for one.
                if frame.opcode == 1, let json = JSONValue(parsing: frame.payload), fits(json) { return json }
            }
            throw RunningWaggle.Failure("no such answer came over the socket")
        }

        private static func say(_ socket: WebSocketClient, _ json: JSONValue) {
            socket.connection.send(WebSocketClient.encode(1, json.canonical))
        }

        private static func socket(_ id: String, _ token: String, _ port: UInt16) throws -> WebSocketClient {
            try WebSocketClient(
                port: port, path: "/v1/agents/\(id)/connect", headers: "Authorization: Bearer \(token)\r\n")
        }

        @Test func `a job is claimed, reported on and given back over the socket`() async throws {
            try await Phone.connected(agents: 0) { _, waggle in
                let agent = try await HandAgent("socket", of: waggle)
                let (id, token, port) = (agent.id, agent.token, waggle.port)
                let prd = JSONValue.string(String(decoding: try Journeys.prd(), as: UTF8.self))
                let created = try await waggle.call("POST", "/v1/swarms", ["prd": prd, "name": "shop"])
                #expect(created.status == 201)
                _ = try await waggle.eventually("a plan") {
                    try await waggle.get("/v1/swarms/shop")["state"]?.string == "awaiting_approval" ? true : nil
                }
                #expect(try await waggle.call("POST", "/v1/swarms/shop/approve").status == 200)
                try await RawConnection.script {
                    let socket = try Self.socket(id, token, port)
                    let first = try Self.answer(socket) { $0["directives"] != nil }
                    #expect(first["id"]?.integer == nil)
                    Self.say(socket, ["id": 2, "heartbeat": ["leases": ["1-1"]]])
                    let beat = try Self.answer(socket) { $0["id"]?.integer == 2 }
                    #expect(beat["directives"]?["stop"]?[0]?.string == "1-1")
                    Self.say(socket, ["id": 3, "claim": ["wait_seconds": 10, "accepts_work": true]])
                    let claimed = try Self.answer(socket) { $0["id"]?.integer == 3 }
                    let lease = claimed["offer"]?["lease"] ?? .null
                    #expect(claimed["offer"]?["kind"]?.string == "work")
                    Self.say(socket, ["id": 4, "lease": lease, "progress": ["text": "over the socket"]])
                    _ = try Self.answer(socket) { $0["id"]?.integer == 4 }
                    Self.say(socket, ["id": 5, "lease": lease, "release": true])
                    let released = try Self.answer(socket) { $0["id"]?.integer == 5 }
                    #expect(released["verdict"]?["verdict"]?.string == "accepted")
                    Self.say(socket, ["id": 6])
                    let refused = try Self.answer(socket) { $0["id"]?.integer == 6 }
                    #expect(refused["problem"]?["status"]?.integer == 400)
                    // What is no call ends the socket.
                    socket.connection.send(WebSocketClient.encode(1, "nonsense"))
                    var last: WebSocketClient.Frame?
                    while let frame = socket.read(within: 10) { last = frame.opcode == 8 ? frame : last }
                    #expect(last == .close(4_000))
                }
                let task = try await waggle.get("/v1/tasks?swarm=shop").array?.first?["id"]?.string ?? ""
                let lines = try await waggle.get("/v1/tasks/\(task)/log").array ?? []
                #expect(lines.contains { $0["text"]?.string == "over the socket" })
            }
        }

        @Test func `a socket takes its own agent's token alone, and ends when the agent is removed`() async throws {
            try await Phone.connected(agents: 0) { _, waggle in
                let agent = try await HandAgent("socket", of: waggle)
                let other = try await HandAgent("other", of: waggle).token
                let (id, token, port, person) = (agent.id, agent.token, waggle.port, waggle.token)
                try await RawConnection.script {
                    for (token, status) in [("", 401), (person, 401), (other, 403)] {
                        let connection = try RawConnection(port: port)
                        let header = token.isEmpty ? "" : "Authorization: Bearer \(token)\r\n"
                        connection.send(WebSocketClient.handshake("/v1/agents/\(id)/connect", header))
                        #expect(connection.readResponse()?.status == status)
                    }
                }
                let isOpen = Lock(false)
                async let ended: Void = RawConnection.script {
                    let socket = try Self.socket(id, token, port)
                    _ = try Self.answer(socket) { $0["directives"] != nil }
                    isOpen.withLock { $0 = true }
                    var last: WebSocketClient.Frame?
                    while let frame = socket.read(within: 40) { last = frame.opcode == 8 ? frame : last }
                    #expect(last == .close(4_001))
                }
                _ = try await waggle.eventually("an open socket") { isOpen.withLock { $0 } ? true : nil }
                #expect(try await waggle.call("POST", "/v1/agents/socket/remove").status == 200)
                try await ended
            }
        }
    }
}
