import FoundationEssentials
import TestSupport
import Vocabulary

/// An agent of another machine, its calls made by hand: it does what a broken or hostile one might.
struct HandAgent {
    let waggle: RunningWaggle
    let id: String
    let token: String

    /// Joins with a fresh join token.
    init(_ name: String, of waggle: RunningWaggle) async throws {
        let issued = try await waggle.call("POST", "/v1/tokens", ["kind": "agent", "label": "test"])
        guard let join = issued.json["token"]?.string else {
            throw RunningWaggle.Failure("no join token: \(issued.text)")
        }
        let answer = try await waggle.call(
            "POST", "/v1/agents/register",
            [
                "name": .string(name), "process": .string("\(UInt64.random(in: 0 ... .max))"),
                "capabilities": [
                    "executors": ["shell"], "processors": 1, "memory_mb": 100, "tags": [:], "sandboxed": true,
                ],
            ], token: join)
        guard let token = answer.json["token"]?.string else {
            throw RunningWaggle.Failure("\(name) could not join: \(answer.text)")
        }
        self.waggle = waggle
        self.token = token
        let agents = try await waggle.get("/v1/agents").array ?? []
        id = agents.first { $0["name"]?.string == name }?["id"]?.string ?? ""
    }

    func call(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> Answer {
        try await waggle.call(method, path, body, token: token)
    }

    /// The next job's offer; throws where none comes.
    func claim() async throws -> JSONValue {
        let answer = try await call("POST", "/v1/claims", ["wait_seconds": 5, "accepts_work": true])
        guard answer.status == 200 else { throw RunningWaggle.Failure("no job: \(answer.status) \(answer.text)") }
        return answer.json
    }

    /// A bundle with one commit on the offer's base, made by git itself; gives its tip, bytes and digest.
    func bundle(for offer: JSONValue, file: String) async throws -> (tip: String, bytes: [UInt8], digest: String) {
        let base = offer["base"]?.string ?? ""
        let script = """
            set -eu
            git init -q "$1/clone"
            cd "$1/clone"
            git -c safe.directory='*' fetch -q "$2" "$3"
            git checkout -q -b waggle-result FETCH_HEAD
            echo "$4" > "$4"
            git add .
            git -c user.name=hand -c user.email=hand@waggle.invalid commit -qm "$4"
            git bundle create -q ../work.bundle waggle-result "^$3"
            git rev-parse HEAD
            sha256sum ../work.bundle | cut -c1-64
            """
        let folder = waggle.folder + "/hand-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let lines = try await Tools.run(
            "/bin/sh", "-c", script, "sh", folder, offer["repository"]?.string ?? "", base, file
        ).split(separator: "\n").map(String.init)
        guard lines.count == 2, let data = FileManager.default.contents(atPath: folder + "/work.bundle") else {
            throw RunningWaggle.Failure("git made no bundle: \(lines)")
        }
        return (lines[0], Array(data), lines[1])
    }

    func upload(_ bytes: [UInt8], for lease: String) async throws -> Int {
        try await waggle.call("PUT", "/v1/leases/\(lease)/bundle", bytes: bytes, token: token).status
    }

    func complete(_ lease: String, _ tip: String, _ digest: String) async throws -> Answer {
        try await call(
            "POST", "/v1/leases/\(lease)/complete",
            [
                "commit": .string(tip), "bundle": .string(digest), "base_checks": [], "checks": [],
                "summary": "by hand", "log_tail": "", "sandboxed": true,
            ])
    }
}
