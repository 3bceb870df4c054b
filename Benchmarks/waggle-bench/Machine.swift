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
            return String(line.drop { $0 != ":" }.dropFirst().drop { $0 == " " })
        }
        return ""
    }
}

extension Machine {
    /// The lines of a text file that are not empty.
    static func lines(of path: String) throws -> [String] {
        guard let bytes = try? Data(contentsOf: URL(filePath: path)) else { throw BenchError("\(path) cannot be read") }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
