import CSQLite
import Glibc

/// One connection to a database; used by one thread at a time.
///
/// The live database file of a control plane is written only through the connection that `GroupCommitWriter` owns.
package final class Connection {
    /// How a database is opened.
    package enum Mode: Sendable {
        /// Creates the file where there is none (readable by its owner only); write-ahead log, every commit on disk.
        case readWrite
        /// The same for a file that was open before: where it is gone, no empty one is made in its place.
        case existing
        /// Refuses every change; the file must exist.
        case readOnly
        /// A database of its own in memory, gone with the connection; the path does not matter.
        case memory
    }

    /// Bytes of a page of new databases: a commit of many operations writes fewer, fuller pages than at 4 KiB.
    static let pageBytes = 8_192

    package let mode: Mode
    let handle: Handle
    /// What is written before any statement but an `ownStatement`; set by the connection's owner.
    package var deferred: (any DeferredWrites)?
    private var statements: [UInt: Statement] = [:]

    /// Opens the database; blocks while it recovers the write-ahead log of a process that died.
    package init(path: String, mode: Mode) throws(SQLiteError) {
        self.mode = mode
        switch mode {
        case .readWrite, .existing:
            if mode == .readWrite { Self.createPrivately(path) }
            handle = try Handle(
                path: path, flags: SQLITE_OPEN_READWRITE | (mode == .readWrite ? SQLITE_OPEN_CREATE : 0))
            sqlite3_busy_timeout(handle.database, 250)  // only outside tools can collide
            try execute("PRAGMA page_size = \(Self.pageBytes)")
            try useWriteAheadLog()
            try execute(
                """
                PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;
                PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -65536;
                """)
            handle.followWAL()
        case .readOnly:
            handle = try Handle(path: path, flags: SQLITE_OPEN_READONLY)
            sqlite3_busy_timeout(handle.database, 250)
            try execute(
                "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0; PRAGMA cache_size = -16384")
        case .memory:
            handle = try Handle(path: ":memory:", flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
            try execute("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY")
        }
        handle.ranUncounted = false
    }

    /// The rowid of the last row this connection inserted.
    package var lastInsertRowID: Int64 { sqlite3_last_insert_rowid(handle.database) }
    /// Rows changed by the last INSERT, UPDATE or DELETE that completed.
    package var changes: Int { Int(sqlite3_changes64(handle.database)) }
    /// Rows changed since the connection was opened.
    package var totalChanges: Int { Int(sqlite3_total_changes64(handle.database)) }
    /// Whether a transaction is open.
    package var isInTransaction: Bool { sqlite3_get_autocommit(handle.database) == 0 }

    // MARK: Statements

    /// Runs one or many statements and drops their rows; for schemas and settings, not for values.
    package func execute(_ sql: String) throws(SQLiteError) {
        handle.ranUncounted = true
        let code = sqlite3_exec(handle.database, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw handle.error(code, sql: sql) }
    }

    /// The statement of this literal, prepared at its first use and kept; its bindings are empty.
    ///
    /// Found by the literal's address, which costs a few nanoseconds. While the kept one is being stepped, a second one
    /// is prepared, so that nested use is safe.
    package func statement(_ sql: StaticString) throws(SQLiteError) -> Statement {
        try settle()
        return try ownStatement(sql)
    }

    /// The same for a statement that neither reads nor writes what may have been put off.
    package func ownStatement(_ sql: StaticString) throws(SQLiteError) -> Statement {
        guard sql.hasPointerRepresentation else { return try prepare(sql.description) }
        let key = UInt(bitPattern: sql.utf8Start)
        if let known = statements[key], !known.isBusy {
            known.clear()
            return known
        }
        let bytes = UnsafeBufferPointer(start: sql.utf8Start, count: sql.utf8CodeUnitCount)
        let prepared = try compile(bytes, flags: UInt32(SQLITE_PREPARE_PERSISTENT))
        if statements[key] == nil { statements[key] = prepared }
        return prepared
    }

    /// Prepares a statement whose text is put together at run time; never from values.
    package func prepare(_ sql: String) throws(SQLiteError) -> Statement {
        try settle()
        let statement = try [UInt8](sql.utf8).withUnsafeBufferPointer { (bytes) throws(SQLiteError) in
            try compile(bytes, flags: 0)
        }
        if statement.writes { handle.ranUncounted = true }
        return statement
    }

    private func compile(_ sql: UnsafeBufferPointer<UInt8>, flags: UInt32) throws(SQLiteError) -> Statement {
        guard let start = sql.baseAddress else { throw SQLiteError(.misuse, "there is no statement") }
        func text() -> String { String(decoding: sql, as: UTF8.self) }
        var pointer: OpaquePointer?
        var tail: UnsafePointer<CChar>?
        let code = start.withMemoryRebound(to: CChar.self, capacity: sql.count) {
            sqlite3_prepare_v3(handle.database, $0, Int32(clamping: sql.count), flags, &pointer, &tail)
        }
        guard code == SQLITE_OK else { throw handle.error(code, sql: text()) }
        guard let pointer else { throw SQLiteError(.misuse, "there is no statement", sql: text()) }
        let statement = Statement(handle, pointer: pointer)
        let used = tail.map { UnsafeRawPointer($0) - UnsafeRawPointer(start) } ?? sql.count
        guard sql[min(used, sql.count)...].allSatisfy({ $0 <= 32 || $0 == 59 }) else {
            throw SQLiteError(.misuse, "more than one statement", sql: text())
        }
        return statement
    }

    // MARK: Transactions

    /// Opens a transaction that takes the write lock at once, so that it cannot fail half way for want of it.
    package func begin() throws(SQLiteError) { try statement("BEGIN IMMEDIATE").run() }

    /// Opens a transaction that only reads: one snapshot from its first statement on.
    package func beginRead() throws(SQLiteError) { try statement("BEGIN DEFERRED").run() }

    package func commit() throws(SQLiteError) { try statement("COMMIT").run() }

    /// Undoes the open transaction; nothing happens where SQLite has already undone it.
    package func rollback() throws(SQLiteError) {
        if isInTransaction { try ownStatement("ROLLBACK").run() }
    }

    /// Writes what was put off.
    func settle() throws(SQLiteError) {
        guard let deferred, !deferred.isEmpty else { return }
        do { try deferred.flush(to: self) } catch let error as SQLiteError {
            throw error
        } catch { throw SQLiteError(.misuse, "\(error)") }
    }

    /// Runs `body` so that its changes stay or go together, inside the open transaction or one of its own.
    ///
    /// When `body` throws, its changes are undone and the error passes on. Calls nest.
    package func savepoint<T>(_ body: () throws -> T) throws -> T {
        try statement("SAVEPOINT nested").run()
        do {
            let result = try body()
            try statement("RELEASE nested").run()
            return result
        } catch {
            if isInTransaction {  // a full disk makes SQLite undo the whole transaction by itself
                try ownStatement("ROLLBACK TO nested").run()
                try ownStatement("RELEASE nested").run()
            }
            throw error
        }
    }

    /// Puts statements that were left standing on a row back to their beginning; they would keep the commit open.
    func resetStatements() {
        var statement = sqlite3_next_stmt(handle.database, nil)
        while let current = statement {
            if sqlite3_stmt_busy(current) != 0 { sqlite3_reset(current) }
            statement = sqlite3_next_stmt(handle.database, current)
        }
    }

    /// From now on a COMMIT writes the log and leaves it to the caller to put it on disk before anybody relies on it.
    ///
    /// SQLite goes on to flush the log before it copies from it, and the database before it begins the log anew.
    func leaveFlushing() throws(SQLiteError) { try execute("PRAGMA synchronous = NORMAL") }

    /// Writes all that readers see into the database, flushes that, and begins the log anew.
    ///
    /// After a failed flush: the kernel may have taken pages of the log for clean that never came to the disk; only what is written
    /// again is flushed again.
    /// - Throws: `.busy` while a reader stands in the way.
    func emptyLog() throws(SQLiteError) {
        let code = sqlite3_wal_checkpoint_v2(handle.database, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
        guard code == SQLITE_OK else { throw handle.error(code, sql: nil) }
        handle.walPages = 0
    }

    // MARK: Opening

    private func useWriteAheadLog() throws(SQLiteError) {
        let statement = try prepare("PRAGMA journal_mode = WAL")
        defer { statement.reset() }
        guard try statement.step(), statement.text(0) == "wal" else {
            throw SQLiteError(.cannotOpen, "the file system does not allow a write-ahead log")
        }
    }

    /// SQLite would make the file with the process's umask; the log files take over its permissions.
    private static func createPrivately(_ path: String) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 { close(descriptor) }
    }
}
