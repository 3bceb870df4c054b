package import AgentProtocol
package import Git
import Subprocess

/// Runs acceptance commands at a commit, in a fresh clone that no author's sandbox has seen.
package struct Verification: Sendable {
    static let tailLimit = 8 << 10

    package let sandbox: Sandbox
    /// The folder below which clones are made.
    package let parent: String

    package init(sandbox: Sandbox, parent: String) {
        self.sandbox = sandbox
        self.parent = parent
    }

    /// Runs every command in order, also after one that failed, each with a time-out of its own in a sandbox of its own.
    ///
    /// They share the clone, so that a build is there for the test after it. `bundle` holds the commits up to `commit`
    /// that the mirror does not have. `name` is one path component. Throws `SwarmError` or `CancellationError`.
    package func run(
        _ commands: [String], at commit: CommitID, mirror: String, bundle: String? = nil, name: String,
        timeout: Duration
    ) async throws -> [CheckOutcome] {
        let branch = BranchName.verification
        let clone = try await WorkClone.prepare(
            in: parent, name: name, mirror: mirror, base: commit, branch: branch, bundle: bundle, sandbox: sandbox)
        do {
            var outcomes: [CheckOutcome] = []
            for command in commands {
                let result = try await clone.run(command, timeout: timeout, outputLimit: Self.tailLimit)
                outcomes.append(Self.outcome(of: command, result))
            }
            try await clone.remove()
            return outcomes
        } catch {
            try await clone.remove()
            throw error
        }
    }

    static func outcome(of command: String, _ result: SubprocessResult) -> CheckOutcome {
        let exit: Int =
            switch result.termination {
            case _ where result.timedOut: 124
            case .exited(let status): Int(status)
            case .signalled(let number): 128 + Int(number)
            }
        let (seconds, attoseconds) = result.duration.components
        return CheckOutcome(
            command: command, exit: exit,
            seconds: Double(seconds) + Double(attoseconds / 1_000_000_000_000_000) / 1_000,
            outputTail: String(decoding: result.output, as: UTF8.self))
    }
}
