internal import Subprocess

import Glibc

extension BareRepository {
    /// Takes the commits that lead from `base` to `tip` out of a bundle that somebody else made.
    ///
    /// They are unpacked into a quarantine repository beside this one, where their number and size are counted and
    /// their descent from `base` is checked; only then are they fetched into this one, with every object checked by
    /// fsck. Afterwards `refs/waggle/imports/<tip>` keeps them until `dropImport`. Throws `bundleRefused` with the
    /// reason; nothing of a refused bundle stays. `path` is a file of ours that nobody else writes to any more.
    package func importBundle(
        at path: String, base: CommitID, tip: CommitID, limits: BundleLimits = BundleLimits()
    ) async throws {
        let bundle = try BundleFile(path: path, limit: limits.fileSize)
        guard bundle.tips == [tip] else { throw GitError.bundleRefused("it does not hold exactly the commit \(tip)") }
        guard (1...64).contains(bundle.prerequisites.count) else {
            throw GitError.bundleRefused("it does not build on the base commit \(base)")
        }
        guard try await contains(base) else { throw GitError.bundleRefused("the base commit \(base) is not here") }
        for prerequisite in bundle.prerequisites {
            guard try await contains(prerequisite), try await isAncestor(prerequisite, of: base) else {
                throw GitError.bundleRefused("it builds on \(prerequisite), which is not in the history of its base")
            }
        }
        let quarantine = try await makeQuarantine(base: base)
        do {
            try await quarantine.unpack(path, base: base, tip: tip, limits: limits)
            try await take(tip, from: quarantine)
        } catch {
            try await quarantine.remove()
            throw error
        }
        try await quarantine.remove()
    }

    /// Lets go of an imported commit that no branch needs.
    package func dropImport(_ tip: CommitID) async throws {
        guard try await commit(at: Self.importReference(tip)) != nil else { return }
        try await updateReference(Self.importReference(tip), to: nil, expecting: tip)
    }

    /// Deletes the repository's folder.
    package func remove() async throws {
        try await FolderRemoval.remove(path)
    }

    private static func importReference(_ tip: CommitID) -> String { "refs/waggle/imports/\(tip)" }

    private func makeQuarantine(base: CommitID) async throws -> BareRepository {
        var template = Array("\(path).quarantine.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw GitError.file(path: path, code: errno) }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let quarantine = try await BareRepository.initialise(at: folder)
        guard let file = fopen(folder + "/objects/info/alternates", "we") else {
            let code = errno
            try await quarantine.remove()
            throw GitError.file(path: folder, code: code)
        }
        fputs("\(path)/objects\n", file)
        fclose(file)
        try await quarantine.updateReference("refs/heads/base", to: base, expecting: nil)
        return quarantine
    }

    private func unpack(_ bundle: String, base: CommitID, tip: CommitID, limits: BundleLimits) async throws {
        var unbundle = command(["bundle", "unbundle", bundle])
        unbundle.timeout = .seconds(300)
        do { _ = try await unbundle.run() } catch GitError.failed(_, let detail) {
            throw GitError.bundleRefused("git cannot unpack it: \(detail)")
        }
        guard try await contains(tip) else { throw GitError.bundleRefused("\(tip) is no commit") }
        guard try await isAncestor(base, of: tip) else {
            throw GitError.bundleRefused("\(tip) does not descend from the base commit \(base)")
        }
        try await countObjects(base: base, tip: tip, limits: limits)
        try await updateReference("refs/heads/tip", to: tip, expecting: nil)
    }

    private func countObjects(base: CommitID, tip: CommitID, limits: BundleLimits) async throws {
        var list = command(["rev-list", "--objects", "--no-object-names", tip.text, "--not", base.text])
        list.outputLimit = (limits.objectCount + 1) * 41
        list.allowsTruncation = true
        list.timeout = .seconds(120)
        let names: [UInt8]
        do { names = try await list.run().output } catch GitError.failed(_, let detail) {
            throw GitError.bundleRefused("objects are missing: \(detail)")
        }
        guard names.count / 41 <= limits.objectCount else {
            throw GitError.bundleRefused("it holds more than \(limits.objectCount) objects")
        }
        var measure = command(["cat-file", "--batch-check=%(objectsize)", "--buffer"])
        measure.input = names
        measure.outputLimit = 16 << 20
        measure.timeout = .seconds(120)
        var total = 0
        for line in try await measure.run().output.split(separator: 10) {
            guard let size = Int(String(decoding: line, as: UTF8.self)), size <= limits.objectSize else {
                throw GitError.bundleRefused("it holds a file over \(limits.objectSize) bytes")
            }
            total += size
        }
        guard total <= limits.totalSize else {
            throw GitError.bundleRefused("it unpacks to more than \(limits.totalSize) bytes")
        }
    }

    private func take(_ tip: CommitID, from quarantine: BareRepository) async throws {
        var fetch = command([
            "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--",
            quarantine.path, "+refs/heads/tip:\(Self.importReference(tip))",
        ])
        fetch.protocols = "file"
        fetch.timeout = .seconds(300)
        do { _ = try await fetch.run() } catch GitError.failed(_, let detail) {
            throw GitError.bundleRefused("its objects do not pass git's checks: \(detail)")
        }
    }
}
