import Git
import Subprocess
import TestSupport

/// A folder of its own with a bare repository and means to make commits, bundles and mischief with plain git.
struct ScratchRepository {
    private let place: TemporaryFolder
    var folder: String { place.path }
    let bare: BareRepository
    let base: CommitID
    let branch: BranchName
    static let signature = GitSignature(name: "Waggle", email: "waggle@localhost", seconds: 1_700_000_000)

    init() async throws {
        guard let slug = Slug("shop") else { throw GitError.notARepository("shop") }
        branch = .main(of: slug)
        place = try TemporaryFolder()
        bare = try await BareRepository.create(
            at: place.path + "/bare.git", branch: branch, signature: Self.signature, message: "Begin")
        guard let base = try await bare.resolve(branch) else { throw GitError.notARepository(place.path) }
        self.base = base
        _ = try await shell("git clone -q \(folder)/bare.git clone")
    }

    /// Runs a script in the folder, as a stranger with a git of their own; gives its output without the last newline.
    @discardableResult
    func shell(_ script: String) async throws -> String {
        let result = try await Subprocess.run(
            SubprocessRequest(
                executable: "/bin/sh", arguments: ["-euc", script],
                environment: [
                    "PATH": "/usr/bin:/bin", "HOME": folder, "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@localhost",
                    "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@localhost",
                ], directory: folder, timeout: .seconds(30)))
        guard result.termination.isSuccess else {
            throw GitError.failed(command: script, detail: result.errorText)
        }
        return String(result.outputText.dropLast(result.outputText.hasSuffix("\n") ? 1 : 0))
    }

    /// Commits the result of a script in the clone and gives the commit.
    func commit(_ script: String, branch: String = "work") async throws -> CommitID {
        let text = try await shell(
            "cd clone; git checkout -q -B \(branch); \(script); git add -A; git commit -q -m change; git rev-parse HEAD"
        )
        guard let commit = CommitID(text) else { throw GitError.failed(command: "commit", detail: text) }
        return commit
    }

    /// Makes a bundle of `range` with the ref `name` and gives its path.
    func bundle(_ range: String, name: String = "work") async throws -> String {
        try await shell("cd clone; git bundle create -q ../\(name).bundle \(range)")
        return "\(folder)/\(name).bundle"
    }
}
