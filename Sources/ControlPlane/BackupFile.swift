import Glibc
import HTTPServer
import Store

/// A finished copy of the database on its way out; the descriptor closes with the last reference.
///
/// Its reads are short and of a file that was just written, so they come from memory.
final class BackupFile: Sendable {
    private static let chunk = 128 << 10

    private let descriptor: Int32
    let size: Int

    init(path: String) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw StoreError.unavailable("the copy of the database cannot be read") }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            close(descriptor)
            throw StoreError.unavailable("the copy of the database cannot be read")
        }
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    func send(to writer: any HTTPBodyWriter) async throws {
        var offset = 0
        while case let bytes = try Self.read(descriptor, at: offset), !bytes.isEmpty {
            try await writer.write(bytes)
            offset += bytes.count
        }
    }

    private static func read(_ descriptor: Int32, at offset: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: chunk)
        let count = pread(descriptor, &bytes, bytes.count, offset)
        guard count >= 0 else { throw StoreError.unavailable("the copy of the database cannot be read") }
        return Array(bytes.prefix(count))
    }
}
