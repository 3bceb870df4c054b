import Crypto
import FoundationEssentials
import HTTPClient
import Subprocess
import TestSupport
import Vocabulary

/// A person with WhatsApp: what they send, and what they are shown, through `Tests/Support/whatsapp_standin.py`.
struct Phone: Sendable {
    /// Something that was shown: text and buttons.
    struct Shown: Sendable {
        let id: String
        let text: String
        let buttons: [(id: String, title: String)]

        func button(_ title: String) -> String? { buttons.first { $0.title == title }?.id }
    }

    static let owner = "16505551234"
    static let appSecret = "0123456789abcdef0123456789abcdef"
    static let phoneNumberID = "106540352242922"

    /// The file every call of the provider's interface is written to.
    let record: String
    private let process: ChildProcess
    private let base: String
    private let http = HTTPClient()

    /// Runs `body` with a stand-in that is ended afterwards, however that ends.
    static func with<Result>(_ body: (Phone) async throws -> Result) async throws -> Result {
        let tests = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        let record = "/tmp/waggle-e2e-phone-\(UInt64.random(in: 0 ... .max)).jsonl"
        let process = try await Subprocess.spawn(
            SubprocessRequest(
                executable: "/usr/bin/env",
                arguments: ["python3", "-uB", "/\(tests)/Support/whatsapp_standin.py", "--record", record],
                environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"],
                errorDestination: .inherited))
        defer {
            process.terminate()
            try? FileManager.default.removeItem(atPath: record)
        }
        var line: [UInt8] = []
        for await chunk in process.output {
            line += chunk
            if line.contains(10) { break }
        }
        guard let port = JSONValue(parsing: line.prefix { $0 != 10 })?["port"]?.integer else {
            throw RunningWaggle.Failure("the stand-in of WhatsApp did not start")
        }
        return try await body(Phone(record: record, process: process, base: "http://127.0.0.1:\(port)"))
    }

    private init(record: String, process: ChildProcess, base: String) {
        self.record = record
        self.process = process
        self.base = base
    }

    /// The settings of a control plane that is connected to this stand-in, with the owner as its admin.
    var settings: [String: String] {
        [
            "WAGGLE_WHATSAPP_APP_SECRET": Self.appSecret, "WAGGLE_WHATSAPP_VERIFY_TOKEN": "a word of ours",
            "WAGGLE_WHATSAPP_ACCESS_TOKEN": "stand-in-token", "WAGGLE_WHATSAPP_PHONE_NUMBER_ID": Self.phoneNumberID,
            "WAGGLE_WHATSAPP_API_BASE": "\(base)/v23.0", "WAGGLE_ADMINS": "whatsapp:\(Self.owner)",
        ]
    }

    /// Runs `body` with a stand-in and a control plane that know each other.
    static func connected<Result>(
        agents: Int = 2, settings: [String: String] = [:], account: UInt32? = nil,
        _ body: (Phone, RunningWaggle) async throws -> Result
    ) async throws -> Result {
        try await with { phone in
            try await RunningWaggle.with(
                RunningWaggle.Configuration(
                    agents: agents, settings: phone.settings.merging(settings) { $1 }, account: account)
            ) { waggle in
                try await phone.control("target", ["url": .string(waggle.url + "/webhooks/whatsapp")])
                return try await body(phone, waggle)
            }
        }
    }

    // MARK: Sending

    /// Sends a message as the provider does, signed; gives the status of the answer.
    @discardableResult
    func send(_ order: [String: JSONValue], from number: String = Phone.owner) async throws -> Int64 {
        try await control("say", .object(order.merging(["from": .string(number)]) { $1 }))["status"]?.integer ?? 0
    }

    @discardableResult
    func say(_ text: String, id: String? = nil, from number: String = Phone.owner) async throws -> Int64 {
        var order: [String: JSONValue] = ["text": .string(text)]
        if let id { order["id"] = .string(id) }
        return try await send(order, from: number)
    }

    /// Sends until the control plane has taken it, as the provider does; the message's id keeps it one message.
    func sendForSure(_ order: [String: JSONValue], within limit: Duration = .seconds(60)) async throws {
        let ends = ContinuousClock.now + limit
        while try await send(order) != 200 {
            guard ContinuousClock.now < ends else { throw RunningWaggle.Failure("a message was never taken") }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Uploads a file and sends it as a document.
    @discardableResult
    func send(document bytes: [UInt8], name: String, caption: String? = nil) async throws -> Int64 {
        let id = "\(UInt32.random(in: 0 ... .max))"
        try await control(
            "media",
            [
                "id": .string(id), "name": .string(name), "mime_type": "text/plain",
                "data": .string(Base64.encode(bytes)),
            ])
        var document: [String: JSONValue] = ["id": .string(id), "filename": .string(name)]
        if let caption { document["caption"] = .string(caption) }
        return try await send(["document": .object(document)])
    }

    /// Tells the stand-in something and gives its answer.
    @discardableResult
    func control(_ action: String, _ body: JSONValue) async throws -> JSONValue {
        let response = try await http.send(
            HTTPClientRequest(
                method: "POST", url: "\(base)/_control/\(action)", body: Array(body.canonical.utf8),
                timeout: .seconds(120)))
        return JSONValue(parsing: response.body) ?? .null
    }

    /// Signs and posts a body of any kind; see the stand-in.
    func webhook(_ order: JSONValue) async throws -> JSONValue { try await control("webhook", order) }

    // MARK: What is shown

    /// What the person was shown so far, oldest first.
    func shown(to number: String = Phone.owner) async throws -> [Shown] {
        let response = try await http.send(
            HTTPClientRequest(url: "\(base)/_control/calls", maxResponseBytes: 256 << 20))
        let calls = JSONValue(parsing: response.body)?.array ?? []
        return calls.compactMap { call -> Shown? in
            guard call["outcome"] == "accepted", let body = call["body"], body["to"] == .string("+\(number)"),
                let id = call["id"]?.string
            else { return nil }
            let buttons = body["interactive"]?["action"]?["buttons"]?.array ?? []
            return Shown(
                id: id,
                text: body["text"]?["body"]?.string ?? body["interactive"]?["body"]?["text"]?.string ?? "",
                buttons: buttons.compactMap { button in
                    guard let id = button["reply"]?["id"]?.string, let title = button["reply"]?["title"]?.string else {
                        return nil
                    }
                    return (id, title)
                })
        }
    }

    /// Waits until something is shown that fits.
    @discardableResult
    func awaits(
        _ what: String, to number: String = Phone.owner, within limit: Duration = .seconds(60),
        _ fits: (Shown) -> Bool
    ) async throws -> Shown {
        let ends = ContinuousClock.now + limit
        while true {
            let all = try await shown(to: number)
            if let found = all.last(where: fits) { return found }
            guard ContinuousClock.now < ends else {
                throw RunningWaggle.Failure(
                    "\(what) was not shown within \(limit); shown were \(all.map(\.text).joined(separator: "\n· "))")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
