import Git
import Glibc

@testable import Swarm

/// A swarm's repository with one commit beyond the empty one, and a folder for clones.
struct WorkPlace {
    let root: String
    let mirror: BareRepository
    let branch: BranchName
    let base: CommitID
    let sandbox: Sandbox
    static let signature = GitSignature(name: "Agent 7", email: "agent@localhost", seconds: 1_700_000_000)

    init(_ mode: SandboxMode = .required) async throws {
        var template = Array("/tmp/waggle-work-test.XXXXXX".utf8CString)
        mkdtemp(&template)
        root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        sandbox = Sandbox(mode: mode)
        guard let slug = Slug("shop") else { throw GitError.notARepository("shop") }
        branch = .main(of: slug)
        mirror = try await BareRepository.create(
            at: root + "/mirror.git", branch: branch, signature: Self.signature, message: "Begin")
        guard let empty = try await mirror.resolve(branch) else { throw GitError.notARepository(root) }
        let clone = try await WorkClone.prepare(
            in: root, name: "first", mirror: mirror.path, base: empty, branch: branch, sandbox: sandbox)
        _ = try await clone.run("echo hello > readme", timeout: .seconds(30))
        guard
            let first = try await clone.collect(signature: Self.signature, message: "Readme", limit: 1 << 20)
        else { throw GitError.notARepository(root) }
        try await mirror.importBundle(at: clone.bundlePath, base: empty, tip: first.tip)
        try await mirror.updateBranch(branch, to: first.tip, expecting: empty)
        try await clone.remove()
        base = first.tip
    }

    func clone(_ name: String = "job") async throws -> WorkClone {
        guard let task = BranchName("waggle/shop/task-7") else { throw GitError.notARepository(root) }
        return try await WorkClone.prepare(
            in: root, name: name, mirror: mirror.path, base: base, branch: task, sandbox: sandbox)
    }

    func remove() async throws { try await FolderRemoval.remove(root) }
}
