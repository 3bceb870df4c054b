internal import CLinux
import Glibc

/// A process that this one did not start, held by a descriptor: while it is held, what it is told reaches it or nobody,
/// also where its number went to another meanwhile.
///
/// What is read comes from `/proc/<number>`; it was read of this process where the process `isAlive` afterwards.
package struct ForeignProcess: ~Copyable {
    package let id: Int32
    private let descriptor: Int32

    /// Nil where there is no process of that number now.
    package init?(_ id: Int32) {
        let descriptor = clinux_open_process(id)
        guard descriptor >= 0 else { return nil }
        self.id = id
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// The numbers of all processes that this one can see now.
    package static func ids() -> [Int32] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var ids: [Int32] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let id = Int32(name) { ids.append(id) }
        }
        return ids
    }

    /// False once it has ended, reaped or not.
    package var isAlive: Bool { !hasEnded(within: 0) }

    /// Waits for its end, for at most so many milliseconds; blocks the thread.
    package func hasEnded(within milliseconds: Int32) -> Bool {
        var place = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&place, 1, milliseconds) > 0
    }

    /// Sends SIGKILL; false where it may not be sent or the process is gone.
    package func kill() -> Bool { clinux_signal_process(descriptor, SIGKILL) == 0 }

    /// When it was started, in ticks since the machine's start: with the number, a name that no other process has had.
    package var startTime: UInt64? {
        guard let text = contents("stat"), let end = text.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        // Field 22 of proc(5); the program's name, which may hold anything, is field 2.
        let fields = text[text.index(after: end)...].split(separator: UInt8(ascii: " "))
        return fields.count > 19 ? UInt64(String(decoding: fields[19], as: UTF8.self)) : nil
    }

    /// The account whose process it is (the real user).
    package var user: UInt32? {
        guard let text = contents("status") else { return nil }
        let line = text.split(separator: 10).first { $0.starts(with: Array("Uid:".utf8)) }
        let first = line?.split(whereSeparator: { $0 == 9 || $0 == 32 }).dropFirst().first
        return first.flatMap { UInt32(String(decoding: $0, as: UTF8.self)) }
    }

    /// A variable of the environment that its program was given; nil also where we may not see it.
    package func variable(_ name: String) -> String? {
        let prefix = Array("\(name)=".utf8)
        let entry = contents("environ")?.split(separator: 0).first { $0.starts(with: prefix) }
        return entry.map { String(decoding: $0.dropFirst(prefix.count), as: UTF8.self) }
    }

    // Files of /proc have no size, so they are read until they end.
    private func contents(_ name: String) -> [UInt8]? {
        let file = open("/proc/\(id)/\(name)", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }
}
