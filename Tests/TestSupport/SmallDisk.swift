import Glibc
import Subprocess

/// A small file system in memory, in a mount namespace of its own: for what happens when a disk is full.
///
/// A helper process keeps the namespace; who is started through `launcher` sees the file system at `path`, everybody else
/// reaches it at `outside`.
package final class SmallDisk: Sendable {
    package let path: String
    private let holder: ChildProcess

    /// Where this process finds its files.
    package var outside: String { "/proc/\(holder.pid)/root\(path)" }

    /// What to put in front of a command so that it runs where the disk is.
    package var launcher: [String] {
        let user = getuid() == 0 ? [] : ["--user", "--preserve-credentials"]
        return ["/usr/bin/nsenter", "--target", "\(holder.pid)", "--mount"] + user + ["--"]
    }

    /// - Parameter path: An empty folder, absolute.
    package init(at path: String, megabytes: Int) async throws {
        self.path = path
        let user = getuid() == 0 ? [] : ["--map-root-user"]
        holder = try await Subprocess.spawn(
            SubprocessRequest(
                executable: "/usr/bin/unshare",
                arguments: user + [
                    "--mount", "/bin/sh", "-c",
                    "mount -t tmpfs -o size=\(megabytes)m,mode=0777 tmpfs \"$1\" && echo ready && exec sleep 3600",
                    "sh",
                    path,
                ], environment: ["PATH": "/usr/bin:/bin:/usr/sbin:/sbin"], errorDestination: .inherited))
        var said: [UInt8] = []
        for await chunk in holder.output {
            said += chunk
            if said.contains(10) { return }
        }
        throw RunningWaggle.Failure("a small file system cannot be made here")
    }

    deinit { holder.terminate() }

    /// Writes until nothing more fits.
    package func fill() throws {
        let file = open("\(outside)/filler", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw RunningWaggle.Failure("the disk cannot be filled: error \(errno)") }
        defer { close(file) }
        let block = [UInt8](repeating: 1, count: 4_096)
        while write(file, block, block.count) > 0 {}
        guard errno == ENOSPC else { throw RunningWaggle.Failure("the disk is not full: error \(errno)") }
    }

    package func free() { unlink("\(outside)/filler") }
}
