import Glibc

/// The right to write a database, held by one process for as long as this value lives.
///
/// An advisory lock on a file beside the database (`<path>.lock`), which the kernel takes back when the process ends. The
/// database file itself is not locked: closing any second descriptor of it would drop SQLite's own locks.
package final class DatabaseLock: Sendable {
    private let descriptor: Int32

    /// How often a lock is tried whose process is gone.
    private static let tries = 100

    /// Takes the lock or says which process has it.
    ///
    /// A process that was killed in the middle of starting another leaves the lock to that one, until it is another
    /// program: then the lock is waited for, two seconds at most.
    ///
    /// - Parameter pause: Blocks between two tries.
    /// - Throws: `SQLiteError` with `.held` when another process has it, `.cannotOpen` when the lock file cannot be made.
    package init(
        database path: String, pause: () -> Void = { usleep(20_000) }
    ) throws(SQLiteError) {
        let lockPath = path + ".lock"
        descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw SQLiteError(.cannotOpen, "cannot open \(lockPath): \(String(cString: strerror(errno)))")
        }
        var isTaken = flock(descriptor, LOCK_EX | LOCK_NB) == 0
        for _ in 0..<Self.tries where !isTaken && Self.isHolderGone(descriptor) {
            pause()
            isTaken = flock(descriptor, LOCK_EX | LOCK_NB) == 0
        }
        guard isTaken else {
            // The descriptor is closed by deinit, which also runs after a throw from here: every property is set.
            throw SQLiteError(
                .held,
                "the database \(path) is in use by \(Self.holder(descriptor)): end that process, or use its address instead"
            )
        }
        var text = "\(getpid())\n"
        ftruncate(descriptor, 0)
        text.withUTF8 { _ = pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    deinit {
        // Not left to the close: a child between fork and exec still has the descriptor, and with it the lock.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    private static func holder(_ descriptor: Int32) -> String {
        number(descriptor).map { "process \($0)" } ?? "another process"
    }

    private static func isHolderGone(_ descriptor: Int32) -> Bool {
        guard let number = number(descriptor) else { return false }
        return kill(number, 0) != 0 && errno == ESRCH
    }

    /// The process that wrote its number when it took the lock; nil where none can be read.
    private static func number(_ descriptor: Int32) -> pid_t? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(count, 0)).prefix { $0 >= 48 && $0 <= 57 }
        return pid_t(String(decoding: digits, as: UTF8.self))
    }
}
