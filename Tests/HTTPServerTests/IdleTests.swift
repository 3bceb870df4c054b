import Glibc
import HTTPServer
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct IdleTests {
    @Test func `idle loops take no turns, with and without a kept connection`() async throws {
        try await SampleServer.run(loops: 2) { sample in
            let (before, after) = try await RawConnection.script {
                let connection = try RawConnection(port: sample.port)
                connection.send(sample.get("/hello"))
                _ = connection.readResponse()
                // A thread names itself, some time after it was started.
                var threads: [String] = []
                repeat { threads = Self.threads("http-\(sample.port)-") } while threads.count < 2 && usleep(5_000) == 0
                let before = threads.map(Self.switches)
                usleep(1_200_000)
                return (before, threads.map(Self.switches))
            }
            #expect(before.count == 2)
            // One for the turn that may still be ending when the counting begins.
            #expect(zip(before, after).allSatisfy { $1 - $0 <= 1 })
        }
    }

    /// The threads of this process whose name begins so.
    private static func threads(_ prefix: String) -> [String] {
        guard let folder = opendir("/proc/self/task") else { return [] }
        defer { closedir(folder) }
        var found: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if read("/proc/self/task/\(name)/comm").hasPrefix(prefix) { found.append(name) }
        }
        return found
    }

    /// How often a thread has gone to sleep so far.
    private static func switches(_ thread: String) -> Int {
        let status = read("/proc/self/task/\(thread)/status")
        let line = status.split(separator: "\n").first { $0.hasPrefix("voluntary_ctxt_switches") }
        return line?.split(separator: "\t").last.flatMap { Int($0) } ?? 0
    }

    private static func read(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 8192)
        return String(decoding: buffer[..<fread(&buffer, 1, buffer.count, file)], as: UTF8.self)
    }
}
