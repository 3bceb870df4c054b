import FoundationEssentials
import Subprocess

/// A process that answers as Anthropic and OpenAI do, by rules: `Tests/Support/model_standin.py`, where they are described.
package final class ModelStandIn: Sendable {
    /// Without a path: Anthropic's base URL as it is, OpenAI's with `/v1` behind it.
    package let url: String
    private let folder: String
    private let process: ChildProcess

    /// Starts the process; letting go of the value ends it.
    ///
    /// - Parameter rules: the JSON text of the rules.
    package init(rules: String) async throws {
        folder = FileManager.default.temporaryDirectory.path + "/waggle-model-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(rules.utf8).write(to: URL(filePath: folder + "/rules.json"))
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Support/model_standin.py").path
        process = try await Subprocess.spawn(
            SubprocessRequest(
                executable: "/usr/bin/env",
                arguments: [
                    "python3", "-B", script, "--rules", folder + "/rules.json", "--record", folder + "/requests.jsonl",
                ],
                environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"],
                errorDestination: .inherited))
        var line: [UInt8] = []
        for await bytes in process.output {
            line += bytes
            if line.contains(10) { break }
        }
        struct Ready: Decodable { var url: String }
        url = try JSONDecoder().decode(Ready.self, from: Data(line)).url
    }

    deinit {
        process.terminate()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Replaces the rules; the next request is judged by the new ones.
    package func replaceRules(_ rules: String) throws {
        try Data(rules.utf8).write(to: URL(filePath: folder + "/rules.json"), options: .atomic)
    }

    /// The requests so far, one JSON text each: `{"path", "has_key", "rule", "body"}`.
    package var requests: [String] {
        let recorded = FileManager.default.contents(atPath: folder + "/requests.jsonl") ?? Data()
        return String(decoding: recorded, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
