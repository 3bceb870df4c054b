import HTTPClient
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct HTTPClientFailureTests {
    private let client = HTTPClient()

    private func failure(of request: HTTPClientRequest, client: HTTPClient? = nil) async -> HTTPClientError? {
        await #expect(throws: HTTPClientError.self) { try await (client ?? self.client).send(request) }
    }

    @Test(arguments: [
        "file:///etc/passwd", "ftp://127.0.0.1/", "127.0.0.1", "http://127.0.0.1/a b", "http://127.0.0.1/\r\nX: y", "",
    ])
    func `an address that is not plain http is refused`(url: String) async {
        #expect(await failure(of: HTTPClientRequest(url: url))?.code == .invalidRequest)
    }

    @Test func `a header cannot smuggle a second one`() async {
        for header in [("X", "a\r\nY: b"), ("X\r\nY", "a"), ("", "a"), ("X Y", "a"), ("X", "a\0")] {
            let error = await failure(of: HTTPClientRequest(url: "http://127.0.0.1:1", headers: [header]))
            #expect(error?.code == .invalidRequest)
        }
        let method = await failure(of: HTTPClientRequest(method: "GET / HTTP/1.1\r\n", url: "http://127.0.0.1:1"))
        #expect(method?.code == .invalidRequest)
    }

    @Test func `a port without a listener is refused and nothing arrived`() async throws {
        let port = try LoopbackServer.closedPort()
        let error = await failure(of: HTTPClientRequest(url: "http://127.0.0.1:\(port)/secret-token"))
        #expect(error?.code == .refused)
        #expect(error?.mayHaveArrived == false)
        #expect(error?.description.contains("127.0.0.1:\(port)") == true)
        #expect(error?.description.contains("secret-token") == false)
    }

    @Test func `a name without an address is unresolved`() async {
        let error = await failure(of: HTTPClientRequest(url: "http://nowhere.invalid/"))
        #expect(error?.code == .unresolved)
        #expect(error?.mayHaveArrived == false)
    }

    @Test func `a silent server times out, and the request may have arrived`() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readRequest()
            connection.awaitClose()
        }
        let error = await failure(of: HTTPClientRequest(url: server.url, timeout: .milliseconds(200)))
        #expect(error?.code == .timedOut)
        #expect(error?.mayHaveArrived == true)
    }

    @Test func `a response that stops coming is stalled`() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readRequest()
            connection.startChunked()
            connection.writeChunk("some")
            connection.awaitClose()
        }
        let error = await failure(of: HTTPClientRequest(url: server.url, timeout: nil, stallTimeout: .seconds(1)))
        #expect(error?.code == .stalled)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        "HTTP/1.1 200 OK\r\n", "",
    ])
    func `a response that ends early is cut`(response: String) async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readRequest()
            connection.write(response)
        }
        let error = await failure(of: HTTPClientRequest(method: "POST", url: server.url, body: [1, 2]))
        #expect(error?.code == .cut)
        #expect(error?.mayHaveArrived == true)
    }

    @Test func `a body over the cap is refused, announced or not`() async throws {
        let server = try LoopbackServer { connection in
            guard let request = connection.readRequest() else { return }
            if request.target == "/announced" {
                connection.respond(body: String(repeating: "x", count: 2_000))
            } else {
                connection.startChunked()
                while connection.writeChunk(String(repeating: "x", count: 500)) {}
            }
        }
        for path in ["/announced", "/endless"] {
            let error = await failure(of: HTTPClientRequest(url: server.url + path, maxResponseBytes: 1_000))
            #expect(error?.code == .tooLarge)
        }
    }

    @Test func `a body of exactly the cap is taken`() async throws {
        let server = try LoopbackServer { connection in
            while connection.readRequest() != nil { connection.respond(body: String(repeating: "x", count: 1_000)) }
        }
        let response = try await client.send(HTTPClientRequest(url: server.url, maxResponseBytes: 1_000))
        #expect(response.body.count == 1_000)
    }

    @Test func `endless headers are refused`() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\n")
            while connection.write("X: \(String(repeating: "y", count: 1_000))\r\n") {}
        }
        #expect(await failure(of: HTTPClientRequest(url: server.url))?.code == .tooLarge)
    }

    @Test func `a private address is denied where the client says so, also by name`() async throws {
        let server = try LoopbackServer { connection in while connection.readRequest() != nil { connection.respond() } }
        var configuration = HTTPClient.Configuration()
        configuration.denyPrivateAddresses = true
        let guarded = HTTPClient(configuration: configuration)
        for url in [server.url, "http://localhost:\(server.port)/", "http://[::1]:\(server.port)/"] {
            let error = await failure(of: HTTPClientRequest(url: url), client: guarded)
            #expect(error?.code == .denied)
            #expect(error?.mayHaveArrived == false)
        }
        #expect(server.connectionCount == 0)
        #expect(try await client.send(HTTPClientRequest(url: server.url)).status == 200)
    }

    @Test func `a body is never sent twice by itself`() async throws {
        // The first request is answered on a kept connection; the second arrives there and the connection ends unanswered.
        let server = try LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.respond()
            _ = connection.readRequest()
        }
        _ = try await client.send(HTTPClientRequest(method: "POST", url: server.url, body: [1]))
        let error = await failure(of: HTTPClientRequest(method: "POST", url: server.url, body: [2]))
        #expect(error?.code == .cut)
        #expect(error?.mayHaveArrived == true)
        #expect(server.requests.map(\.body) == [[1], [2]])
    }
}
