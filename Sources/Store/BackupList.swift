import FoundationEssentials
import Glibc
package import Vocabulary

/// The backups that were written on this machine: one absolute path a line, in a file of the data folder.
package struct BackupList: Sendable {
    /// Older ones are forgotten.
    private static let limit = 100

    private let file: String

    /// - Parameter folder: the data folder.
    package init(folder: String) { file = folder + "/backups.list" }

    /// Remembers a finished backup.
    ///
    /// - Throws: `StoreError.unavailable` where the list cannot be written.
    package func note(_ backup: String) throws {
        let lines = (paths.filter { $0 != backup } + [backup]).suffix(Self.limit)
        let fresh = file + ".new"
        do {
            try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: fresh))
        } catch { throw StoreError.unavailable("\(file) cannot be written") }
        guard chmod(fresh, 0o600) == 0, rename(fresh, file) == 0 else {
            throw StoreError.unavailable("\(file) cannot be written")
        }
    }

    /// The newest one that is still there and sound, with the time it was written; looks through it, and blocks meanwhile.
    package func newestSound(besides others: [String] = []) -> (path: String, at: Timestamp)? {
        let known = Set(paths + others).compactMap { path in Self.time(of: path).map { (path: path, at: $0) } }
        return known.sorted { ($0.at, $0.path) > ($1.at, $1.path) }.first { backup in
            (try? DatabaseFile.check(backup.path)) != nil
        }
    }

    private var paths: [String] {
        guard let bytes = FileManager.default.contents(atPath: file) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private static func time(of path: String) -> Timestamp? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Timestamp(milliseconds: Int64(status.st_mtim.tv_sec) * 1_000)
    }
}
