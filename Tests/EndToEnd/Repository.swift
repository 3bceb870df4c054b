import Subprocess
import TestSupport

/// A swarm's repository as git itself sees it, not as Waggle does.
struct Repository {
    let path: String
    let branch: String

    init(_ waggle: RunningWaggle, slug: String) throws {
        path = "\(waggle.repositories)/\(slug).git"
        branch = "waggle/\(slug)/main"
    }

    func git(_ arguments: String...) async throws -> String {
        let result = try await Subprocess.run(
            SubprocessRequest(
                executable: "/usr/bin/git", arguments: ["-c", "safe.directory=*", "--git-dir", path] + arguments,
                environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"], timeout: .seconds(30)))
        guard result.termination.isSuccess else {
            throw RunningWaggle.Failure("git \(arguments.joined(separator: " ")): \(result.errorText)")
        }
        return result.outputText
    }

    /// Subjects of the merges on the branch, oldest first.
    func merges() async throws -> [String] {
        try await git("log", "--first-parent", "--reverse", "--format=%s", branch).split(separator: "\n").map(
            String.init
        )
        .filter { $0.hasPrefix("Task ") }
    }

    func files() async throws -> [String] {
        try await git("ls-tree", "-r", "--name-only", branch).split(separator: "\n").map(String.init)
    }

    func file(_ name: String) async throws -> String { try await git("show", "\(branch):\(name)") }
}
