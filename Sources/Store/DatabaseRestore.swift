import Glibc
import SQLite
package import Vocabulary

/// Puts a backup in the place of a database that no process uses.
///
/// The restored database is a new incarnation: its fencing counter goes on from a number that no earlier life reached,
/// and every lease in it is under an epoch that nobody holds.
package struct DatabaseRestore: Sendable {
    /// More leases than any control plane hands out between a backup and its restore.
    static let epochJump: Int64 = 1 << 40

    private let path: String
    private let now: Timestamp
    private let randomNumber: @Sendable () -> UInt64

    /// - Parameter path: where the database is, or shall be; its folder exists.
    package init(path: String, now: Timestamp, randomNumber: @escaping @Sendable () -> UInt64) {
        self.path = path
        self.now = now
        self.randomNumber = randomNumber
    }

    /// Restores `backup`; gives the path under which the database that stood there is kept, nil where there was none.
    ///
    /// Blocks its thread. Whenever it is interrupted, either the old or the new database stands in its place, whole.
    ///
    /// - Throws: `StoreError.conflict` while another process uses the database, `.cannotOpen` where the backup was
    ///   written by a newer Waggle, `.unavailable` where it is no sound database or a file cannot be moved.
    package func run(from backup: String) throws -> String? {
        do {
            let lock = try DatabaseLock(database: path)
            return try withExtendedLifetime(lock) { try replace(with: backup) }
        } catch let error as SQLiteError {
            throw error.code == .held ? StoreError.conflict(error.message) : StoreError.unavailable(error.message)
        }
    }

    private func replace(with backup: String) throws -> String? {
        let fresh = path + ".restoring"
        DatabaseFile.remove(fresh)
        defer { DatabaseFile.remove(fresh) }
        try DatabaseFile.check(backup)
        try recognise(backup)
        try Connection(path: backup, mode: .readOnly).backup(to: fresh)
        try renew(fresh)
        try DatabaseFile.check(fresh)
        let kept = try keepOld()
        guard rename(fresh, path) == 0 else { throw failure("cannot move \(fresh) to \(path)") }
        try DatabaseFile.flushFolder(of: path)
        return kept
    }

    /// An empty file, and another program's, would be made a database of ours that holds nothing.
    private func recognise(_ backup: String) throws {
        let connection = try Connection(path: backup, mode: .readOnly)
        let tables = try connection.prepare(
            "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('migration', 'meta')"
        ).first { $0.int(0) }
        let isOurs =
            try tables == 2
            && connection.prepare("SELECT 1 FROM meta WHERE name = 'incarnation'").first { _ in true } ?? false
        guard isOurs else { throw StoreError.unavailable("\(backup) is no backup of Waggle: nothing of its is in it") }
    }

    /// Migrates the copy, names its new life and writes down that it was restored, in one transaction.
    private func renew(_ fresh: String) throws {
        let connection = try Connection(path: fresh, mode: .readWrite)
        let state = WriterState(writer: HexName.make(randomNumber()))
        let transaction = WriteTransaction(
            connection: .sqlite(connection), now: now, state: state, randomNumber: randomNumber)
        try connection.begin()
        let old = try Migrator.migrate(.sqlite(connection), now: now, incarnation: HexName.make(randomNumber()))
        try DatabaseRenewal(action: "database.restore", from: old, epochJump: Self.epochJump).run(in: transaction)
        try connection.commit()
    }

    /// Folds the old database into one file and gives it a second name, so that its place is never empty.
    private func keepOld() throws -> String? {
        let time = String(now.description.prefix(19)).replacing(":", with: "")
        let name = "\(path).before-restore-\(time)"
        var kept = name
        var others = 1
        while access(kept, F_OK) == 0 {  // a second restore within a second
            others += 1
            kept = "\(name)-\(others)"
        }
        let isThere = access(path, F_OK) == 0
        if isThere {
            // Closing the last connection empties the write-ahead log; a database too broken for that keeps its log.
            // So does an empty one: opening it would remove the log.
            if DatabaseQuarantine.loneLog(of: path) == nil { _ = try? Connection(path: path, mode: .readWrite) }
            guard link(path, kept) == 0 else { throw failure("cannot keep the old database as \(kept)") }
        }
        // Also where the database is gone: its log would be taken for the restored one's.
        if access(path + "-wal", F_OK) == 0, rename(path + "-wal", kept + "-wal") != 0 {
            throw failure("cannot keep \(path)-wal")
        }
        unlink(path + "-shm")
        return isThere ? kept : nil
    }

    private func failure(_ what: String) -> StoreError {
        .unavailable("\(what): \(String(cString: strerror(errno)))")
    }
}
