import CSQLite

/// Owns one open `sqlite3` and closes it when the connection and its last statement are gone.
///
/// Opened in multi-thread mode: one thread at a time, which the owner of the connection sees to.
final class Handle {
    let database: OpaquePointer
    /// While set, statements that would write are refused (reads that run on the writing connection).
    var refusesWrites = false
    /// Set by statements whose effect `sqlite3_total_changes` does not count, such as a change of the schema.
    var ranUncounted = false
    /// Pages in the write-ahead log after the last commit.
    var walPages: Int32 = 0

    init(path: String, flags: Int32) throws(SQLiteError) {
        guard Self.configured == SQLITE_OK else {
            throw SQLiteError(.init(rawValue: Self.configured), "SQLite cannot be configured")
        }
        var opened: OpaquePointer?
        let all = flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &opened, all, nil)
        guard code == SQLITE_OK, let opened else {
            let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
            sqlite3_close_v2(opened)
            throw SQLiteError(.init(rawValue: code), "\(message): \(path)")
        }
        database = opened
        let hardened = csqlite_harden(opened)
        guard hardened == SQLITE_OK else { throw error(hardened, sql: nil) }
    }

    deinit { sqlite3_close_v2(database) }

    /// The error SQLite holds for its last call.
    func error(_ code: Int32, sql: String?) -> SQLiteError {
        SQLiteError(.init(rawValue: code), String(cString: sqlite3_errmsg(database)), sql: sql)
    }

    /// Follows the size of the write-ahead log in `walPages`; replaces SQLite's own automatic checkpoints.
    func followWAL() {
        sqlite3_wal_hook(database, walGrew, Unmanaged.passUnretained(self).toOpaque())  // closed before self goes
    }

    /// Makes closing leave the files as they are: after a failed flush nothing more goes through these descriptors.
    func abandon() {
        csqlite_skip_closing_checkpoint(database)
    }

    private static let configured = csqlite_configure()
}

private func walGrew(
    _ context: UnsafeMutableRawPointer?, _ database: OpaquePointer?, _ schema: UnsafePointer<CChar>?, _ pages: Int32
) -> Int32 {
    if let context { Unmanaged<Handle>.fromOpaque(context).takeUnretainedValue().walPages = pages }
    return SQLITE_OK
}
