import Git
import Glibc
import Subprocess
import Testing

/// Locks that git processes left when they were killed.
@Suite(.timeLimit(.minutes(2))) struct StaleLockTests {
    static let names = [
        "HEAD.lock", "packed-refs.lock", "config.lock", "index.lock", "refs/heads/waggle/shop/main.lock",
    ]

    private func touch(_ names: [String], _ scratch: ScratchRepository) async throws {
        for name in names { try await scratch.shell("touch bare.git/\(name)") }
    }

    /// Everything that takes a lock in a repository of ours.
    private func exercise(_ scratch: ScratchRepository, _ commit: CommitID, from old: CommitID) async throws {
        try await scratch.bare.updateBranch(scratch.branch, to: commit, expecting: old)
        let other = try #require(BranchName("waggle/shop/other"))
        try await scratch.bare.updateBranch(other, to: commit, expecting: nil)
        try await scratch.bare.deleteBranch(other, expecting: commit)
    }

    @Test func `a lock in the way of an owned repository is removed and the command succeeds`() async throws {
        let scratch = try await ScratchRepository()
        let ownership = try RepositoryOwnership(of: scratch.folder)
        let commit = try await scratch.commit("echo 1 > a")
        try await scratch.shell("cd clone && git push -q origin work")
        try await touch(Self.names, scratch)
        try await exercise(scratch, commit, from: scratch.base)
        #expect(try await scratch.bare.resolve(scratch.branch) == commit)
        withExtendedLifetime(ownership) {}
    }

    @Test func `without ownership a lock is somebody's and stays`() async throws {
        let scratch = try await ScratchRepository()
        let commit = try await scratch.commit("echo 1 > a")
        try await scratch.shell("cd clone && git push -q origin work")
        try await touch(["refs/heads/waggle/shop/main.lock"], scratch)
        await #expect(throws: GitError.self) {
            try await scratch.bare.updateBranch(scratch.branch, to: commit, expecting: scratch.base)
        }
        #expect(access(scratch.folder + "/bare.git/refs/heads/waggle/shop/main.lock", F_OK) == 0)
    }

    @Test func `a lock in the way of repositories that are shared goes when no git of anybody is at work`() async throws
    {
        let scratch = try await ScratchRepository()
        RepositoryOwnership.share(scratch.folder)
        let commit = try await scratch.commit("echo 1 > a")
        try await scratch.shell("cd clone && git push -q origin work")
        try await touch(Self.names, scratch)
        try await exercise(scratch, commit, from: scratch.base)
        #expect(try await scratch.bare.resolve(scratch.branch) == commit)
    }

    @Test func `a lock of repositories that are shared stays for as long as another process is at work`() async throws {
        let scratch = try await ScratchRepository()
        RepositoryOwnership.share(scratch.folder)
        let commit = try await scratch.commit("echo 1 > a")
        try await scratch.shell("cd clone && git push -q origin work")
        let lock = "bare.git/\(scratch.branch.reference).lock"
        async let other = scratch.shell(
            "flock -s bare.git/in-use sh -c 'touch \(lock) begun; sleep 1; test -e \(lock) && touch done'")
        while access(scratch.folder + "/begun", F_OK) != 0 { await Task.yield() }
        try await scratch.bare.updateBranch(scratch.branch, to: commit, expecting: scratch.base)
        #expect(access(scratch.folder + "/done", F_OK) == 0, "it was removed under the one who held it")
        _ = try await other
        #expect(try await scratch.bare.resolve(scratch.branch) == commit)
    }

    @Test func `at the start every lock goes, and nothing else`() async throws {
        let scratch = try await ScratchRepository()
        try await touch(Self.names + ["refs/heads/waggle/shop/locked", "objects/pack/keep.lock"], scratch)
        try await RepositoryOwnership(of: scratch.folder).removeStaleLocks()
        for name in Self.names { #expect(access(scratch.folder + "/bare.git/\(name)", F_OK) != 0, "\(name)") }
        #expect(access(scratch.folder + "/bare.git/refs/heads/waggle/shop/locked", F_OK) == 0)
        #expect(access(scratch.folder + "/bare.git/objects/pack/keep.lock", F_OK) == 0)
    }

    @Test func `the lock of a git that was killed while it held it is no obstacle`() async throws {
        let scratch = try await ScratchRepository()
        let ownership = try RepositoryOwnership(of: scratch.folder)
        let commit = try await scratch.commit("echo 1 > a")
        try await scratch.shell("cd clone && git push -q origin work")
        // A transaction of refs that is prepared holds its locks until it is told to go on; this one is killed instead.
        try await scratch.shell(
            """
            mkfifo words
            git --git-dir=bare.git update-ref --stdin < words > /dev/null &
            holder=$!
            exec 3> words
            printf 'start\nupdate \(scratch.branch.reference) \(commit) \(scratch.base)\nprepare\n' >&3
            while [ ! -e bare.git/\(scratch.branch.reference).lock ]; do sleep 0.01; done
            kill -9 $holder
            wait $holder || true
            test -e bare.git/\(scratch.branch.reference).lock
            """)
        async let first: Void = scratch.bare.updateBranch(scratch.branch, to: commit, expecting: scratch.base)
        async let heads = scratch.bare.branches(below: scratch.branch)
        try await first
        _ = try await heads
        #expect(try await scratch.bare.resolve(scratch.branch) == commit)
        withExtendedLifetime(ownership) {}
    }

    @Test func `one process owns the repositories`() async throws {
        let scratch = try await ScratchRepository()
        let ownership = try RepositoryOwnership(of: scratch.folder)
        // flock counts open files, so that a second opening is refused like another process' is.
        #expect(throws: GitError.file(path: scratch.folder + "/.owner", code: EWOULDBLOCK)) {
            try RepositoryOwnership(of: scratch.folder)
        }
        withExtendedLifetime(ownership) {}
    }
}
