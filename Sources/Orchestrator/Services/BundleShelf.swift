import AgentProtocol
import Crypto
import Glibc
import Store
import Threading

/// Uploaded bundles on their way from an agent into a repository, one file a lease.
///
/// The files need no flush: a report is only accepted after its commits are safe in the repository, and until then the
/// agent keeps its own copy.
actor BundleShelf {
    private let executor = ThreadExecutor(name: "bundles")
    private let folder: String
    private var digests: [LeaseID: String] = [:]

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(folder: String) { self.folder = folder }

    deinit { executor.stop() }

    /// Writes the bytes and returns their SHA-256 in hex.
    func keep(_ bytes: [UInt8], of lease: LeaseID) throws -> String {
        mkdir(folder, 0o700)
        let target = file(lease)
        let descriptor = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError.unavailable("a result cannot be written (error \(errno))") }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw StoreError.unavailable("a result cannot be written (error \(errno))") }
            written += count
        }
        let digest = SHA256.hex(bytes)
        digests[lease] = digest
        return digest
    }

    /// The bundle's file, if it is here with that digest; also one that an earlier process wrote.
    func path(of lease: LeaseID, digest: String) throws -> String? {
        // Another process that shares the folder may have taken a newer upload.
        if digests[lease] != digest { digests[lease] = try digestOnDisk(of: lease) }
        return digests[lease] == digest ? file(lease) : nil
    }

    private func digestOnDisk(of lease: LeaseID) throws -> String? {
        let descriptor = open(file(lease), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var hash = SHA256()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw StoreError.unavailable("a result cannot be read (error \(errno))") }
            if count == 0 { return HexEncoding.encode(hash.digest()) }
            hash.update(buffer[..<count])
        }
    }

    func drop(_ lease: LeaseID) {
        digests[lease] = nil
        unlink(file(lease))
    }

    /// Removes bundles that were written long ago and whose report was never accepted.
    func prune(olderThan age: Duration) {
        guard let directory = opendir(folder) else { return }
        defer { closedir(directory) }
        let oldest = time(nil) - Int(age.components.seconds)
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name.hasSuffix(".bundle"), let lease = LeaseID(name.dropLast(7)) else { continue }
            var status = stat()
            guard lstat(file(lease), &status) == 0, status.st_mtim.tv_sec < oldest else { continue }
            drop(lease)
        }
    }

    private func file(_ lease: LeaseID) -> String { "\(folder)/\(lease).bundle" }
}
