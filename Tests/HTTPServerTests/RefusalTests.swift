import HTTPServer
import TestSupport
import Testing

/// What two readers could read in two ways, or what is too large, is refused, and the connection ends.
@Suite(.timeLimit(.minutes(1))) struct RefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let status: Int
        let raw: String

        init(_ name: String, _ status: Int, _ raw: String) {
            testDescription = name
            self.status = status
            self.raw = raw
        }
    }

    private static let post = "POST /count HTTP/1.1\r\nHost: x\r\n"

    static let cases = [
        Case("a TLS hello", 400, "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}"),
        Case("a request line of one word", 400, "GET\r\n\r\n"),
        Case("no version", 400, "GET /\r\n\r\n"),
        Case("an unknown version", 400, "GET / HTTP/9.9\r\nHost: x\r\n\r\n"),
        Case("HTTP/2's preface", 400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        Case("two spaces", 400, "GET  /hello HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("no Host", 400, "GET /hello HTTP/1.1\r\n\r\n"),
        Case("two Hosts", 400, "GET /hello HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n"),
        Case("a Host with a path", 400, "GET /hello HTTP/1.1\r\nHost: x/y\r\n\r\n"),
        Case("a Host with user information", 400, "GET /hello HTTP/1.1\r\nHost: a@x\r\n\r\n"),
        Case("a space before the colon", 400, "GET /hello HTTP/1.1\r\nHost : x\r\n\r\n"),
        Case("a folded line", 400, "GET /hello HTTP/1.1\r\nHost: x\r\nX-A: 1\r\n  2\r\n\r\n"),
        Case("a line without a colon", 400, "GET /hello HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n"),
        Case("bare LF", 400, "GET /hello HTTP/1.1\nHost: x\n\n"),
        Case("bare LF in a header", 400, "GET /hello HTTP/1.1\r\nHost: x\r\nX-A: 1\nX-B: 2\r\n\r\n"),
        Case("bare CR in a header", 400, "GET /hello HTTP/1.1\r\nHost: x\r\nX-A: 1\rX-B: 2\r\n\r\n"),
        Case("NUL in a header", 400, "GET /hello HTTP/1.1\r\nHost: x\r\nX-A: a\u{0}b\r\n\r\n"),
        Case(
            "Content-Length and Transfer-Encoding", 400,
            post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Case(
            "Transfer-Encoding and Content-Length", 400,
            post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"),
        Case("two Content-Lengths", 400, post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
        Case("two equal Content-Lengths", 400, post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
        Case("a list of Content-Lengths", 400, post + "Content-Length: 3, 3\r\n\r\nabc"),
        Case("a signed Content-Length", 400, post + "Content-Length: +3\r\n\r\nabc"),
        Case("an enormous Content-Length", 400, post + "Content-Length: 99999999999999999999\r\n\r\nabc"),
        Case("an unknown Transfer-Encoding", 400, post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        Case("two Transfer-Encodings", 400, post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        Case("chunked twice", 400, post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Case("chunked on HTTP/1.0", 400, "POST /count HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Case("a bad chunk size", 400, post + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n"),
        Case("no chunk size", 400, post + "Transfer-Encoding: chunked\r\n\r\n;a\r\nabc\r\n0\r\n\r\n"),
        Case("a chunk longer than its size", 400, post + "Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n"),
        Case("a chunk line with bare LF", 400, post + "Transfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n"),
        Case(
            "an endless chunk size", 400,
            post + "Transfer-Encoding: chunked\r\n\r\n" + String(repeating: "0", count: 5000)),
        Case(
            "an endless chunk extension", 400,
            post + "Transfer-Encoding: chunked\r\n\r\n1;" + String(repeating: "a", count: 5000)),
        Case("a chunk size that overflows", 413, post + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n"),
        Case("another expectation", 417, post + "Expect: magic\r\nContent-Length: 1\r\n\r\na"),
        Case(
            "a header of 64 KiB", 431,
            "GET /hello HTTP/1.1\r\nHost: x\r\nX-A: " + String(repeating: "a", count: 65_536) + "\r\n\r\n"),
        Case(
            "500 headers", 431,
            "GET /hello HTTP/1.1\r\nHost: x\r\n" + (0..<500).map { "X-\($0): 1\r\n" }.joined() + "\r\n"),
        Case("a long target", 414, "GET /" + String(repeating: "a", count: 9000) + " HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("an unending target", 414, "GET /" + String(repeating: "a", count: 20_000)),
        Case("a parent folder in the path", 400, "GET /items/../hello HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("an encoded parent folder in the path", 400, "GET /items/%2e%2E HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("a bad escape", 400, "GET /items/%zz HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("a cut escape", 400, "GET /items/%4 HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("an encoded NUL", 400, "GET /items/a%00b HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("a path that is not UTF-8", 400, "GET /items/%ff HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("a fragment", 400, "GET /hello#a HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("CONNECT", 400, "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n"),
    ]

    @Test(arguments: cases) func `is refused`(_ refused: Case) async throws {
        try await SampleServer.run { sample in
            let (response, rest, ended, next) = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(refused.raw)
                let response = connection.readResponse()
                let rest = connection.readToEnd()
                let other = try RawConnection(port: sample.port)
                other.send(sample.get("/hello"))
                return (response, rest, connection.hasEnded, other.readResponse())
            }
            #expect(response?.status == refused.status)
            #expect(response?["content-type"] == "application/problem+json")
            #expect(response?["connection"] == "close")
            #expect(rest.isEmpty, "nothing behind a refused request may be answered")
            #expect(ended)
            #expect(next?.status == 200)
        }
    }

    @Test(arguments: [
        ("localhost", 200), ("LOCALHOST:8080", 200), ("localhost.", 200), ("[::1]:80", 200), ("evil.example", 403),
        ("localhost.evil.example", 403), ("", 403),
    ])
    func `only allowed hosts are served`(_ host: String, _ status: Int) async throws {
        try await SampleServer.run({ $0.allowedHosts = ["Localhost", "::1"] }) { sample in
            let statuses = try await RawConnection.script {
                try ["Host: \(host)\r\n", "Host: \(host)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"].map {
                    headers in
                    let connection = try RawConnection(port: sample.port)
                    connection.send("GET /hello HTTP/1.1\r\n\(headers)\r\n")
                    return connection.readResponse()?.status
                }
            }
            #expect(statuses == [status, status])
        }
    }

    @Test func `the authority of an absolute target counts, not the Host beside it`() async throws {
        try await SampleServer.run({ $0.allowedHosts = ["localhost"] }) { sample in
            let status = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send("GET http://evil.example/hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return connection.readResponse()?.status
            }
            #expect(status == 403)
        }
    }

    @Test(arguments: [
        ("", 200), ("Origin: https://good.example\r\n", 200), ("Origin: https://good.example:444\r\n", 403),
        ("Origin: http://good.example\r\n", 403), ("Origin: null\r\n", 403),
        ("Origin: https://good.example\r\nOrigin: https://evil.example\r\n", 403),
    ])
    func `only allowed origins are served`(_ header: String, _ status: Int) async throws {
        try await SampleServer.run({ $0.allowedOrigins = ["https://good.example"] }) { sample in
            let (plain, socket) = try await RawConnection.script {
                let plain = try RawConnection(port: sample.port)
                plain.send("GET /hello HTTP/1.1\r\nHost: x\r\n\(header)\r\n")
                let socket = try RawConnection(port: sample.port)
                socket.send(WebSocketClient.handshake("/socket", header))
                return (plain.readResponse()?.status, socket.readResponse()?.status)
            }
            #expect(plain == status)
            #expect(socket == (status == 200 ? 101 : 403))
        }
    }

    @Test(arguments: [
        ("127.0.0.1:9", "http://127.0.0.1:9", 200), ("127.0.0.1:9", "http://127.0.0.1:10", 403),
        ("127.0.0.1:9", "https://127.0.0.1:9", 403), ("evil.example", "http://evil.example", 403),
    ])
    func `the server's own page may call it, under whatever port`(
        _ host: String, _ origin: String, _ status: Int
    ) async throws {
        try await SampleServer.run({
            $0.allowedOrigins = []
            $0.allowedHosts = ["127.0.0.1"]
        }) { sample in
            let answer = try await RawConnection.script {
                let plain = try RawConnection(port: sample.port)
                plain.send("GET /hello HTTP/1.1\r\nHost: \(host)\r\nOrigin: \(origin)\r\n\r\n")
                return plain.readResponse()?.status
            }
            #expect(answer == status)
        }
    }
}
