import HTTPClient
import TestSupport
import Vocabulary

/// An answer of the control plane.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPClientHeaders
    let bytes: [UInt8]

    var json: JSONValue { JSONValue(parsing: bytes) ?? .null }
    var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// The control plane's own interface, as programs use it.
extension RunningWaggle {
    static let http = HTTPClient()

    /// Calls an endpoint; `token` nil means the admin of this machine, an empty one none at all.
    func call(
        _ method: String, _ path: String, _ body: JSONValue? = nil, token: String? = nil,
        headers: [(name: String, value: String)] = [], timeout: Duration = .seconds(30)
    ) async throws -> Answer {
        try await call(
            method, path, bytes: body.map { Array($0.canonical.utf8) }, token: token, headers: headers,
            timeout: timeout)
    }

    func call(
        _ method: String, _ path: String, bytes: [UInt8]?, token: String? = nil,
        headers: [(name: String, value: String)] = [], timeout: Duration = .seconds(30)
    ) async throws -> Answer {
        let bearer = token ?? self.token
        // Not kept: the server is killed in between.
        var all = headers + [("connection", "close")]
        if !bearer.isEmpty { all.append(("authorization", "Bearer \(bearer)")) }
        let response = try await Self.http.send(
            HTTPClientRequest(method: method, url: url + path, headers: all, body: bytes, timeout: timeout))
        return Answer(status: response.status, headers: response.headers, bytes: response.body)
    }

    func get(_ path: String) async throws -> JSONValue { try await call("GET", path).json }

    /// The only swarm there is, or the one of that name.
    func swarm(_ name: String? = nil) async throws -> JSONValue? {
        let swarms = try await get("/v1/swarms").array ?? []
        guard let name else { return swarms.first }
        return swarms.first { $0["name"]?.string == name }
    }

    func tasks(of swarm: JSONValue) async throws -> [JSONValue] {
        try await get("/v1/tasks?swarm=\(swarm["id"]?.string ?? "")").array ?? []
    }

    /// All events so far, oldest first.
    func events() async throws -> [JSONValue] {
        var all: [JSONValue] = []
        while true {
            let cursor = all.last?["cursor"].map(Self.plain) ?? "0"
            let page = try await get("/v1/events?follow=false&limit=1000&since=\(cursor)").array ?? []
            all += page
            if page.count < 1_000 { return all }
        }
    }

    private static func plain(_ value: JSONValue) -> String { value.string ?? value.integer.map { "\($0)" } ?? "0" }

    /// Looks again until `body` gives something; throws after the time.
    func eventually<Value>(
        _ what: String, within limit: Duration = .seconds(60), _ body: () async throws -> Value?
    ) async throws -> Value {
        let ends = ContinuousClock.now + limit
        var lastError: HTTPClientError?
        while ContinuousClock.now < ends {
            do { if let value = try await body() { return value } } catch let error as HTTPClientError {
                lastError = error
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Failure("\(what) did not come true within \(limit)\(lastError.map { " (\($0))" } ?? "")")
    }
}
