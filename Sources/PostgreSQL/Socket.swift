import Glibc

/// Waiting for a descriptor, with an end.
enum Socket {
    /// Milliseconds of a clock that only goes forward.
    static func milliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// False where nothing came before the deadline.
    static func waitUntilReadable(_ descriptor: Int32, until deadline: Int64) -> Bool {
        while true {
            let left = deadline - milliseconds()
            guard left > 0 else { return false }
            var place = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let count = poll(&place, 1, Int32(clamping: left))
            if count > 0 { return true }
            if count == 0 || errno != EINTR { return false }
        }
    }
}
