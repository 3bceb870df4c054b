import FoundationEssentials
import Glibc
import SQLite

/// A database file at rest: what backups and restores look at and move.
package enum DatabaseFile {
    /// Looks through a whole database that no process writes.
    ///
    /// - Throws: `StoreError.unavailable` with the first complaints, where it is no sound database.
    package static func check(_ path: String) throws {
        var status = stat()
        // A device reads as an empty database, and a pipe has its reader wait for ever.
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            throw StoreError.unavailable("\(path) is no file")
        }
        do {
            let complaints = try Connection(path: path, mode: .readOnly).integrityCheck()
            guard complaints.isEmpty else {
                throw StoreError.unavailable("\(path) is damaged: \(complaints.prefix(3).joined(separator: "; "))")
            }
        } catch let error as SQLiteError {
            throw StoreError.unavailable("\(path) is not a sound database: \(error.message)")
        }
    }

    /// Whether another process holds the database; its number is in the sentence.
    package static func holder(of path: String) -> String? {
        guard access(path + ".lock", F_OK) == 0 else { return nil }
        do {
            _ = try DatabaseLock(database: path)
            return nil
        } catch { return error.code == .held ? error.message : nil }
    }

    /// What a copy's name has behind the database's while the copy is handed out; no name that people give their backups.
    package static let copySuffix = ".being-backed-up-"

    /// Removes what backups, restores and compactions left whose process was killed; only for who holds the database.
    static func removeLeftovers(of path: String) {
        let suffixes = [copySuffix, ".restoring", ".compacting"]
        for file in siblings(of: path) where suffixes.contains(where: { file.hasPrefix(path + $0) }) { unlink(file) }
    }

    /// The files beside a database whose names begin with its own.
    static func siblings(of path: String) -> [String] {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[..<$0]) } ?? "."
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "/" : folder)) ?? []
        let prefix = slash.map { String(path[...$0]) } ?? ""
        return names.map { prefix + $0 }.filter { $0.hasPrefix(path + ".") }
    }

    /// In bytes; 0 where there is none.
    static func size(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Makes a rename in the file's folder survive a power cut.
    static func flushFolder(of path: String) throws {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw StoreError.unavailable("cannot open \(folder): \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw StoreError.unavailable("cannot flush \(folder): \(String(cString: strerror(errno)))")
        }
    }

    static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
    }
}
