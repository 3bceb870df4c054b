import HTTPClient
import Subprocess
import Testing
import Vocabulary

/// A running stand-in for the Cloud API (`Tests/Support/whatsapp_standin.py`), ended with this process at the latest.
struct WhatsAppStandIn {
    static let phoneNumberID = "106540352242922"
    static let token = "stand-in-token"
    static let appSecret = "0123456789abcdef0123456789abcdef"

    let process: ChildProcess
    let base: String
    let http = HTTPClient()

    /// Starts one, runs `body` and ends it.
    static func with<Result>(
        webhook: String = "http://127.0.0.1:1/webhooks/whatsapp", _ body: (WhatsAppStandIn) async throws -> Result
    ) async throws -> Result {
        let script = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        let process = try await Subprocess.spawn(
            SubprocessRequest(
                executable: "/usr/bin/python3",
                arguments: ["-u", "/\(script)/Support/whatsapp_standin.py", "--webhook", webhook],
                errorDestination: .inherited))
        defer { process.terminate() }
        var line: [UInt8] = []
        for try await chunk in process.output {
            line += chunk
            if line.contains(UInt8(ascii: "\n")) { break }
        }
        let port = try #require(JSONValue(parsing: line.prefix { $0 != UInt8(ascii: "\n") })?["port"]?.integer)
        return try await body(WhatsAppStandIn(process: process, base: "http://127.0.0.1:\(port)"))
    }

    /// Tells it something and gives its answer.
    @discardableResult
    func control(_ action: String, _ body: JSONValue) async throws -> JSONValue {
        let response = try await http.send(
            HTTPClientRequest(
                method: "POST", url: "\(base)/_control/\(action)", body: Array(body.canonical.utf8)))
        return try #require(JSONValue(parsing: response.body))
    }

    /// What it was asked so far, oldest first.
    func calls() async throws -> [JSONValue] {
        let response = try await http.send(HTTPClientRequest(url: "\(base)/_control/calls"))
        return try #require(JSONValue(parsing: response.body)?.array)
    }
}
