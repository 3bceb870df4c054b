import Glibc

/// Which files a database's names stood for when it was opened.
///
/// A file that was removed, replaced or covered by another mount still takes writes through an open descriptor, and
/// nobody would ever find them again: they must not be acknowledged.
struct DatabaseFiles {
    private struct Identity: Equatable {
        let device: UInt
        let inode: UInt

        /// Nil where the name leads nowhere.
        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            (device, inode) = (UInt(status.st_dev), UInt(status.st_ino))
        }
    }

    private let path: String
    private let logPath: String
    private let database: Identity?
    private var log: Identity?

    /// Call when the database is open: its write-ahead log is looked at with the first commit, which makes it.
    init(path: String) {
        self.path = path
        logPath = path + "-wal"
        database = Identity(path)
    }

    /// Throws `.cannotOpen` where a name stands for another file than it did, or for none.
    mutating func check() throws(SQLiteError) {
        guard let database, Identity(path) == database else {
            throw SQLiteError(.cannotOpen, "\(path) is not the file any more that was opened")
        }
        let found = Identity(logPath)
        guard let log else {
            log = found
            return
        }
        guard found == log else {
            throw SQLiteError(.cannotOpen, "\(logPath) is not the file any more that was written")
        }
    }
}
