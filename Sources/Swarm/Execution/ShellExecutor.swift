package import Subprocess

import Glibc

/// Does the work of a `shell` task: runs its script in the clone.
package struct ShellExecutor: Sendable {
    /// How a script ended.
    package enum Outcome: Hashable, Sendable {
        case succeeded
        case failed(Termination)
        case timedOut
        /// The file system of the clone went below the floor; the script was ended.
        case diskFull
    }

    /// Bytes that have to stay free on the clone's file system while a script runs.
    package let diskFloor: Int

    package init(diskFloor: Int = 1 << 30) { self.diskFloor = diskFloor }

    /// Runs the script to its end.
    ///
    /// When the calling task is cancelled, every process of the sandbox is gone before
    /// `CancellationError` is thrown.
    package func run(
        _ script: String, in clone: WorkClone, environment: [String: String] = [:], timeout: Duration,
        log: ExecutionLog
    ) async throws -> Outcome {
        let floor = diskFloor
        return try await withThrowingTaskGroup(of: Outcome.self) { group in
            group.addTask {
                let result = try await clone.run(
                    script, environment: environment, timeout: timeout, outputLimit: 0
                ) { log.append($0) }
                if result.timedOut { return .timedOut }
                return result.termination.isSuccess ? .succeeded : .failed(result.termination)
            }
            group.addTask {
                while freeBytes(of: clone.folder.root).map({ $0 >= floor }) ?? true {
                    try await Task.sleep(for: .seconds(2))
                }
                return .diskFull
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }
}

/// Free bytes for an ordinary user on the file system of a path; nil if it cannot be asked.
package func freeBytes(of path: String) -> Int? {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    return Int(status.f_bavail) * Int(status.f_frsize)
}
