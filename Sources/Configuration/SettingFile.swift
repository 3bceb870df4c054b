import Glibc

/// A small text file with what its mode says about who else reads it.
struct SettingFile {
    struct ReadError: Error {
        let message: String
    }

    private static let limit = 1 << 20
    let text: String
    /// Whether its group or everybody may read it.
    let isExposed: Bool

    /// Reads a whole file of at most 1 MiB of UTF-8 text.
    init(path: String) throws(ReadError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ReadError(message: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            throw ReadError(message: "it is not a file")
        }
        isExposed = status.st_mode & 0o044 != 0
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw ReadError(message: String(cString: strerror(errno))) }
            if count == 0 { break }
            bytes += buffer.prefix(count)
            guard bytes.count <= Self.limit else { throw ReadError(message: "it is larger than 1 MiB") }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ReadError(message: "it is not UTF-8 text")
        }
        self.text = text
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
