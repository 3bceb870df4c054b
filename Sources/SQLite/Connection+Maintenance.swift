import CSQLite
import Glibc

extension Connection {
    /// Writes a consistent copy of the database to a new file, readable by its owner only.
    ///
    /// The copy appears under its name only when it is complete and on disk. It may run on a reading connection beside
    /// writers; while it lasts it is one long read. Throws when the file exists already.
    package func backup(to path: String) throws(SQLiteError) {
        guard access(path, F_OK) != 0 else { throw SQLiteError(.cannotOpen, "\(path) exists already") }
        let partial = path + ".partial"
        unlink(partial)
        do throws(SQLiteError) {
            try copy(to: partial)
            guard rename(partial, path) == 0 else { throw Self.systemError("cannot rename \(partial)") }
            try Self.flushFolder(of: path)
        } catch {
            unlink(partial)
            throw error
        }
    }

    /// Writes the database without its empty pages to a new file, readable by its owner only, and flushes it.
    package func vacuum(into path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.systemError("cannot create \(path)") }
        defer { close(descriptor) }
        try prepare("VACUUM INTO ?1").bind(1, path).run()
        guard fsync(descriptor) == 0 else { throw Self.systemError("cannot flush \(path)") }
    }

    /// Looks at the structure of every page, but not whether indexes and tables agree: a fraction of the whole check's time.
    package func quickCheck() throws -> [String] {
        let found = try prepare("PRAGMA quick_check(3)").all { $0.text(0) }
        return found == ["ok"] ? [] : found
    }

    /// Looks through the whole database; the complaints, empty when it is sound.
    package func integrityCheck() throws -> [String] {
        let found = try prepare("PRAGMA integrity_check").all { $0.text(0) }
        let orphans = try prepare("PRAGMA foreign_key_check").all {
            "row \($0.int64(1)) of \($0.text(0)) refers to nothing in \($0.text(2))"
        }
        return (found == ["ok"] ? [] : found) + orphans
    }

    private func copy(to path: String) throws(SQLiteError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.systemError("cannot create \(path)") }
        close(descriptor)
        let target = try Handle(path: path, flags: SQLITE_OPEN_READWRITE)
        guard let copying = sqlite3_backup_init(target.database, "main", handle.database, "main") else {
            throw target.error(sqlite3_extended_errcode(target.database), sql: nil)
        }
        let stepped = sqlite3_backup_step(copying, -1)
        let finished = sqlite3_backup_finish(copying)
        guard stepped == SQLITE_DONE, finished == SQLITE_OK else {
            throw target.error(stepped == SQLITE_DONE ? finished : stepped, sql: nil)
        }
        // The copy says that it has a write-ahead log, as its source has one; one file alone must be the whole database.
        guard sqlite3_exec(target.database, "PRAGMA journal_mode = DELETE", nil, nil, nil) == SQLITE_OK else {
            throw target.error(sqlite3_extended_errcode(target.database), sql: nil)
        }
    }

    private static func flushFolder(of path: String) throws(SQLiteError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw systemError("cannot open \(folder)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw systemError("cannot flush \(folder)") }
    }

    private static func systemError(_ what: String) -> SQLiteError {
        SQLiteError(.cannotOpen, "\(what): \(String(cString: strerror(errno)))")
    }
}
