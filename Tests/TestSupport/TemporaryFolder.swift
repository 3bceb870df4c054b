import FoundationEssentials
import Glibc

/// A folder of one test below `/tmp`, removed with everything in it once nobody holds it any more.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        var template = Array("/tmp/waggle-folder.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        // A database that is closing takes files away beside this, which ends the removal.
        for _ in 0..<3 where (try? FileManager.default.removeItem(atPath: path)) != nil { break }
    }

    /// The path of a file in it, which may not be there.
    package func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file readable by its owner alone, or by whom `mode` says, and gives its path.
    package func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
        guard
            FileManager.default.createFile(
                atPath: file(name), contents: Data(text.utf8), attributes: [.posixPermissions: mode])
        else { throw CocoaError(.fileWriteUnknown) }
        return file(name)
    }
}

/// Runs `body` with a folder that is removed at its end.
package func withFolder<Result>(_ body: (TemporaryFolder) async throws -> Result) async throws -> Result {
    try await body(TemporaryFolder())
}
