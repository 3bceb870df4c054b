import Git
import Glibc

/// The folders of one piece of work on this machine: `<root>/work`, `out`, `home` and `tmp`.
///
/// They are ours to make and to remove; what is inside was made in the sandbox and is never followed or executed here.
package struct WorkFolder: Hashable, Sendable {
    /// What of a folder a script sees.
    package struct Access: OptionSet, Sendable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }

        /// The clone, writable.
        package static let work = Access(rawValue: 1)
        /// The swarm's bare repository, read-only: the clone's alternate.
        package static let mirror = Access(rawValue: 2)
        /// Where results are left, writable.
        package static let output = Access(rawValue: 4)
        /// The bundle with commits that the mirror does not have, read-only.
        package static let bundle = Access(rawValue: 8)
    }

    package let root: String
    package let mirror: String
    package let bundle: String?

    package var work: String { root + "/work" }
    package var output: String { root + "/out" }
    package var home: String { root + "/home" }
    package var temporary: String { root + "/tmp" }

    /// Makes the folders below `parent`, for the account whose sandbox will use them; throws `SwarmError.file`.
    ///
    /// `name` is one path component and must not exist. A bundle is made readable for a separate account.
    package static func make(
        in parent: String, name: String, mirror: String, bundle: String? = nil, account: SandboxAccount
    ) throws(SwarmError) -> WorkFolder {
        let folder = WorkFolder(root: "\(parent)/\(name)", mirror: mirror, bundle: bundle)
        try check(mkdir(folder.root, 0o700), folder.root)
        for path in [folder.work, folder.output, folder.home, folder.temporary] {
            try check(mkdir(path, 0o700), path)
            if case .separate(let number) = account { try check(chown(path, number, number), path) }
        }
        if let bundle, case .separate = account { try check(chmod(bundle, 0o644), bundle) }
        if let file = fopen(folder.home + "/.gitconfig", "we") {
            fputs(Sandbox.gitSettings, file)
            fclose(file)
        }
        return folder
    }

    /// Deletes the folders and all in them; no link is followed.
    package func remove() async throws { try await FolderRemoval.remove(root) }

    func mounts(for access: Access) -> [SandboxMount] {
        let inside = SandboxPaths.inside
        var mounts: [SandboxMount] = []
        if access.contains(.work) { mounts.append(SandboxMount(source: work, target: inside.work, isWritable: true)) }
        if access.contains(.mirror) { mounts.append(SandboxMount(source: mirror, target: inside.mirror)) }
        if access.contains(.output) {
            mounts.append(SandboxMount(source: output, target: inside.output, isWritable: true))
        }
        if access.contains(.bundle), let bundle {
            mounts.append(SandboxMount(source: bundle, target: inside.bundle))
        }
        return mounts
    }

    private static func check(_ status: Int32, _ path: String) throws(SwarmError) {
        guard status == 0 else { throw .file(path: path, code: errno) }
    }
}
