import FoundationEssentials
import Glibc
import Vocabulary

/// What a figure was measured on.
enum Machine {
    static var json: JSONValue {
        [
            "processor": .string(field("model name", of: "/proc/cpuinfo")), "cores": .integer(Int64(cores)),
            "kernel": .string(text("/proc/sys/kernel/osrelease")),
            "memory": .string(field("MemTotal", of: "/proc/meminfo")),
            "load": .string(text("/proc/loadavg")), "build": .string(build),
        ]
    }

    /// Cores this process may use.
    static var cores: Int { sysconf(Int32(_SC_NPROCESSORS_ONLN)) }

    static var build: String {
        #if DEBUG
        "debug"
        #else
        "release"
        #endif
    }

    static func text(_ path: String) -> String {
        guard let bytes = try? Data(contentsOf: URL(filePath: path)) else { return "" }
        let text = String(decoding: bytes, as: UTF8.self)
        return String(text.prefix { $0 != "\n" })
    }

    private static func field(_ name: String, of path: String) -> String {
        guard let bytes = try? Data(contentsOf: URL(filePath: path)) else { return "" }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where line.hasPrefix(name) {
            return String(line.drop { $0 != ":" }.dropFirst().drop { $0 == " " || $0 == "\t" })
        }
        return ""
    }
}

extension Machine {
    /// The lines of a text file that are not empty.
    static func lines(of path: String) throws -> [String] {
        try text(of: path).split(separator: "\n").map(String.init)
    }

    /// A whole text file.
    static func text(of path: String) throws -> String {
        guard let bytes = try? Data(contentsOf: URL(filePath: path)) else { throw BenchError("\(path) cannot be read") }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Machine {
    static func absolute(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        return FileManager.default.currentDirectoryPath + "/" + path
    }

    /// The folder this executable lies in.
    static var executableFolder: String {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let path = String(decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }

    /// User and system time a process has used, in hundredths of a second.
    static func processorTicks(of pid: Int32) -> Int {
        let fields = text("/proc/\(pid)/stat").split(separator: ")").last?.split(separator: " ") ?? []
        return fields.count > 12 ? (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0) : 0
    }

    /// The same of a process and its children.
    static func processorTicks(ofFamily pid: Int32) -> Int {
        let children = text("/proc/\(pid)/task/\(pid)/children").split(separator: " ").compactMap { Int32($0) }
        return ([pid] + children).map(processorTicks(of:)).reduce(0, +)
    }

    static func residentKilobytes(of pid: Int32) -> Int {
        Int(field("VmRSS", of: "/proc/\(pid)/status").prefix { $0 >= "0" && $0 <= "9" }) ?? 0
    }
}
