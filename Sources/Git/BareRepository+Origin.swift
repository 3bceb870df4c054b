extension BareRepository {
    /// Fetches all branches of `origin` into `refs/remotes/origin/`, and its tags.
    package func fetch(from origin: RepositoryAddress) async throws {
        var fetch = network(
            [
                "fetch", "--quiet", "--prune", "--no-write-fetch-head", "--no-recurse-submodules", "--", origin.text,
                "+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*",
            ])
        // Old repositories often hold objects that fsck objects to; they are the operator's own.
        fetch.extraSettings = ["fetch.fsckObjects=false", "transfer.fsckObjects=false"]
        _ = try await fetch.run()
    }

    /// The branch that the HEAD of `origin` names; nil for a detached HEAD or an empty repository.
    package func defaultBranch(of origin: RepositoryAddress) async throws -> BranchName? {
        let answer = try await network(["ls-remote", "--symref", "--", origin.text, "HEAD"]).text()
        guard let line = answer.split(separator: "\n").first, line.hasPrefix("ref: refs/heads/") else { return nil }
        return BranchName(line.dropFirst("ref: refs/heads/".count).prefix { $0 != "\t" })
    }

    /// The commit a branch of `origin` is at now; nil where it does not exist.
    package func resolve(_ branch: BranchName, at origin: RepositoryAddress) async throws -> CommitID? {
        let answer = try await network(["ls-remote", "--", origin.text, branch.reference]).text()
        return answer.split(separator: "\n").first { $0.hasSuffix("\t\(branch.reference)") }
            .flatMap { CommitID($0.prefix(40)) }
    }

    /// Pushes a commit to a branch of `origin` that is at `expected` (nil: that does not exist).
    ///
    /// Throws `referenceMoved` when it is elsewhere. A push whose outcome is unknown is settled by `resolve(_:at:)`.
    package func push(
        _ commit: CommitID, to branch: BranchName, of origin: RepositoryAddress, expecting expected: CommitID?
    ) async throws {
        let lease = "--force-with-lease=\(branch.reference):\(expected?.text ?? "")"
        let push = network([
            "push", "--quiet", "--no-verify", "--no-recurse-submodules", lease, "--", origin.text,
            "\(commit):\(branch.reference)",
        ])
        do {
            _ = try await push.run()
        } catch let error as GitError {
            let actual = try await resolve(branch, at: origin)
            if actual == commit { return }
            guard actual != expected else { throw error }
            throw GitError.referenceMoved(name: branch.reference, actual: actual)
        }
    }

    private func network(_ arguments: [String]) -> GitCommand {
        var command = command(arguments)
        command.timeout = GitCommand.networkTimeout
        command.protocols = "file:https:ssh"
        return command
    }
}
