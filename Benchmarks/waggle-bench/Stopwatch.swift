import Glibc
import Vocabulary

/// Time for measuring: the monotonic clock in nanoseconds, and the wall clock for the store.
enum Stopwatch {
    static var nanoseconds: Int64 { read(CLOCK_MONOTONIC) }

    /// Processor time of this process in nanoseconds.
    static var processorNanoseconds: Int64 { read(CLOCK_PROCESS_CPUTIME_ID) }

    static var wallClock: Timestamp { Timestamp(milliseconds: read(CLOCK_REALTIME) / 1_000_000) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
