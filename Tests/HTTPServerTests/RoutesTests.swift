import HTTPServer
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct RoutesTests {
    @Test(arguments: [
        ("/", "root"), ("/a", "a"), ("/a/", "nothing"), ("/a/b", "a/b"), ("/a/c", "a/{id} c"), ("/a/b/c", "a/{id}/c b"),
        ("/x/y/z", "{rest} x/y/z"), ("/a/b/d", "{rest} a/b/d"), ("/files/", "files/{path} "),
        ("/files/1/2", "files/{path} 1/2"), ("//", "{rest} /"),
    ])
    func `the most telling route wins`(_ path: String, _ answer: String) async throws {
        try await SampleServer.run({ _ in }) { routes, _ in
            routes = HTTPRoutes()
            routes.on("GET", "/{rest...}") { HTTPResponse(text: "{rest} " + ($0.parameters["rest"] ?? "")) }
            routes.on("GET", "/files/{path...}") { HTTPResponse(text: "files/{path} " + ($0.parameters["path"] ?? "")) }
            routes.on("GET", "/a/{id}") { HTTPResponse(text: "a/{id} " + ($0.parameters["id"] ?? "")) }
            routes.on("GET", "/a/{id}/c") { HTTPResponse(text: "a/{id}/c " + ($0.parameters["id"] ?? "")) }
            routes.on("GET", "/a/b") { _ in HTTPResponse(text: "a/b") }
            routes.on("GET", "/a/") { _ in HTTPResponse(text: "nothing") }
            routes.on("GET", "/a") { _ in HTTPResponse(text: "a") }
            routes.on("GET", "/") { _ in HTTPResponse(text: "root") }
        } _: { sample in
            let text = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(sample.get(path))
                return connection.readResponse()?.text
            }
            #expect(text == answer)
        }
    }

    @Test func `an exact route of another method does not hide a capture`() async throws {
        try await SampleServer.run({ _ in }) { routes, _ in
            routes.on("POST", "/items/new") { _ in HTTPResponse(status: 201) }
        } _: { sample in
            let answers = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(sample.get("/items/new") + "PUT /items/new HTTP/1.1\r\nHost: x\r\n\r\n")
                return (connection.readResponse()?.text, connection.readResponse()?["allow"])
            }
            #expect(answers == ("item new", "GET, HEAD, POST"))
        }
    }

    @Test func `headers compare without regard to case`() {
        var headers: HTTPHeaders = ["Set-Cookie": "a", "X-A": "1"]
        headers.append("set-COOKIE", "b")
        #expect(headers.all("SET-cookie") == ["a", "b"])
        headers.set("X-a", "2")
        #expect(headers.first("x-A") == "2")
        #expect(headers.map(\.name) == ["set-cookie", "set-cookie", "x-a"])
    }

    @Test func `problem details are valid JSON whatever they say`() throws {
        let response = HTTPResponse(problem: 409, type: "urn:x", detail: "a \"b\" \\ \u{1} \n é")
        guard case .bytes(let bytes) = response.body else { return }
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"type":"urn:x","title":"Conflict","status":409,"detail":"a \"b\" \\ \u0001 \u000a é"}"#)
    }
}
