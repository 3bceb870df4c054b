import AgentProtocol
import Crypto
import FoundationEssentials
import Git
import Glibc
import Threading

/// Finished results on disk, until the control plane has durably taken them; one folder a lease.
///
/// A result is there whole or not at all: it is written beside, flushed, and renamed into place. The actor has a thread of
/// its own, because flushing waits for the disk. Throws `AgentError.file`.
actor Spool {
    private let executor = ThreadExecutor(name: "spool")
    private let folder: String

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private init(folder: String) { self.folder = folder }

    deinit { executor.stop() }

    /// Opens the spool of an agent's folder and forgets what an earlier process had begun to write.
    static func open(in parent: String) async throws -> Spool {
        let spool = Spool(folder: parent + "/spool")
        for name in try await spool.begin() { try await FolderRemoval.remove("\(spool.folder)/\(name)") }
        return spool
    }

    private func begin() throws -> [String] {
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw AgentError.file(path: folder, code: errno) }
        return try names().filter { $0.hasPrefix(".") }
    }

    /// Keeps an outcome and moves its bundle in; returns the outcome with the bundle's digest.
    func keep(_ outcome: SpooledOutcome, bundle: String?, of lease: LeaseID) throws {
        let draft = "\(folder)/.\(lease)"
        let place = "\(folder)/\(lease)"
        try check(mkdir(draft, 0o700), draft)
        var outcome = outcome
        if let bundle, case .report(var report) = outcome {
            report.bundle = try digest(of: bundle)
            outcome = .report(report)
            try check(rename(bundle, draft + "/bundle"), draft)
            try flush(draft + "/bundle")
        }
        try write(Array(try JSONEncoder().encode(outcome)), to: draft + "/outcome.json")
        try flush(draft)
        try check(rename(draft, place), place)
        try flush(folder)
    }

    /// The leases whose outcomes wait, oldest epoch first.
    func leases() throws -> [LeaseID] {
        try names().compactMap { LeaseID($0) }.sorted { ($0.epoch, $0.task) < ($1.epoch, $1.task) }
    }

    func outcome(of lease: LeaseID) throws -> SpooledOutcome {
        try JSONDecoder().decode(SpooledOutcome.self, from: Data(try read("\(folder)/\(lease)/outcome.json")))
    }

    func bundle(of lease: LeaseID) throws -> [UInt8] { try read("\(folder)/\(lease)/bundle") }

    /// Forgets an outcome that was taken.
    func remove(_ lease: LeaseID) throws {
        for file in ["bundle", "outcome.json"] { unlink("\(folder)/\(lease)/\(file)") }
        try check(rmdir("\(folder)/\(lease)"), "\(folder)/\(lease)")
        try flush(folder)
    }

    /// Puts an outcome aside that the control plane cannot understand: kept for a person, never sent again.
    func setAside(_ lease: LeaseID) throws {
        let place = "\(folder)/refused-\(lease)"
        try check(rename("\(folder)/\(lease)", place), place)
        try flush(folder)
    }

    // MARK: Files

    private func names() throws -> [String] {
        guard let stream = opendir(folder) else { throw AgentError.file(path: folder, code: errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private func digest(of path: String) throws -> String {
        var hash = SHA256()
        try chunks(of: path) { hash.update($0) }
        return HexEncoding.encode(hash.digest())
    }

    private func read(_ path: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try chunks(of: path) { bytes.append(contentsOf: $0) }
        return bytes
    }

    private func chunks(of path: String, _ body: (ArraySlice<UInt8>) -> Void) throws {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        try check(file, path)
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            try check(Int32(count < 0 ? -1 : 0), path)
            if count == 0 { return }
            body(buffer[..<count])
        }
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        let file = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        try check(file, path)
        defer { close(file) }
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress.map { $0 + sent }, $0.count - sent) }
            if count < 0, errno == EINTR { continue }
            try check(Int32(count < 0 ? -1 : 0), path)
            sent += count
        }
        try check(fsync(file), path)
    }

    private func flush(_ path: String) throws {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        try check(file, path)
        defer { close(file) }
        try check(fsync(file), path)
    }

    private func check(_ status: Int32, _ path: String) throws {
        guard status >= 0 else { throw AgentError.file(path: path, code: errno) }
    }
}
