import FoundationEssentials
import Glibc

/// A folder for one measurement, gone with the value; on the disk that is measured, so never in memory.
final class ScratchFolder: Sendable {
    let path: String

    /// A new folder inside `parent`.
    init(in parent: String) throws {
        path = "\(parent)/waggle-bench-\(UInt64.random(in: 0..<UInt64.max))"
        guard mkdir(path, 0o700) == 0 else { throw BenchError("\(path) cannot be made") }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
