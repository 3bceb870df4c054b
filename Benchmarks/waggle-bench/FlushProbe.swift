import Glibc
import Vocabulary

/// What the disk takes to make 4 KiB durable, measured beside every cell: no figure means anything without it.
struct FlushProbe: Sendable {
    let sample: LatencySample

    /// Appends 4 KiB and flushes, again and again for `seconds`, in a file of its own; blocks the caller.
    init(folder: String, seconds: Double = 1) throws {
        let path = "\(folder)/flush-probe"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BenchError("\(path) cannot be written") }
        defer {
            close(descriptor)
            unlink(path)
        }
        let page = [UInt8](repeating: 0x5A, count: 4_096)
        let end = Stopwatch.nanoseconds + Int64(seconds * 1e9)
        var durations: [Int64] = []
        var offset: off_t = 0
        while Stopwatch.nanoseconds < end {
            let start = Stopwatch.nanoseconds
            guard pwrite(descriptor, page, page.count, offset) == page.count, fdatasync(descriptor) == 0 else {
                throw BenchError("\(path) cannot be flushed")
            }
            durations.append(Stopwatch.nanoseconds - start)
            // Inside a fixed stretch, as a write-ahead log: after the first round nothing is allocated any more.
            offset = (offset + 4_096) % (4 << 20)
        }
        sample = LatencySample(durations)
    }
}

/// Why nothing could be measured.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
