import Subprocess

/// How an acceptance command ended in the author's own clone: a hint for the model, not the verdict.
package struct BuiltinCheck: Hashable, Sendable {
    package let command: String
    package let passed: Bool
    /// How it ended, to follow the command in a sentence.
    package let status: String
    package let output: String

    package init(command: String, passed: Bool, status: String, output: String) {
        self.command = command
        self.passed = passed
        self.status = status
        self.output = output
    }

    /// How a process ended, without durations: the same end has to have the same words.
    static func status(of result: SubprocessResult, limit seconds: Int) -> String {
        if result.timedOut { return "took longer than \(seconds) seconds and was ended" }
        switch result.termination {
        case .exited(let code): return "ended with exit status \(code)"
        case .signalled(let signal): return "was ended by signal \(signal)"
        }
    }

    /// What the model is told when not all commands passed.
    static func report(_ checks: [BuiltinCheck]) -> String {
        let failed = checks.filter { !$0.passed }
        let parts = failed.map { check in
            "The command\n\(check.command)\n\(check.status). Its output:\n"
                + (check.output.isEmpty ? "(none)" : check.output)
        }
        return "The acceptance commands were run; \(failed.count) of \(checks.count) did not pass.\n\n"
            + parts.joined(separator: "\n\n")
    }
}
