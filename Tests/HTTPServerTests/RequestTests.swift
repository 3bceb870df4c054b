import HTTPServer
import TestSupport
import Testing

/// What a well-behaved client relies on.
@Suite(.timeLimit(.minutes(1))) struct RequestTests {
    @Test func `a request is answered with length, date and body`() async throws {
        try await SampleServer.run { sample in
            let response = try #require(
                try await RawConnection.script {
                    let connection = try RawConnection(port: sample.port)
                    connection.send(sample.get("/hello"))
                    return connection.readResponse()
                })
            #expect(response.status == 200)
            #expect(response.text == "hello")
            #expect(response["content-length"] == "5")
            let date = try #require(response["date"])
            #expect(date.hasSuffix(" GMT") && date.count == 29)
        }
    }

    @Test func `pipelined requests are answered in order`() async throws {
        try await SampleServer.run { sample in
            let texts = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                let post = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n"
                connection.send(sample.get("/hello") + post + "abc" + sample.get("/items/7") + post + "def")
                return (0..<4).map { _ in connection.readResponse()?.text }
            }
            #expect(texts == ["hello", "abc", "item 7", "def"])
        }
    }

    @Test func `a head may come byte by byte`() async throws {
        try await SampleServer.run { sample in
            let text = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                for byte in sample.get("/hello").utf8 { connection.send([byte]) }
                return connection.readResponse()?.text
            }
            #expect(text == "hello")
        }
    }

    @Test(arguments: [
        ("GET /hello HTTP/1.0\r\n\r\n", true, "close"),
        ("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", false, "keep-alive"),
        ("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", true, "close"),
        ("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n", false, nil),
    ])
    func `the connection is kept or closed as asked`(_ raw: String, _ closes: Bool, _ header: String?) async throws {
        try await SampleServer.run { sample in
            let (response, ended) = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(raw)
                return (connection.readResponse(), connection.ends(within: closes ? 10 : 0.1))
            }
            #expect(response?.status == 200)
            #expect(response?["connection"] == header)
            #expect(ended == closes)
        }
    }

    @Test func `HEAD is answered from GET without the body`() async throws {
        try await SampleServer.run { sample in
            let (response, next) = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\n" + sample.get("/items/1"))
                return (connection.readResponse(isHead: true), connection.readResponse())
            }
            #expect(response?.status == 200)
            #expect(response?["content-length"] == "5")
            #expect(next?.text == "item 1")
        }
    }

    @Test func `a chunked upload is put together, extensions and trailers are dropped`() async throws {
        try await SampleServer.run { sample in
            let texts = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
                for _ in 0..<3 { connection.send("a;q=1\r\n0123456789\r\n") }
                connection.send("0\r\nX-Trailer: 1\r\n\r\n" + sample.get("/hello"))
                return [connection.readResponse()?.text, connection.readResponse()?.text]
            }
            #expect(texts == ["012345678901234567890123456789", "hello"])
        }
    }

    @Test func `a body of exactly the limit is taken`() async throws {
        try await SampleServer.run { sample in
            let text = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send("POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 1048576\r\n\r\n")
                connection.send([UInt8](repeating: 97, count: 1 << 20))
                return connection.readResponse()?.text
            }
            #expect(text == "1048576")
        }
    }

    @Test func `Expect 100-continue is answered before the body`() async throws {
        try await SampleServer.run { sample in
            let (interim, final) = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(
                    "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
                let interim = connection.readResponse()
                connection.send("12345")
                return (interim, connection.readResponse())
            }
            #expect(interim?.status == 100)
            #expect(final?.text == "12345")
        }
    }

    @Test(arguments: [
        ("POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\nExpect: 100-continue\r\n\r\n", 0),
        ("POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n", 3_000_000),
        ("POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n", 11),
    ])
    func `a body announced over the route's limit gets 413, delivered`(_ head: String, _ bytes: Int) async throws {
        try await SampleServer.run { sample in
            let (response, ended) = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(head)
                connection.send([UInt8](repeating: 97, count: bytes))
                return (connection.readResponse(), connection.ends())
            }
            #expect(response?.status == 413)
            #expect(response?["content-type"] == "application/problem+json")
            #expect(ended)
        }
    }

    @Test func `a chunked body over the limit gets 413, delivered`() async throws {
        try await SampleServer.run { sample in
            let response = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send("POST /count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
                for _ in 0..<48 { connection.send("10000\r\n" + String(repeating: "a", count: 65_536) + "\r\n") }
                connection.send("0\r\n\r\n")
                return connection.readResponse()
            }
            #expect(response?.status == 413)
        }
    }

    @Test func `an unknown path is 404, a known one with another method 405 with Allow`() async throws {
        try await SampleServer.run { sample in
            let responses = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(sample.get("/nowhere") + "DELETE /hello HTTP/1.1\r\nHost: x\r\n\r\n")
                return [connection.readResponse(), connection.readResponse()]
            }
            #expect(responses.map { $0?.status } == [404, 405])
            #expect(responses[1]?["allow"] == "GET, HEAD")
        }
    }

    @Test func `an unknown path does not read the body`() async throws {
        try await SampleServer.run { sample in
            let (response, ended) = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send("POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\nabc")
                return (connection.readResponse(), connection.ends())
            }
            #expect(response?.status == 404)
            #expect(response?["connection"] == "close")
            #expect(ended)
        }
    }

    @Test func `a handler's error becomes 500 without its text, and is no line in the server's log`() async throws {
        try await SampleServer.run { sample in
            let responses = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(sample.get("/broken") + sample.get("/hello"))
                return [connection.readResponse(), connection.readResponse()]
            }
            #expect(responses.map { $0?.status } == [500, 200])
            #expect(responses[0]?["content-type"] == "application/problem+json")
            #expect(sample.reports.lines == [])
        }
    }

    @Test func `a handler cannot split the response`() async throws {
        try await SampleServer.run { sample in
            let response = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(sample.get("/split"))
                return connection.readResponse()
            }
            #expect(response?["x-a"] == "1  x-evil: 2")
            #expect(response?["x-evil"] == nil)
            #expect(response?["bad name"] == nil)
        }
    }

    @Test func `path, query and captures are decoded, the first of equal names wins`() async throws {
        try await SampleServer.run { sample in
            let texts = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(sample.get("/query?b=2&a=x%20y+z&a=3&%C3%A9=&flag") + sample.get("/items/a%2Fb%20c"))
                return [connection.readResponse()?.text, connection.readResponse()?.text]
            }
            #expect(texts == ["a=x y z;b=2;flag=;é=", "item a/b c"])
        }
    }

    @Test func `the absolute form of a target is understood`() async throws {
        try await SampleServer.run { sample in
            let text = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send("GET http://x/items/7?a=1 HTTP/1.1\r\nHost: x\r\n\r\n")
                return connection.readResponse()?.text
            }
            #expect(text == "item 7")
        }
    }

    @Test func `IPv6 and IPv4 reach a server that listens on both`() async throws {
        try await SampleServer.run(host: "::", loops: 2) { sample in
            let peers = try await RawConnection.script {
                try ["::1", "127.0.0.1"].map { host in
                    let connection = try RawConnection(port: sample.port, host: host)
                    connection.send(sample.get("/peer"))
                    return connection.readResponse()?.text
                }
            }
            #expect(peers == ["::1", "127.0.0.1"])
        }
    }

    @Test func `a taken port is reported as such`() async throws {
        try await SampleServer.run { sample in
            let second = HTTPServer(HTTPServerConfiguration(port: sample.port), HTTPRoutes())
            let error = #expect(throws: HTTPServerError.self) { try second.start() }
            guard case .addressInUse = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `a handler may answer from Swift's own pool`() async throws {
        try await SampleServer.run({ _ in }) { routes, _ in
            routes.on("GET", "/pool") { _ in
                HTTPResponse(
                    body: .stream { writer in
                        // Leaves the loop: an unstructured task does not inherit the executor.
                        try await Task { for index in 0..<200 { try await writer.write(Array("\(index),".utf8)) } }
                            .value
                    })
            }
        } _: { sample in
            let text = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(sample.get("/pool"))
                return connection.readResponse()?.text
            }
            #expect(text == (0..<200).map { "\($0)," }.joined())
        }
    }
}
