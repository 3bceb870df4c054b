import Glibc

/// What every git at work in a repository holds that several processes share: a lock of a file in it.
///
/// It ends with the process that holds it, whose git is ended with it. So whoever has it alone knows that no git is at work
/// anywhere, and that git's own lock files are a dead one's.
struct RepositoryUse: ~Copyable {
    private let descriptor: Int32
    private static let name = "/in-use"
    private static let patience = Duration.seconds(60)

    /// Waits until nobody removes locks, or until nobody else is at work.
    ///
    /// - Throws: `GitError.file` with `EWOULDBLOCK` after a minute.
    init(of repository: String, alone: Bool) async throws {
        descriptor = try await Self.take(repository + Self.name, alone: alone)
        // A git that was killed with its process may take a moment to be gone.
        if alone { try? await Task.sleep(for: .milliseconds(200)) }
    }

    /// The locked descriptor; -1 for a repository that is yet to be made, which is nobody's.
    private static func take(_ path: String, alone: Bool) async throws -> Int32 {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return -1 }
        let ends = ContinuousClock.now + patience
        while flock(descriptor, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0 {
            let code = errno
            guard code == EWOULDBLOCK || code == EINTR, ContinuousClock.now < ends,
                (try? await Task.sleep(for: .milliseconds(10))) != nil
            else {
                close(descriptor)
                throw GitError.file(path: path, code: code)
            }
        }
        return descriptor
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
