import CommandLine
import Crypto
import HTTPClient
import Vocabulary

/// The control plane's API as commands use it: JSON in, JSON out, problems as errors with their exit code.
struct ControlPlaneClient: Sendable {
    let url: String
    private let token: Secret
    private let http = HTTPClient()

    init(url: String, token: Secret) {
        self.url = url
        self.token = token
    }

    func close() { http.shutdown() }

    func get(_ path: String, _ query: [(String, String)] = []) async throws -> JSONValue {
        try await json("GET", path + Self.query(query), nil)
    }

    /// All pages of a list as one array.
    func list(_ path: String, _ query: [(String, String)] = []) async throws -> JSONValue {
        var elements: [JSONValue] = []
        var cursor: String?
        repeat {
            let address = path + Self.query(query + (cursor.map { [("cursor", $0)] } ?? []))
            let response = try await response("GET", address, nil)
            elements += JSONValue(parsing: response.body)?.array ?? []
            let next = response.headers["waggle-next-cursor"]
            // A cursor that leads nowhere must not lead round in a circle.
            cursor = next == cursor ? nil : next
        } while cursor != nil
        return .array(elements)
    }

    func post(_ path: String, _ body: JSONValue = .object([:])) async throws -> JSONValue {
        try await json("POST", path, body)
    }

    func delete(_ path: String) async throws -> JSONValue { try await json("DELETE", path, nil) }

    /// Opens a response whose body is read as it comes; a problem is thrown as with the others.
    func open(
        _ method: String, _ path: String, _ query: [(String, String)] = [], stall: Duration?, limit: Int = .max
    ) async throws -> HTTPClientStream {
        var request = request(method, path + Self.query(query), nil)
        request.timeout = nil
        request.stallTimeout = stall
        request.maxResponseBytes = limit
        let stream = try await mapping { try await http.stream(request) }
        guard stream.status < 300 else {
            var body: [UInt8] = []
            for try await bytes in stream.body where body.count < 65_536 { body += bytes }
            throw Self.problem(stream.status, body)
        }
        return stream
    }

    /// One segment of a path, percent-encoded (RFC 3986 §2.3).
    static func segment(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default: encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }

    private static func query(_ pairs: [(String, String)]) -> String {
        pairs.isEmpty ? "" : "?" + pairs.map { "\(segment($0.0))=\(segment($0.1))" }.joined(separator: "&")
    }

    private func json(_ method: String, _ path: String, _ body: JSONValue?) async throws -> JSONValue {
        let response = try await response(method, path, body)
        if response.body.isEmpty { return .null }
        guard let value = JSONValue(parsing: response.body) else {
            throw ClientProblem("what answers at \(url) is not a Waggle control plane.")
        }
        return value
    }

    private func response(_ method: String, _ path: String, _ body: JSONValue?) async throws -> HTTPClientResponse {
        let response = try await mapping { try await http.send(request(method, path, body)) }
        guard response.status < 300 else { throw Self.problem(response.status, response.body) }
        return response
    }

    private func request(_ method: String, _ path: String, _ body: JSONValue?) -> HTTPClientRequest {
        var headers = [("authorization", "Bearer \(token.expose())"), ("accept", "application/json")]
        if body != nil { headers.append(("content-type", "application/json")) }
        // A call is repeated by nobody but its caller: the key makes it one effect wherever the way doubles it.
        if method == "POST" { headers.append(("idempotency-key", HexEncoding.encode(SecureRandom.bytes(16)))) }
        return HTTPClientRequest(
            method: method, url: url + path, headers: headers.map { (name: $0.0, value: $0.1) },
            body: body.map { Array($0.canonical.utf8) }, timeout: .seconds(60), maxResponseBytes: 256 << 20)
    }

    private func mapping<Result>(_ body: () async throws -> Result) async throws -> Result {
        do { return try await body() } catch let error as HTTPClientError {
            throw error.code == .refused || error.code == .unresolved
                ? ClientProblem(
                    "no control plane answers at \(url): start it with “waggle serve”, or correct --url.")
                : ClientProblem("\(error)")
        }
    }

    private static func problem(_ status: Int, _ body: [UInt8]) -> ClientProblem {
        let detail = JSONValue(parsing: body)?["detail"]?.string
        return ClientProblem(
            Terminal.text(detail ?? "the control plane answered with status \(status)."),
            ClientProblem.exitCode(ofStatus: status))
    }
}
