import Glibc
import SQLite

/// Writes a database that no process uses anew, without the room that deleted rows left.
///
/// SQLite fills that room again by itself; only a file that shall get smaller needs this.
package struct DatabaseCompaction: Sendable {
    private let path: String

    /// - Parameter path: where the database is.
    package init(path: String) { self.path = path }

    /// Compacts, and gives the sizes before and after in bytes; the disk holds both files for a while.
    ///
    /// Blocks its thread. Whenever it is interrupted, the old or the new file stands in its place, whole.
    ///
    /// - Throws: `StoreError.conflict` while another process uses the database, `.missing` where there is none,
    ///   `.unavailable` where the new file cannot be written or is not sound.
    package func run() throws -> (before: Int, after: Int) {
        guard access(path, F_OK) == 0 else { throw StoreError.missing("database at \(path)") }
        do {
            let lock = try DatabaseLock(database: path)
            return try withExtendedLifetime(lock) { try replace() }
        } catch let error as SQLiteError {
            throw error.code == .held ? StoreError.conflict(error.message) : StoreError.unavailable(error.message)
        }
    }

    private func replace() throws -> (before: Int, after: Int) {
        let fresh = path + ".compacting"
        DatabaseFile.remove(fresh)
        defer { DatabaseFile.remove(fresh) }
        // The connection is gone before the file is: closing it folds the write-ahead log into the old file.
        try Connection(path: path, mode: .readWrite).vacuum(into: fresh)
        try DatabaseFile.check(fresh)
        let sizes = (before: DatabaseFile.size(of: path), after: DatabaseFile.size(of: fresh))
        guard access(path + "-wal", F_OK) != 0 || DatabaseFile.size(of: path + "-wal") == 0 else {
            throw StoreError.unavailable("\(path)-wal is not empty: another program has the database open")
        }
        guard rename(fresh, path) == 0 else {
            throw StoreError.unavailable("cannot move \(fresh) to \(path): \(String(cString: strerror(errno)))")
        }
        try DatabaseFile.flushFolder(of: path)
        return sizes
    }
}
