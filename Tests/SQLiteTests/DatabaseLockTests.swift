import Glibc
import SQLite
import TestSupport
import Testing

@Suite struct DatabaseLockTests {
    /// A lock that somebody else has, with the number of a process in it.
    private func held(_ path: String, by number: pid_t) throws -> Int32 {
        let descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        let text = Array("\(number)\n".utf8)
        try #require(write(descriptor, text, text.count) == text.count)
        return descriptor
    }

    @Test func `a lock whose process is gone is waited for, as its last child may still have it`() async throws {
        try await withFolder { folder in
            // No process has a number beyond the kernel's highest.
            let other = try held(folder.file("waggle.db"), by: .max)
            var pauses = 0
            _ = try DatabaseLock(database: folder.file("waggle.db")) {
                pauses += 1
                if pauses == 3 { close(other) }
            }
            #expect(pauses == 3)
        }
    }

    @Test func `a lock whose process lives is not waited for, and one that nobody lets go not for ever`() async throws {
        try await withFolder { folder in
            let (one, two) = (folder.file("one.db"), folder.file("two.db"))
            let (living, gone) = (try held(one, by: getpid()), try held(two, by: .max))
            defer {
                close(living)
                close(gone)
            }
            var pauses = 0
            let refused = #expect(throws: SQLiteError.self) { _ = try DatabaseLock(database: one) { pauses += 1 } }
            #expect(pauses == 0 && refused?.code == .held, "\(pauses)")
            #expect(throws: SQLiteError.self) { _ = try DatabaseLock(database: two) { pauses += 1 } }
            #expect(pauses == 100)
        }
    }
}
