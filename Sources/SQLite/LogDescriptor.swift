import Glibc

/// A descriptor of a database's write-ahead log, to flush it by.
///
/// The log carries none of SQLite's locks (those are on the database and its index), so that closing it takes none away.
final class LogDescriptor: Sendable {
    private let descriptor: Int32

    /// Opens the log beside the database at `path`, which the first commit has made.
    ///
    /// - Throws: `.cannotOpen` where it is not there.
    init(path: String) throws(SQLiteError) {
        descriptor = open(path + "-wal", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw SQLiteError(.cannotOpen, "\(path)-wal: \(String(cString: strerror(errno)))")
        }
    }

    deinit { close(descriptor) }

    /// Puts what was written on disk; 0, or the error.
    ///
    /// After an error nothing written so far is certain, by whatever descriptor.
    func flush() -> Int32 {
        while fdatasync(descriptor) != 0 {
            if errno != EINTR { return errno }
        }
        return 0
    }
}
