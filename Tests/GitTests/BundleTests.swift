import Git
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1)))
struct BundleTests {
    @Test func `commits come out of a bundle once they descend from the base`() async throws {
        let scratch = try await ScratchRepository()
        _ = try await scratch.commit("echo 1 > a")
        let tip = try await scratch.commit("git checkout -q work; echo 2 >> a")
        let bundle = try await scratch.bundle("\(scratch.base)..work")
        try await scratch.bare.importBundle(at: bundle, base: scratch.base, tip: tip)
        #expect(try await scratch.bare.isAncestor(scratch.base, of: tip))
        #expect(try await scratch.bare.file("a", at: tip, limit: 10) == Array("1\n2\n".utf8))
        // A second delivery of the same result changes nothing.
        try await scratch.bare.importBundle(at: bundle, base: scratch.base, tip: tip)
        try await scratch.bare.dropImport(tip)
        try await scratch.bare.dropImport(tip)
        #expect(try await scratch.shell("ls | grep -c quarantine || true") == "0")
    }

    @Test func `rewritten history and foreign bases are refused`() async throws {
        let scratch = try await ScratchRepository()
        let first = try await scratch.commit("echo 1 > a", branch: "trunk")
        try await scratch.shell("cd clone; git push -q origin trunk")
        // A new root: nothing of the base is in it.
        let root = try await scratch.commit("git checkout -q --orphan fresh; echo 2 > b", branch: "evil")
        await expectRefusal(scratch, bundle: try await scratch.bundle("evil", name: "root"), base: first, tip: root)
        // Built on the commit before the base, as if the base had never been.
        let rewritten = try await scratch.commit("git reset -q --hard \(scratch.base); echo 3 > a", branch: "rewritten")
        let bundle = try await scratch.bundle("\(scratch.base)..rewritten", name: "rewritten")
        await expectRefusal(scratch, bundle: bundle, base: first, tip: rewritten)
        // Built on a commit that is here, but on another branch than the base.
        let other = try await scratch.commit("git reset -q --hard \(first); echo 4 > c", branch: "other")
        let foreign = try await scratch.bundle("\(first)..other", name: "foreign")
        await expectRefusal(scratch, bundle: foreign, base: scratch.base, tip: other)
    }

    @Test func `a bundle with other refs, or another tip than was told, is refused`() async throws {
        let scratch = try await ScratchRepository()
        let tip = try await scratch.commit("echo 1 > a")
        let bundle = try await scratch.bundle("\(scratch.base)..work")
        await expectRefusal(scratch, bundle: bundle, base: scratch.base, tip: scratch.base)
        try await scratch.shell("cd clone; git branch second")
        let two = try await scratch.bundle("\(scratch.base)..work second", name: "two")
        await expectRefusal(scratch, bundle: two, base: scratch.base, tip: tip)
        // A ref that would climb out of the repository is a tip like any other: its name is never used.
        try await scratch.shell(
            "sed '1,3s#refs/heads/work#refs/heads/../../../../escaped#' work.bundle > dots.bundle")
        try await scratch.bare.importBundle(at: scratch.folder + "/dots.bundle", base: scratch.base, tip: tip)
        #expect(access(scratch.folder + "/escaped", F_OK) != 0)
    }

    @Test func `objects that fsck objects to never arrive`() async throws {
        let scratch = try await ScratchRepository()
        let tip = try await scratch.shell(
            """
            cd clone; blob=$(echo hook | git hash-object -w --stdin)
            inner=$(printf '100644 blob %s\\tconfig\\n' $blob | git mktree)
            tree=$(printf '040000 tree %s\\t.GIT\\n' $inner | git mktree)
            commit=$(git commit-tree $tree -p \(scratch.base) -m evil)
            git update-ref refs/heads/evil $commit; echo $commit
            """)
        let commit = try #require(CommitID(tip))
        let bundle = try await scratch.bundle("\(scratch.base)..evil", name: "evil")
        await expectRefusal(scratch, bundle: bundle, base: scratch.base, tip: commit)
        #expect(try await !scratch.bare.contains(commit))
    }

