import FoundationEssentials
import Subprocess
import TestSupport
import Vocabulary

/// A person's terminal: runs commands of the built executable, with or without a control plane on the machine.
struct Workplace: Sendable {
    /// What a finished command left.
    struct Run: Sendable {
        let code: Int32
        let output: String
        let error: String

        /// The output as JSON.
        var json: JSONValue { JSONValue(parsing: output.utf8) ?? .null }
        var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    /// Everything of one test, gone with it.
    let folder: String
    var data: String { folder + "/data" }

    /// Runs `body` on a machine without a control plane.
    static func alone(_ body: (Workplace) async throws -> Void) async throws {
        let folder = "/tmp/waggle-place-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(Workplace(folder: folder))
    }

    /// Runs `body` on the machine of a control plane.
    static func running(
        agents: Int = 0, _ body: (Workplace, RunningWaggle) async throws -> Void
    ) async throws {
        try await RunningWaggle.with(.init(agents: agents)) { server in
            try await body(Workplace(folder: server.folder), server)
        }
    }

    /// Runs a command of the executable to its end.
    func waggle(
        _ arguments: String..., input: String = "", environment: [String: String] = [:]
    ) async throws -> Run {
        var variables = ["PATH": "/usr/bin:/bin", "HOME": folder, "WAGGLE_DATA": data]
        variables.merge(environment) { $1 }
        let result = try await Subprocess.run(
            SubprocessRequest(
                executable: try RunningWaggle.builtExecutable(), arguments: arguments, environment: variables,
                input: Array(input.utf8), outputLimit: 8 << 20, timeout: .seconds(50)))
        guard case .exited(let code) = result.termination else {
            throw RunningWaggle.Failure("waggle \(arguments) ended with \(result.termination): \(result.errorText)")
        }
        return Run(code: code, output: result.outputText, error: result.errorText)
    }

    /// Writes a file into the folder; its path.
    func write(_ name: String, _ text: String) throws -> String {
        let path = "\(folder)/\(name)"
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }
}
