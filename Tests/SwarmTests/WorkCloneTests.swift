import Git
import Glibc
import Subprocess
import Testing

@testable import Swarm

@Suite(.timeLimit(.minutes(2)))
struct WorkCloneTests {
    @Test(arguments: SandboxMode.allCases)
    func `work that was committed and work that was not both come out`(mode: SandboxMode) async throws {
        let place = try await WorkPlace(mode)
        let clone = try await place.clone()
        let ran = try await clone.run(
            """
            git branch --show-current; cat readme
            echo 1 > own; git add own; git commit -qm own
            mkdir -p 'a b'; echo 2 > 'a b/é'; rm readme; ln -s own link
            """, timeout: .seconds(30))
        #expect(ran.outputText == "waggle/shop/task-7\nhello\n")
        let result = try #require(
            try await clone.collect(signature: WorkPlace.signature, message: "The rest\n\nbody", limit: 1 << 20))
        #expect(result.bundleSize > 100)
        try await place.mirror.importBundle(at: clone.bundlePath, base: place.base, tip: result.tip)
        #expect(try await place.mirror.files(at: result.tip, limit: 10) == ["a b/é", "link", "own"])
        try await clone.remove()
        #expect(access(clone.folder.root, F_OK) != 0)
        try await place.remove()
    }

    /// Adds a commit to the swarm's branch, and gives the files of what is collected after `script` on top of it.
    private func collected(_ script: String, before: String) async throws -> [String] {
        let place = try await WorkPlace()
        let first = try await place.clone("before")
        _ = try await first.run("\(before); git add -f .; git commit -qm before", timeout: .seconds(30))
        var base = place.base
        if let result = try await first.collect(signature: WorkPlace.signature, message: "m", limit: 1 << 20) {
            try await place.mirror.importBundle(at: first.bundlePath, base: base, tip: result.tip)
            base = result.tip
        }
        guard let branch = BranchName("waggle/shop/task-8") else { throw GitError.notARepository(place.root) }
        let clone = try await WorkClone.prepare(
            in: place.root, name: "after", mirror: place.mirror.path, base: base, branch: branch, sandbox: place.sandbox
        )
        _ = try await clone.run(script, timeout: .seconds(30))
        let result = try #require(
            try await clone.collect(signature: WorkPlace.signature, message: "m", limit: 1 << 20))
        try await place.mirror.importBundle(at: clone.bundlePath, base: base, tip: result.tip)
        let files = try await place.mirror.files(at: result.tip, limit: 20)
        try await place.remove()
        return files
    }

    private static let leaving =
        "mkdir -p a/__pycache__ .pytest_cache; echo 1 > a/b.py; echo 2 > a/__pycache__/b.pyc; "
        + "echo 3 > .pytest_cache/x; echo 4 > c.pyc"

    @Test func `caches of tools are no part of a result`() async throws {
        #expect(try await collected(Self.leaving, before: "true") == ["a/b.py", "readme"])
        // Nor where the agent commits by itself.
        let committing = Self.leaving + "; git add --all; git commit -qm mine"
        #expect(try await collected(committing, before: "true") == ["a/b.py", "readme"])
    }

    @Test func `what the repository tracks or asks for stays`() async throws {
        let tracking = "mkdir d; echo 0 > d/e.pyc"
        #expect(
            try await collected(Self.leaving + "; echo 5 > d/e.pyc", before: tracking)
                == ["a/b.py", "c.pyc", "d/e.pyc", "readme"])
        let asking = "echo '!*.pyc' > .gitignore"
        #expect(
            try await collected(Self.leaving, before: asking) == [".gitignore", "a/b.py", "c.pyc", "readme"])
        // What the author of the work insists on is work.
        #expect(
            try await collected(Self.leaving + "; git add -f c.pyc", before: "true") == ["a/b.py", "c.pyc", "readme"])
    }

    @Test func `work that changed nothing is no result`() async throws {
        let place = try await WorkPlace()
        let clone = try await place.clone()
        _ = try await clone.run("cat readme; touch readme", timeout: .seconds(30))
        #expect(try await clone.collect(signature: WorkPlace.signature, message: "none", limit: 1 << 20) == nil)
        try await place.remove()
    }

    @Test func `a bundle over its limit is refused`() async throws {
        let place = try await WorkPlace()
        let clone = try await place.clone()
        _ = try await clone.run("head -c 100000 /dev/urandom > noise", timeout: .seconds(30))
        await #expect(throws: SwarmError.resultRefused("it is larger than 50000 bytes")) {
            try await clone.collect(signature: WorkPlace.signature, message: "big", limit: 50_000)
        }
        #expect(access(clone.bundlePath, F_OK) != 0)
        try await place.remove()
    }

    @Test func `rewritten history comes out and is refused by the repository`() async throws {
        let place = try await WorkPlace()
        let clone = try await place.clone()
        _ = try await clone.run(
            "git checkout -q --orphan fresh; git rm -rqf .; echo evil > evil; git add -A; git commit -qm evil",
            timeout: .seconds(30))
        let result = try #require(
            try await clone.collect(signature: WorkPlace.signature, message: "evil", limit: 1 << 20))
        await #expect(throws: GitError.self) {
            try await place.mirror.importBundle(at: clone.bundlePath, base: place.base, tip: result.tip)
        }
        #expect(try await !place.mirror.contains(result.tip))
        try await place.remove()
    }

    @Test func `mischief in the clone's own git runs nothing on this machine`() async throws {
        let place = try await WorkPlace()
        let canary = place.root + "/canary"
        let clone = try await place.clone()
        let ran = try await clone.run(
            """
            for hook in pre-commit post-commit post-index-change reference-transaction post-checkout; do
            printf '#!/bin/sh\\ntouch \(canary); touch %s/ran-inside\\n' "$PWD" > .git/hooks/$hook 2>/dev/null \\
                || { mkdir -p .git/hooks; printf '#!/bin/sh\\ntouch \(canary)\\n' > .git/hooks/$hook; }
            chmod +x .git/hooks/$hook; done
            git config core.fsmonitor 'touch \(canary); echo'; git config core.pager 'touch \(canary)'
            git config filter.evil.clean 'touch \(canary); cat'; git config filter.evil.required true
            git config diff.evil.textconv 'touch \(canary); cat'; git config diff.external 'touch \(canary)'
            git config core.sshCommand 'touch \(canary)'; git config alias.add '!touch \(canary)'
            git config core.worktree \(place.root); git config --unset core.worktree
            printf '* filter=evil diff=evil merge=evil\\n' > .gitattributes; echo 1 > a
            ln -s \(place.root)/mirror.git/config stolen; ln -s / everything
            """, timeout: .seconds(30))
        #expect(ran.termination == .exited(0), "\(ran.outputText)")
        let result = try #require(
            try await clone.collect(signature: WorkPlace.signature, message: "evil", limit: 1 << 20))
        try await place.mirror.importBundle(at: clone.bundlePath, base: place.base, tip: result.tip)
        _ = try await place.mirror.changes(from: place.base, to: result.tip)
        try await clone.remove()
        #expect(access(canary, F_OK) != 0)
        #expect(access(place.root + "/mirror.git/config", F_OK) == 0)
        try await place.remove()
    }

    @Test func `the mirror and other clones cannot be changed, and other clones are not there`() async throws {
        let place = try await WorkPlace()
        let (one, other) = (try await place.clone("one"), try await place.clone("other"))
        try ScratchPlace.write(ScratchPlace.secret, to: other.folder.work + "/canary")
        let result = try await one.run(
            """
            git -C /mirror.git update-ref refs/heads/evil HEAD && echo CHANGED || true
            ( echo evil > /mirror.git/config ) && echo CHANGED || true
            rm -rf /mirror.git/objects && echo CHANGED || true
            git push -q /mirror.git HEAD:refs/heads/evil && echo CHANGED || true
            chmod -R u+w /mirror.git && echo CHANGED || true
            cat "$PWD/../other/${PWD##*/}/canary" \(other.folder.work)/canary || true
            ls -A "$PWD/.." | grep -E 'other|one' && echo SEEN || true
            """, timeout: .seconds(30))
        for word in ["\nCHANGED", "\nSEEN", ScratchPlace.secret] {
            #expect(!("\n" + result.outputText).contains(word), "\(result.outputText)")
        }
        #expect(try await place.mirror.branches(below: try #require(BranchName("waggle"))).count == 1)
        #expect(try await place.mirror.files(at: place.base, limit: 5) == ["readme"])
        try await place.remove()
    }

    @Test func `a clone made read-only is removed, and nothing behind its links`() async throws {
        let place = try await WorkPlace()
        let clone = try await place.clone()
        try ScratchPlace.write("keep", to: place.root + "/keep")
        _ = try await clone.run(
            "mkdir -p deep/er; echo x > deep/er/x; ln -s \(place.root) up; chmod 0 deep/er; chmod 500 deep . .git",
            timeout: .seconds(30))
        try await clone.remove()
        #expect(access(clone.folder.root, F_OK) != 0)
        #expect(ScratchPlace.read(place.root + "/keep") == "keep")
        try await place.remove()
    }

    @Test func `what is left for us is taken only if it is a plain file`() async throws {
        let place = try ScratchPlace()
        let out = place.folder.output
        try ScratchPlace.write("bytes", to: out + "/plain")
        #expect(try ReceivedFile.take(out + "/plain", to: place.root + "/taken", limit: 10) == 5)
        #expect(try ReceivedFile.take(out + "/missing", to: place.root + "/taken", limit: 10) == nil)
        try ScratchPlace.write("bytes", to: out + "/one")
        link(out + "/one", out + "/second")
        symlink(place.root + "/data/admin-token", out + "/link")
        mkfifo(out + "/fifo", 0o600)
        mkdir(out + "/folder", 0o700)
        try ScratchPlace.write("eleven bytes", to: out + "/large")
        for name in ["second", "link", "fifo", "folder", "large"] {
            #expect(throws: SwarmError.self, "\(name)") {
                try ReceivedFile.take("\(out)/\(name)", to: place.root + "/refused", limit: 10)
            }
            #expect(access(place.root + "/refused", F_OK) != 0)
        }
        #expect(ScratchPlace.read(place.root + "/data/admin-token") == ScratchPlace.secret)
        symlink(place.root + "/data/admin-token", out + "/tip")
        #expect(throws: SwarmError.resultRefused("it is a symbolic link")) {
            try ReceivedFile.text(out + "/tip", limit: 64)
        }
        try await place.remove()
    }
}
