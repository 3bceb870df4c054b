import FoundationEssentials
import Glibc

/// The processes of this machine, as /proc shows them.
package enum ProcessTable {
    package struct Entry: Sendable, Hashable {
        package let pid: Int32
        package let parent: Int32
        /// R, S, D, Z … of proc(5).
        package let state: Character
        package let arguments: [String]
    }

    /// Every process now, zombies included; those that end meanwhile are left out.
    package static func read() -> [Entry] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.compactMap(entry)
    }

    /// Every process with that text somewhere in its arguments.
    package static func running(_ text: String) -> [Entry] {
        read().filter { $0.state != "Z" && $0.arguments.contains { $0.contains(text) } }
    }

    /// The process and everything it has started, and that has started.
    package static func descendants(of pid: Int32) -> [Entry] {
        let all = read()
        var found: Set<Int32> = [pid]
        var grown = true
        while grown {
            let next = found.union(all.filter { found.contains($0.parent) }.map(\.pid))
            grown = next.count > found.count
            found = next
        }
        return all.filter { found.contains($0.pid) && $0.pid != pid }
    }

    /// Resident memory in bytes and processor seconds so far; nil where the process is gone.
    package static func usage(of pid: Int32) -> (resident: Int, processor: Double)? {
        guard let status = contents("/proc/\(pid)/stat"), let close = status.lastIndex(of: ")") else { return nil }
        let fields = status[close...].split(separator: " ")
        guard fields.count > 22, let user = Double(fields[12]), let system = Double(fields[13]),
            let pages = Int(fields[22])
        else { return nil }
        return (pages * Int(getpagesize()), (user + system) / Double(sysconf(Int32(_SC_CLK_TCK))))
    }

    private static func entry(_ pid: Int32) -> Entry? {
        guard let status = contents("/proc/\(pid)/stat"), let close = status.lastIndex(of: ")"),
            let line = contents("/proc/\(pid)/cmdline")
        else { return nil }
        let fields = status[close...].split(separator: " ")
        guard fields.count > 2, let parent = Int32(fields[2]) else { return nil }
        return Entry(
            pid: pid, parent: parent, state: fields[1].first ?? "?",
            arguments: line.split(separator: "\0", omittingEmptySubsequences: false).map(String.init))
    }

    // Files of /proc have no size, so they are read until they end.
    private static func contents(_ path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 8_192)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
