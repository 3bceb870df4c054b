import Glibc

/// A file that a sandbox left for us; the sandbox has ended, so nobody changes it while we look.
enum ReceivedFile {
    /// Moves a regular file of at most `limit` bytes to `destination` on the same file system and makes it ours.
    ///
    /// Gives its size, or nil where there is none; throws `resultRefused` for a link, a pipe, a folder, a file with a
    /// second name, or one that is too large, which is then deleted.
    static func take(_ source: String, to destination: String, limit: Int) throws(SwarmError) -> Int? {
        // Moved first: in our own folder the name cannot be exchanged between looking and using.
        guard rename(source, destination) == 0 else {
            if errno == ENOENT { return nil }
            throw .file(path: source, code: errno)
        }
        do throws(SwarmError) {
            let descriptor = try open(destination, limit: limit)
            defer { close(descriptor.number) }
            guard fchown(descriptor.number, geteuid(), getegid()) == 0, fchmod(descriptor.number, 0o600) == 0 else {
                throw .file(path: destination, code: errno)
            }
            return descriptor.size
        } catch {
            if unlink(destination) != 0 { rmdir(destination) }
            throw error
        }
    }

    /// Reads a short regular file; nil where there is none.
    static func text(_ path: String, limit: Int) throws(SwarmError) -> String? {
        if access(path, F_OK) != 0, errno == ENOENT { return nil }
        let descriptor = try open(path, limit: limit)
        defer { close(descriptor.number) }
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = read(descriptor.number, &buffer, limit)
        guard count >= 0 else { throw .file(path: path, code: errno) }
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }

    private static func open(_ path: String, limit: Int) throws(SwarmError) -> (number: Int32, size: Int) {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw errno == ELOOP ? .resultRefused("it is a symbolic link") : .file(path: path, code: errno)
        }
        var status = stat()
        let reason: String? =
            if fstat(descriptor, &status) != 0 {
                "it cannot be examined"
            } else if status.st_mode & S_IFMT != S_IFREG {
                "it is no regular file"
            } else if status.st_nlink != 1 {
                "it has a second name"
            } else if status.st_size > limit {
                "it is larger than \(limit) bytes"
            } else {
                nil
            }
        if let reason {
            close(descriptor)
            throw .resultRefused(reason)
        }
        return (descriptor, Int(status.st_size))
    }
}
