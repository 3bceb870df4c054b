import CommandLine
import Glibc

/// Files that commands read whole; their thread may block, for nothing else runs in the process.
enum LocalFile {
    /// The bytes of a file, or of standard input for `-`; at most `limit`.
    static func bytes(_ path: String, limit: Int) throws(ClientProblem) -> [UInt8] {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path) }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else {
                throw ClientProblem("\(path) is larger than \(limit >> 20) MB.", .usage)
            }
        }
    }

    /// Says so where a file that something else will read is not there, or not ours to read.
    static func check(_ path: String) throws(ClientProblem) {
        guard access(path, R_OK) == 0 else { throw unreadable(path, .notFound) }
    }

    private static func unreadable(_ path: String, _ code: ExitCode = .failed) -> ClientProblem {
        ClientProblem("\(path) cannot be read: \(String(cString: strerror(errno))).", code)
    }
}
