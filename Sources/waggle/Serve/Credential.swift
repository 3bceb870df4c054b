import Crypto
import FoundationEssentials
import Glibc

/// The file by which commands on this machine find the running control plane: its address and an admin's token.
struct Credential: Codable {
    var url: String
    var token: String
    var pid: Int32

    static func path(in folder: String) -> String { folder + "/credential.json" }

    /// Writes the file for its owner only, whole or not at all.
    func write(in folder: String) throws {
        let bytes = Array(try JSONEncoder().encode(self))
        let temporary = Self.path(in: folder) + ".new"
        unlink(temporary)
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0, bytes.withUnsafeBytes({ Glibc.write(file, $0.baseAddress, $0.count) }) == bytes.count,
            fsync(file) == 0
        else { throw CredentialError(path: temporary, code: errno) }
        close(file)
        guard rename(temporary, Self.path(in: folder)) == 0 else { throw CredentialError(path: temporary, code: errno) }
    }

    static func read(in folder: String) -> Credential? {
        guard let file = fopen(path(in: folder), "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = fread(&bytes, 1, bytes.count, file)
        return try? JSONDecoder().decode(Credential.self, from: Data(bytes.prefix(count)))
    }

    static func remove(in folder: String) { unlink(path(in: folder)) }
}

struct CredentialError: Error, CustomStringConvertible {
    let path: String
    let code: Int32

    var description: String { "\(path) cannot be written: \(String(cString: strerror(code)))" }
}
