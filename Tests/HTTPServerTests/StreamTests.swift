import HTTPServer
import TestSupport
import Testing

/// Streamed bodies, long-polls, and peers that leave.
@Suite(.timeLimit(.minutes(1))) struct StreamTests {
    @Test func `an event stream arrives piece by piece`() async throws {
        try await SampleServer.run { sample in
            let (head, event) = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(sample.get("/events"))
                return (connection.read(through: "\r\n\r\n"), connection.read(through: "data: 1\n\n"))
            }
            #expect(head.contains("content-type: text/event-stream\r\n"))
            #expect(head.contains("transfer-encoding: chunked\r\n"))
            #expect(event == "9\r\ndata: 1\n\n")
        }
    }

    @Test(arguments: [false, true])
    func `a stream is cancelled when its peer leaves, before anything is written`(_ isHalf: Bool) async throws {
        try await SampleServer.run { sample in
            try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(sample.get("/events"))
                _ = connection.read(through: "data: 1\n\n")
                guard isHalf else { return }
                connection.shutdownWrite()
                #expect(connection.ends())
            }
            await sample.reports.wait(for: "events cancelled")
        }
    }

    @Test(arguments: [false, true])
    func `a long-poll is cancelled when its peer closes its side`(_ isHalf: Bool) async throws {
        try await SampleServer.run { sample in
            let connection = try await RawConnection.script { () -> RawResponse? in
                let connection = try RawConnection(port: sample.port)
                connection.send(sample.get("/poll"))
                guard isHalf else { return nil }
                connection.shutdownWrite()
                return connection.readResponse()
            }
            await sample.reports.wait(for: "poll cancelled")
            if isHalf { #expect(connection?.status == 503) }
        }
    }

    @Test func `any other handler finishes although its peer has closed its side`() async throws {
        try await SampleServer.run { sample in
            async let response = RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(sample.get("/slow"))
                connection.shutdownWrite()
                return (connection.readResponse(), connection.ends())
            }
            await sample.reports.wait(for: "slow began")
            sample.reports.add("release slow")
            let (answer, ended) = try await response
            #expect(answer?.text == "slow done")
            #expect(ended)
            #expect(!sample.reports.lines.contains("slow cancelled"))
        }
    }

    @Test func `pipelined requests before a half-close are all answered`() async throws {
        try await SampleServer.run { sample in
            let (texts, ended) = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(sample.get("/hello") + sample.get("/items/1") + sample.get("/hello"))
                connection.shutdownWrite()
                return ((0..<3).map { _ in connection.readResponse()?.text }, connection.ends())
            }
            #expect(texts == ["hello", "item 1", "hello"])
            #expect(ended)
        }
    }

    @Test func `a stream that throws is cut off, so that the peer can tell`() async throws {
        try await SampleServer.run { sample in
            let all = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(sample.get("/cut"))
                return String(decoding: connection.readToEnd(), as: UTF8.self)
            }
            #expect(all.hasSuffix("\r\n\r\n4\r\nhalf\r\n"))
        }
    }

    @Test func `a stream to an HTTP 1.0 peer has no chunks and ends with the connection`() async throws {
        try await SampleServer.run { sample in
            let response = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send("GET /big HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                return connection.readResponse()
            }
            #expect(response?["transfer-encoding"] == nil)
            #expect(response?["connection"] == "close")
            #expect(response?.body.count == 320 * 64 * 1024)
        }
    }

    @Test func `a slow reader holds the writer back and loses nothing`() async throws {
        try await SampleServer.run { sample in
            let response = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port, receiveBuffer: 4096)
                connection.send(sample.get("/big") + sample.get("/hello"))
                return (connection.readResponse()?.body.count, connection.readResponse()?.text)
            }
            #expect(response == (320 * 64 * 1024, "hello"))
        }
    }

    @Test func `a reader that stops reading is let go`() async throws {
        try await SampleServer.run({ $0.deadlines.writeStall = .milliseconds(200) }) { sample in
            async let ended = RawConnection.script {
                let connection = try RawConnection(port: sample.port, receiveBuffer: 4096)
                connection.send(sample.get("/big"))
                return connection.ends(afterQuiet: 0.5)
            }
            await sample.reports.wait(for: "big cut off")
            let hasEnded = try await ended
            #expect(hasEnded)
        }
    }

    @Test func `requests whose answers nobody reads are not all taken in`() async throws {
        try await SampleServer.run({ _ in }) { routes, reports in
            let answer = HTTPResponse(body: .bytes([UInt8](repeating: 65, count: 64 * 1024)))
            routes.on("GET", "/page") { _ in
                reports.add("page")
                return answer
            }
        } _: { sample in
            let answered = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port, receiveBuffer: 4096)
                connection.send(String(repeating: sample.get("/page"), count: 1000))
                return connection.isQuiet(for: 10) ? 0 : sample.reports.count(untilQuietFor: 0.5)
            }
            // The kernel takes a few megabytes; what it does not take must not pile up here.
            #expect((1..<300).contains(answered))
        }
    }
}
