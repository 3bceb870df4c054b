import FoundationEssentials
import Glibc
import SQLite
package import Vocabulary

/// Looks at a database before it is opened, and moves a damaged one out of the way.
///
/// An empty database never takes the place of a damaged one by itself: while one lies beside the empty place, nothing
/// starts there before a backup was restored or a person has moved the damaged file elsewhere.
package struct DatabaseQuarantine: Sendable {
    private let path: String
    private let now: Timestamp
    private let backups: BackupList

    package init(path: String, now: Timestamp, backups: BackupList) {
        self.path = path
        self.now = now
        self.backups = backups
    }

    /// Looks through the database; blocks for about a second per gigabyte.
    ///
    /// A database that the last process found a wrong page in is looked through more closely, its indexes included.
    ///
    /// - Throws: `StoreError.damaged` with what to do, `.cannotOpen` where another process has it or it cannot be read.
    package func examine() throws {
        do {
            let lock = try DatabaseLock(database: path)
            try withExtendedLifetime(lock) {
                DatabaseFile.removeLeftovers(of: path)
                try look()
            }
        } catch let error as SQLiteError { throw StoreError.cannotOpen(error.message) }
    }

    private func look() throws {
        try lookForLoneLog()
        guard access(path, F_OK) == 0 else {
            guard let kept = Self.remains(of: path) else { return }
            throw StoreError.damaged("\(path) is missing, and the damaged \(kept) lies beside it. \(wayOn(kept))")
        }
        guard let complaint = try complaint() else {
            Self.clearSuspicion(of: path)
            return
        }
        let kept = try move()
        throw StoreError.damaged("\(path) is damaged: \(complaint). It was moved to \(kept), unchanged. \(wayOn(kept))")
    }

    /// A log whose database is gone or empty holds what was acknowledged; SQLite would remove it with the next opening.
    private func lookForLoneLog() throws {
        guard let log = Self.loneLog(of: path) else { return }
        let what = access(path, F_OK) == 0 ? "empty" : "missing"
        throw StoreError.damaged(
            "\(path) is \(what), but its log \(log) is not: nothing was touched. Put the database back beside its log, or a "
                + "backup in its place with “waggle restore FILE”. To begin with an empty database instead, move \(log) "
                + "elsewhere.")
    }

    private func complaint() throws -> String? {
        do {
            let connection = try Connection(path: path, mode: .readOnly)
            let isSuspect = access(Self.suspicion(of: path), F_OK) == 0
            let complaints = try isSuspect ? connection.integrityCheck() : connection.quickCheck()
            return complaints.isEmpty ? nil : complaints.prefix(2).joined(separator: "; ")
        } catch let error as SQLiteError where error.isDamage { return error.message }
    }

    private func move() throws -> String {
        let kept = "\(path).damaged-\(String("\(now)".prefix(19)).replacing(":", with: ""))"
        // What was not yet in the database itself stays with it.
        for (from, to) in [(path, kept), (path + "-wal", kept + "-wal")] where access(from, F_OK) == 0 {
            guard rename(from, to) == 0 else {
                throw StoreError.unavailable("cannot move \(from) to \(to): \(String(cString: strerror(errno)))")
            }
        }
        unlink(path + "-shm")
        Self.clearSuspicion(of: path)
        return kept
    }

    private func wayOn(_ kept: String) -> String {
        let others = DatabaseFile.siblings(of: path).filter { $0.hasPrefix(path + ".before-restore-") }
        let way =
            if let backup = backups.newestSound(besides: others) {
                "The newest good backup known here is \(backup.path) of \(backup.at): “waggle restore \(backup.path)” "
                    + "puts it in place."
            } else {
                "No good backup is known here: put one in place with “waggle restore FILE”."
            }
        return way
            + " What is in no backup may be readable with “sqlite3 \(kept) .recover”. To begin with an empty "
            + "database instead, move \(kept) elsewhere."
    }

    // MARK: What earlier processes left

    /// The write-ahead log of a database that is gone or empty.
    package static func loneLog(of path: String) -> String? {
        let log = path + "-wal"
        return DatabaseFile.size(of: path) == 0 && DatabaseFile.size(of: log) > 0 ? log : nil
    }

    /// A damaged database that lies beside the place of this one; the newest of several.
    package static func remains(of path: String) -> String? {
        DatabaseFile.siblings(of: path).filter { $0.hasPrefix(path + ".damaged-") && !$0.hasSuffix("-wal") }.max()
    }

    /// Leaves word for the next start that a page could not be right.
    static func suspect(_ path: String, because why: String) {
        let descriptor = open(suspicion(of: path), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let words = Array("\(why)\n".utf8)
        _ = write(descriptor, words, words.count)
        fsync(descriptor)
    }

    private static func clearSuspicion(of path: String) { unlink(suspicion(of: path)) }

    private static func suspicion(of path: String) -> String { path + ".suspect" }
}
