import Git
import Testing

@Suite(.timeLimit(.minutes(1)))
struct BareRepositoryTests {
    @Test func `a new repository is reproducible`() async throws {
        let (one, two) = (try await ScratchRepository(), try await ScratchRepository())
        #expect(one.base == two.base)
        #expect(try await one.bare.branches(below: try #require(BranchName("waggle"))).map(\.name) == [one.branch])
        #expect(try await one.bare.files(at: one.base, limit: 10) == [])
    }

    @Test func `clean merges give a tree, conflicting ones their paths`() async throws {
        let scratch = try await ScratchRepository()
        let bare = scratch.bare
        let first = try await scratch.commit("echo 1 > a; mkdir d; echo x > 'd/é b'", branch: "one")
        let second = try await scratch.commit("git reset -q --hard \(scratch.base); echo 2 > b", branch: "two")
        let third = try await scratch.commit("git reset -q --hard \(scratch.base); echo 3 > a", branch: "three")
        try await scratch.shell("cd clone; git push -q origin one two three")
        guard case .clean(let tree) = try await bare.mergeTree(first, second) else {
            Issue.record("these merge cleanly")
            return
        }
        let merge = try await bare.commitTree(
            tree, parents: [first, second], message: "Merge task 2\n\nbody", signature: ScratchRepository.signature)
        #expect(try await bare.files(at: merge, limit: 10) == ["a", "b", "d/é b"])
        #expect(try await bare.files(at: merge, limit: 2).count == 2)
        #expect(try await bare.file("d/é b", at: merge, limit: 10) == Array("x\n".utf8))
        #expect(try await bare.file("missing", at: merge, limit: 10) == nil)
        #expect(try await bare.tree(of: merge) == tree)
        #expect(try await bare.isAncestor(second, of: merge))
        #expect(try await !bare.isAncestor(merge, of: second))
        #expect(try await bare.mergeTree(first, third) == .conflicts(["a"]))
    }

    @Test func `changes name paths, kinds and lines`() async throws {
        let scratch = try await ScratchRepository()
        let first = try await scratch.commit("printf '1\\n2\\n' > a; echo gone > g; printf '\\000' > bin; ln -s a l")
        let second = try await scratch.commit("printf '1\\n3\\n4\\n' > a; rm g l; echo f > l; printf 'x\\000' > bin")
        try await scratch.shell("cd clone; git push -q origin work")
        let changes = try await scratch.bare.changes(from: first, to: second)
        #expect(
            changes == [
                FileChange(path: "a", kind: .modified, addedLines: 2, removedLines: 1),
                FileChange(path: "bin", kind: .modified, addedLines: nil, removedLines: nil),
                FileChange(path: "g", kind: .removed, addedLines: 0, removedLines: 1),
                FileChange(path: "l", kind: .typeChanged, addedLines: 1, removedLines: 1),
            ])
        let patch = try await scratch.bare.patch(from: first, to: second, limit: 200)
        #expect(patch.count == 200)
    }

    @Test func `a branch moves only from where it is expected`() async throws {
        let scratch = try await ScratchRepository()
        let bare = scratch.bare
        let next = try await scratch.commit("echo 1 > a")
        try await scratch.shell("cd clone; git push -q origin work")
        let task = try #require(BranchName("waggle/shop/task-7"))
        try await bare.updateBranch(task, to: scratch.base, expecting: nil)
        await #expect(throws: GitError.referenceMoved(name: task.reference, actual: scratch.base)) {
            try await bare.updateBranch(task, to: next, expecting: nil)
        }
        await #expect(throws: GitError.self) { try await bare.updateBranch(task, to: next, expecting: next) }
        #expect(try await bare.resolve(task) == scratch.base)
        try await bare.updateBranch(task, to: next, expecting: scratch.base)
        await #expect(throws: GitError.self) { try await bare.deleteBranch(task, expecting: scratch.base) }
        try await bare.deleteBranch(task, expecting: next)
        #expect(try await bare.resolve(task) == nil)
    }

    @Test func `of many racing moves one wins`() async throws {
        let scratch = try await ScratchRepository()
        var tips: [CommitID] = []
        let tree = try await scratch.bare.tree(of: scratch.base)
        for number in 0..<8 {
            tips.append(
                try await scratch.bare.commitTree(
                    tree, parents: [scratch.base], message: "\(number)", signature: ScratchRepository.signature))
        }
        let bare = scratch.bare
        let (branch, base) = (scratch.branch, scratch.base)
        let winners = await withTaskGroup(of: CommitID?.self) { group in
            for tip in tips {
                group.addTask {
                    do {
                        try await bare.updateBranch(branch, to: tip, expecting: base)
                        return tip
                    } catch { return nil }
                }
            }
            return await group.reduce(into: [CommitID]()) { if let tip = $1 { $0.append(tip) } }
        }
        #expect(winners.count == 1)
        #expect(try await bare.resolve(branch) == winners.first)
    }

    @Test func `an existing repository is mirrored and gets the swarm's branch`() async throws {
        let scratch = try await ScratchRepository()
        try await scratch.shell(
            "git init -q -b trunk origin; cd origin; echo hi > readme; git add -A; git commit -q -m hi; git branch other"
        )
        let origin = try RepositoryAddress(scratch.folder + "/origin")
        let mirror = try await BareRepository.mirror(at: scratch.folder + "/mirror.git", of: origin)
        let trunk = try #require(try await mirror.defaultBranch(of: origin))
        #expect(trunk.text == "trunk")
        let head = try #require(try await mirror.resolveOrigin(trunk))
        #expect(try await mirror.files(at: head, limit: 5) == ["readme"])
        let next = try await mirror.commitTree(
            try await mirror.tree(of: head), parents: [head], message: "next", signature: ScratchRepository.signature)
        try await mirror.push(next, to: scratch.branch, of: origin, expecting: nil)
        #expect(try await mirror.resolve(scratch.branch, at: origin) == next)
        // Again, as after a crash: what is there already is no error; what somebody else pushed is.
        try await mirror.push(next, to: scratch.branch, of: origin, expecting: nil)
        try await scratch.shell("cd origin; git update-ref \(scratch.branch.reference) \(head)")
        await #expect(throws: GitError.referenceMoved(name: scratch.branch.reference, actual: head)) {
            try await mirror.push(next, to: scratch.branch, of: origin, expecting: next)
        }
    }

    @Test func `a folder that is no repository is refused`() {
        #expect(throws: GitError.notARepository("/tmp")) { try BareRepository(at: "/tmp") }
        #expect(throws: GitError.self) { try BareRepository(at: "relative") }
    }
}