    @Test func `files that are no bundle are refused`() async throws {
        let scratch = try await ScratchRepository()
        let tip = try await scratch.commit("echo 1 > a")
        let good = try await scratch.bundle("\(scratch.base)..work")
        try await scratch.shell(
            """
            ln -s work.bundle link; mkfifo fifo; mkdir folder; : > empty; head -c 200 work.bundle > short
            printf '# v2 git bundle\\n-%s x\\n%s refs/heads/work\\n' \(scratch.base) \(tip) > endless
            printf '# v2 git bundle\\n-%s x\\n%s refs/heads/work\\n\\nPACKnonsense' \(scratch.base) \(tip) > nonsense
            head -c 100000 /dev/zero | tr '\\0' x > noise
            """)
        for name in ["link", "fifo", "folder", "empty", "short", "endless", "nonsense", "noise", "missing"] {
            await #expect(throws: GitError.self, "\(name)") {
                try await scratch.bare.importBundle(at: "\(scratch.folder)/\(name)", base: scratch.base, tip: tip)
            }
        }
        var limits = BundleLimits()
        limits.fileSize = 10
        await expectRefusal(scratch, bundle: good, base: scratch.base, tip: tip, limits: limits)
        limits = BundleLimits(objectCount: 2)
        await expectRefusal(scratch, bundle: good, base: scratch.base, tip: tip, limits: limits)
    }

    @Test func `a small bundle that unpacks to something huge is refused`() async throws {
        let scratch = try await ScratchRepository()
        let tip = try await scratch.commit("head -c 30000000 /dev/zero > zeros")
        let bundle = try await scratch.bundle("\(scratch.base)..work")
        await expectRefusal(
            scratch, bundle: bundle, base: scratch.base, tip: tip, limits: BundleLimits(objectSize: 20 << 20))
        await expectRefusal(
            scratch, bundle: bundle, base: scratch.base, tip: tip, limits: BundleLimits(totalSize: 20 << 20))
    }

    @Test func `nothing in a repository's content runs on the host`() async throws {
        let scratch = try await ScratchRepository()
        let canary = scratch.folder + "/canary"
        let tip = try await scratch.commit(
            """
            printf '* diff=evil filter=evil merge=evil\\n' > .gitattributes; echo 1 > a
            printf '[diff "evil"]\\n\\ttextconv = touch \(canary)\\n\\tcommand = touch \(canary)\\n' > .gitconfig
            mkdir hooks; printf '#!/bin/sh\\ntouch \(canary)\\n' > hooks/post-update; chmod +x hooks/post-update
            """)
        let bundle = try await scratch.bundle("\(scratch.base)..work")
        // The control: with the attribute and the driver known, git would run it.
        try await scratch.shell("cd clone; git config diff.evil.textconv 'touch \(canary); cat'; git diff HEAD~1 >&2")
        #expect(access(canary, F_OK) == 0)
        unlink(canary)
        // Even where the bare repository's own configuration was spoilt, our calls run none of it.
        try await scratch.shell(
            """
            cd bare.git; mkdir -p hooks
            for hook in post-update reference-transaction update post-merge pre-push; do
            printf '#!/bin/sh\\ntouch \(canary)\\n' > hooks/$hook; chmod +x hooks/$hook; done
            git config core.hooksPath \(scratch.folder)/bare.git/hooks
            git config core.fsmonitor 'touch \(canary)'; git config diff.evil.textconv 'touch \(canary)'
            git config diff.evil.command 'touch \(canary)'; git config diff.external 'touch \(canary)'
            git config core.sshCommand 'touch \(canary)'; git config core.pager 'touch \(canary)'
            """)
        try await scratch.bare.importBundle(at: bundle, base: scratch.base, tip: tip)
        _ = try await scratch.bare.changes(from: scratch.base, to: tip)
        _ = try await scratch.bare.patch(from: scratch.base, to: tip, limit: 10_000)
        _ = try await scratch.bare.mergeTree(scratch.base, tip)
        try await scratch.bare.updateBranch(scratch.branch, to: tip, expecting: scratch.base)
        #expect(access(canary, F_OK) != 0)
    }

    private func expectRefusal(
        _ scratch: ScratchRepository, bundle: String, base: CommitID, tip: CommitID,
        limits: BundleLimits = BundleLimits()
    ) async {
        do {
            try await scratch.bare.importBundle(at: bundle, base: base, tip: tip, limits: limits)
            Issue.record("\(bundle) was taken")
        } catch GitError.bundleRefused(let reason) {
            #expect(!reason.isEmpty)
        } catch {
            Issue.record("\(bundle): \(error)")
        }
    }
}
