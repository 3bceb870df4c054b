import Glibc

/// A bare repository of ours on this machine; the only kind git is ever run on outside a sandbox.
///
/// Every call is one short-lived git process with a time-out, a cap on its output and no configuration but ours, and
/// throws `GitError` (or `CancellationError`). Calls may run at the same time; refs are safe by compare-and-set.
package struct BareRepository: Hashable, Sendable {
    /// Absolute.
    package let path: String

    /// Takes an existing repository that `create` or `mirror` made.
    package init(at path: String) throws(GitError) {
        guard path.hasPrefix("/"), access(path + "/HEAD", R_OK) == 0, access(path + "/objects", X_OK) == 0 else {
            throw .notARepository(path)
        }
        self.path = path
    }

    private init(initialised path: String) { self.path = path }

    // MARK: Making one

    /// Makes a repository whose `branch` holds one empty commit; the folder must not exist or be empty.
    package static func create(
        at path: String, branch: BranchName, signature: GitSignature, message: String
    ) async throws -> BareRepository {
        let repository = try await initialise(at: path)
        let tree = try await repository.emptyTree()
        let commit = try await repository.commitTree(tree, parents: [], message: message, signature: signature)
        try await repository.updateReference(branch.reference, to: commit, expecting: nil)
        _ = try await repository.command(["symbolic-ref", "HEAD", branch.reference]).run()
        return repository
    }

    /// Makes a copy of an existing repository: its branches under `refs/remotes/origin/`, its tags.
    package static func mirror(at path: String, of origin: RepositoryAddress) async throws -> BareRepository {
        let repository = try await initialise(at: path)
        try await repository.fetch(from: origin)
        return repository
    }

    static func initialise(at path: String) async throws -> BareRepository {
        guard path.hasPrefix("/") else { throw GitError.notARepository(path) }
        // Readable for the sandbox's separate account; the folders above it are closed to everybody else.
        _ = try await GitCommand(nil, ["init", "--quiet", "--bare", "--template=", "--shared=0644", path]).run()
        return BareRepository(initialised: path)
    }

    // MARK: Refs

    /// The commit a branch is at; nil where there is none.
    package func resolve(_ branch: BranchName) async throws -> CommitID? { try await commit(at: branch.reference) }

    /// The commit of the origin's branch, as last fetched; nil where there is none.
    package func resolveOrigin(_ branch: BranchName) async throws -> CommitID? {
        try await commit(at: "refs/remotes/origin/\(branch)")
    }

    func commit(at reference: String) async throws -> CommitID? {
        let answer = try await command(["rev-parse", "--verify", "--quiet", "\(reference)^{commit}"])
            .run(accepting: [1])
        return CommitID(String(decoding: answer.output.prefix(40), as: UTF8.self))
    }

    /// All branches below `prefix` (such as `waggle/shop`), by name.
    package func branches(below prefix: BranchName) async throws -> [(name: BranchName, commit: CommitID)] {
        let format = "--format=%(objectname) %(refname:lstrip=2)"
        let lines = try await command(["for-each-ref", format, "\(prefix.reference)/"]).text()
        return lines.split(separator: "\n").compactMap { line in
            guard let commit = CommitID(line.prefix(40)), let name = BranchName(line.dropFirst(41)) else { return nil }
            return (name, commit)
        }
    }

    /// Moves a branch from `expected` (nil: it must not exist) to `commit`; throws `referenceMoved` if it is elsewhere.
    package func updateBranch(_ branch: BranchName, to commit: CommitID, expecting expected: CommitID?) async throws {
        try await updateReference(branch.reference, to: commit, expecting: expected)
    }

    /// Deletes a branch that is at `expected`; throws `referenceMoved` if it is elsewhere or gone.
    package func deleteBranch(_ branch: BranchName, expecting expected: CommitID) async throws {
        try await updateReference(branch.reference, to: nil, expecting: expected)
    }

    func updateReference(_ name: String, to new: CommitID?, expecting expected: CommitID?) async throws {
        let none = String(repeating: "0", count: 40)
        let arguments =
            new.map { ["update-ref", name, $0.text, expected?.text ?? none] }
            ?? ["update-ref", "-d", name, expected?.text ?? none]
        do {
            _ = try await command(arguments).run()
        } catch let error as GitError {
            let actual = try await commit(at: name)
            guard actual != expected else { throw error }
            throw GitError.referenceMoved(name: name, actual: actual)
        }
    }

    // MARK: Commits

    /// Whether `ancestor` is `descendant` or in its history.
    package func isAncestor(_ ancestor: CommitID, of descendant: CommitID) async throws -> Bool {
        try await command(["merge-base", "--is-ancestor", ancestor.text, descendant.text]).run(accepting: [1]).status
            == 0
    }

    /// Whether the commit is here at all.
    package func contains(_ commit: CommitID) async throws -> Bool {
        try await command(["cat-file", "-e", "\(commit)^{commit}"]).run(accepting: [1, 128]).status == 0
    }

    package func tree(of commit: CommitID) async throws -> TreeID {
        let text = try await command(["rev-parse", "--verify", "\(commit)^{tree}"]).text()
        guard let tree = TreeID(text) else { throw GitError.failed(command: "rev-parse", detail: "no tree") }
        return tree
    }

    /// Merges without a working tree and without moving anything.
    package func mergeTree(_ ours: CommitID, _ theirs: CommitID) async throws -> MergeOutcome {
        var merge = command([
            "merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", ours.text, theirs.text,
        ])
        merge.outputLimit = 16 << 20
        let answer = try await merge.run(accepting: [1])
        let fields = answer.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        guard let first = fields.first, let tree = TreeID(first) else {
            throw GitError.failed(command: "merge-tree", detail: "it named no tree")
        }
        return answer.status == 0 ? .clean(tree) : .conflicts(Array(fields.dropFirst()))
    }

    /// Writes a commit; nothing points to it until a branch is moved.
    package func commitTree(
        _ tree: TreeID, parents: [CommitID], message: String, signature: GitSignature
    ) async throws -> CommitID {
        var write = command(["commit-tree", tree.text] + parents.flatMap { ["-p", $0.text] } + ["-F", "-"])
        write.input = Array(message.utf8) + [10]
        write.extraEnvironment = signature.environment
        let text = try await write.text()
        guard let commit = CommitID(text) else {
            throw GitError.failed(command: "commit-tree", detail: "it named no commit")
        }
        return commit
    }

    private func emptyTree() async throws -> TreeID {
        let text = try await command(["hash-object", "-t", "tree", "-w", "/dev/null"]).text()
        guard let tree = TreeID(text) else { throw GitError.failed(command: "hash-object", detail: "no tree") }
        return tree
    }

    func command(_ arguments: [String]) -> GitCommand { GitCommand(path, arguments) }
}
