import Subprocess
import TestSupport

/// Programs of the machine, for looking at things from outside the product.
enum Tools {
    /// Runs a program and gives what it printed; throws where it fails.
    @discardableResult
    static func run(_ executable: String, _ arguments: String...) async throws -> String {
        let result = try await Subprocess.run(
            SubprocessRequest(
                executable: executable, arguments: arguments,
                environment: ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent"], outputLimit: 16 << 20,
                timeout: .seconds(60)))
        guard result.termination.isSuccess else {
            throw RunningWaggle.Failure(
                "\(executable): \(result.termination): \(result.errorText) \(result.outputText.suffix(2_000))")
        }
        return result.outputText
    }

    /// Reads or changes a database whose process has ended; rows as lines, columns parted by tabs.
    @discardableResult
    static func sql(_ path: String, _ statement: String) async throws -> [String] {
        let script = """
            import sqlite3, sys
            connection = sqlite3.connect(sys.argv[1])
            rows = connection.execute(sys.argv[2]).fetchall()
            connection.commit()
            for row in rows: print("\\t".join("" if value is None else str(value) for value in row))
            """
        return try await run("/usr/bin/env", "python3", "-c", script, path, statement)
            .split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    }
}
