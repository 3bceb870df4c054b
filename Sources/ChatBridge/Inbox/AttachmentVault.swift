import Crypto
import Glibc
import Threading
package import Vocabulary

/// Bytes of attachments until they are read, one file each, named by their SHA-256.
package actor AttachmentVault {
    private let folder: String
    private let executor = ThreadExecutor(name: "attachments")

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// `folder` is made where it does not exist, for this user alone.
    package init(folder: String) throws(ChatBridgeError) {
        self.folder = folder
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw ChatBridgeError(.unavailable, "The folder for attachments cannot be made: \(reason())")
        }
    }

    deinit { executor.stop() }

    /// Keeps the bytes durably and gives their name, the SHA-256 in hex; keeping them twice is harmless.
    package func save(_ bytes: [UInt8]) throws(ChatBridgeError) -> String {
        let name = SHA256.hex(bytes)
        let path = "\(folder)/\(name)"
        guard access(path, F_OK) != 0 else { return name }
        let temporary = "\(path).part"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw failure() }
            written += count
        }
        guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw failure() }
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw failure() }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw failure() }
        return name
    }

    /// The bytes of that name; throws where they are gone.
    package func load(_ name: String) throws(ChatBridgeError) -> [UInt8] {
        guard name.utf8.count == 64, HexEncoding.decode(name) != nil else {
            throw ChatBridgeError(.refused, "There is no such attachment.")
        }
        let descriptor = open("\(folder)/\(name)", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw ChatBridgeError(.refused, "The attachment is gone. Please send it again.") }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw failure() }
            guard count > 0 else { break }
            bytes += buffer[..<count]
            guard bytes.count <= DirectMessage.byteLimit else { throw failure() }
        }
        guard SHA256.hex(bytes) == name else {
            throw ChatBridgeError(.refused, "The attachment is damaged. Please send it again.")
        }
        return bytes
    }

    /// Forgets what was kept before `time`, on the file system's clock; gives how many files went.
    @discardableResult
    package func prune(before time: Timestamp) -> Int {
        guard let directory = opendir(folder) else { return 0 }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            names.append(name)
        }
        var count = 0
        for name in names where name.utf8.count >= 64 {
            var status = stat()
            guard stat("\(folder)/\(name)", &status) == 0,
                Int64(status.st_mtim.tv_sec) * 1_000 < time.milliseconds, unlink("\(folder)/\(name)") == 0
            else { continue }
            count += 1
        }
        return count
    }

    private func failure() -> ChatBridgeError {
        ChatBridgeError(.unavailable, "An attachment cannot be kept: \(reason())")
    }

    private nonisolated func reason() -> String { String(cString: strerror(errno)) }
}
