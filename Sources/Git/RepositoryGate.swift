import Glibc
internal import Subprocess
internal import Threading

/// Who works in which repository of this process: commands side by side, the removal of a dead one's locks alone.
final class RepositoryGate: Sendable {
    private struct Place {
        var running = 0
        var isAlone = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    // One for the process, because what it guards are files that every repository value of the process may name.
    static let shared = RepositoryGate()

    private let places = Lock<[String: Place]>([:])
    private let owned = Lock<[String: Int]>([:])
    private let common = Lock<Set<String>>([])

    // MARK: Ownership

    func own(_ folder: String) { owned.withLock { $0[folder, default: 0] += 1 } }

    func disown(_ folder: String) {
        owned.withLock { owned in
            guard let count = owned[folder] else { return }
            owned[folder] = count > 1 ? count - 1 : nil
        }
    }

    /// Whether no other process works in the repository.
    func owns(_ repository: String) -> Bool {
        owned.withLock { owned in owned.keys.contains { repository.hasPrefix($0 + "/") } }
    }

    /// Other processes work below the folder, too, for as long as this one lives.
    func share(_ folder: String) { common.withLock { _ = $0.insert(folder) } }

    func isShared(_ repository: String) -> Bool {
        common.withLock { common in common.contains { repository.hasPrefix($0 + "/") } }
    }

    // MARK: Coming and going

    /// Runs `body` beside others, but not beside a removal of locks.
    func beside<Result>(_ repository: String, _ body: () async throws -> Result) async rethrows -> Result {
        await enter(repository, alone: false)
        defer { leave(repository, alone: false) }
        return try await body()
    }

    /// Runs `body` while nothing else of this process works in the repository.
    func alone<Result>(_ repository: String, _ body: () async throws -> Result) async rethrows -> Result {
        await enter(repository, alone: true)
        defer { leave(repository, alone: true) }
        return try await body()
    }

    private func enter(_ repository: String, alone: Bool) async {
        while true {
            let isIn = places.withLock { Self.tryEnter(&$0[repository, default: Place()], alone: alone) }
            if isIn { return }
            await withCheckedContinuation { continuation in
                let isFree = places.withLock { places in
                    let place = places[repository, default: Place()]
                    // Whoever held it up may have gone between the two looks.
                    let isFree = !place.isAlone && (!alone || place.running == 0)
                    if !isFree { places[repository, default: Place()].waiting.append(continuation) }
                    return isFree
                }
                if isFree { continuation.resume() }
            }
        }
    }

    private static func tryEnter(_ place: inout Place, alone: Bool) -> Bool {
        guard !place.isAlone, !alone || place.running == 0 else { return false }
        if alone { place.isAlone = true } else { place.running += 1 }
        return true
    }

    private func leave(_ repository: String, alone: Bool) {
        let waiting = places.withLock { places in
            guard var place = places[repository] else { return [CheckedContinuation<Void, Never>]() }
            if alone { place.isAlone = false } else { place.running -= 1 }
            let waiting = place.waiting
            place.waiting = []
            places[repository] = place.running == 0 && !place.isAlone ? nil : place
            return waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

/// The right of this process, and of no other, to work in the repositories below a folder.
///
/// Held as long as the value lives. While it is held, a lock file that a killed git left is removed when a command meets it:
/// no other process could be its owner.
package final class RepositoryOwnership: Sendable {
    private let folder: String
    private let descriptor: Int32

    /// - Parameter folder: Absolute; it is made where it is missing.
    /// - Throws: `GitError.file` with `EWOULDBLOCK` where another process has the right.
    package init(of folder: String) throws(GitError) {
        mkdir(folder, 0o700)
        let path = folder + "/.owner"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .file(path: path, code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            throw .file(path: path, code: code)
        }
        self.folder = folder
        RepositoryGate.shared.own(folder)
    }

    deinit {
        RepositoryGate.shared.disown(folder)
        close(descriptor)
    }

    /// Removes every lock that git processes of an earlier life left; only before any git of this one runs.
    package func removeStaleLocks() async throws { try await StaleLocks.remove(below: folder) }

    /// Says that other processes work in the repositories below the folder, too.
    ///
    /// Each git of each of them then holds `RepositoryUse`, and a lock that is in the way is removed when nobody does.
    package static func share(_ folder: String) { RepositoryGate.shared.share(folder) }
}

/// Lock files of git that nobody holds any more.
enum StaleLocks {
    /// Whether git gave up because of a lock file that was there already.
    static func stand(behind detail: String) -> Bool {
        detail.contains(".lock': File exists") || detail.contains(".lock: File exists")
            || detail.contains("could not lock config file")
    }

    static func remove(below folder: String) async throws {
        _ = try await Subprocess.run(
            SubprocessRequest(
                executable: "/usr/bin/find",
                arguments: [folder, "-name", "*.lock", "-type", "f", "-not", "-path", "*/objects/*", "-delete"],
                timeout: .seconds(60)))
    }
}
