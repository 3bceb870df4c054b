import HTTPClient
import TestSupport
import Testing
import Threading

@Suite(.timeLimit(.minutes(5))) struct HTTPClientTests {
    private let client = HTTPClient()

    @Test func `a request arrives as it was given and its response comes back`() async throws {
        let server = try LoopbackServer { connection in
            while connection.readRequest() != nil {
                connection.respond(201, headers: [("X-Kind", " spaced "), ("X-Empty", "")], body: "made")
            }
        }
        let response = try await client.send(
            HTTPClientRequest(
                method: "POST", url: server.url + "/things?a=1",
                headers: [("Content-Type", "text/plain"), ("X-Nothing", "")], body: Array("hello".utf8)))
        #expect(response.status == 201)
        #expect(response.headers["x-kind"] == "spaced")
        #expect(response.headers["x-empty"] == "")
        #expect(response.headers["absent"] == nil)
        #expect(response.body == Array("made".utf8))
        let request = try #require(server.requests.first)
        #expect(request.method == "POST")
        #expect(request.target == "/things?a=1")
        #expect(request.body == Array("hello".utf8))
        #expect(request[header: "content-type"] == "text/plain")
        #expect(request[header: "x-nothing"] == "")
        #expect(request[header: "expect"] == nil)
        #expect(request[header: "user-agent"] == "waggle")
    }

    @Test(arguments: ["GET", "HEAD", "DELETE", "POST"])
    func `a request without a body has no content length but its method`(method: String) async throws {
        let server = try LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 204 No Content\r\n\r\n")
        }
        let response = try await client.send(HTTPClientRequest(method: method, url: server.url))
        #expect(response.status == 204)
        #expect(server.requests.map(\.method) == [method])
    }

    @Test(arguments: ["PUT", "PATCH", "DELETE"])
    func `other methods carry bodies too`(method: String) async throws {
        let server = try LoopbackServer { connection in
            while connection.readRequest() != nil { connection.respond() }
        }
        let body = [UInt8](repeating: 7, count: 300_000)
        _ = try await client.send(HTTPClientRequest(method: method, url: server.url, body: body))
        let request = try #require(server.requests.first)
        #expect(request.method == method)
        #expect(request.body == body)
        #expect(request[header: "content-type"] == nil)
    }

    @Test func `a connection is used again`() async throws {
        let server = try LoopbackServer { connection in while connection.readRequest() != nil { connection.respond() } }
        for _ in 0..<5 { _ = try await client.send(HTTPClientRequest(method: "POST", url: server.url, body: [1])) }
        #expect(server.requests.count == 5)
        #expect(server.connectionCount == 1)
    }

    @Test func `many requests run at once`() async throws {
        let server = try LoopbackServer { connection in
            while let request = connection.readRequest() { connection.respond(body: request.target) }
        }
        try await withThrowingTaskGroup { group in
            for index in 0..<100 {
                group.addTask {
                    let response = try await client.send(HTTPClientRequest(url: "\(server.url)/\(index)"))
                    #expect(response.body == Array("/\(index)".utf8))
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `an interim response and a redirect are not followed`() async throws {
        let server = try LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n")
            connection.respond(302, headers: [("Location", "/elsewhere")])
        }
        let response = try await client.send(HTTPClientRequest(url: server.url))
        #expect(response.status == 302)
        #expect(response.headers["location"] == "/elsewhere")
        #expect(response.headers["link"] == nil)
        #expect(server.requests.count == 1)
    }

    @Test func `a client that was shut down says so, to the waiting too`() async throws {
        let arrived = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let server = try LoopbackServer { connection in
            _ = connection.readRequest()
            arrived.continuation.yield()
            connection.awaitClose()
        }
        let client = HTTPClient()
        // Unstructured so that its error can be awaited inside the expectation.
        let waiting = Task { try await client.send(HTTPClientRequest(url: server.url)) }
        for await _ in arrived.stream { break }
        client.shutdown()
        let error = await #expect(throws: HTTPClientError.self) { try await waiting.value }
        #expect(error?.code == .shutDown)
        #expect(error?.mayHaveArrived == true)
        let late = await #expect(throws: HTTPClientError.self) {
            try await client.send(HTTPClientRequest(url: server.url))
        }
        #expect(late?.code == .shutDown)
        #expect(late?.mayHaveArrived == false)
    }
}
