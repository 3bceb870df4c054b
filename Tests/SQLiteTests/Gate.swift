import Glibc

/// Holds a blocking thread until the test lets it go; a pipe, because the thread runs no Swift tasks.
final class Gate: Sendable {
    private let ends: (reading: Int32, writing: Int32)

    init() {
        var descriptors: [Int32] = [-1, -1]
        pipe(&descriptors)
        ends = (descriptors[0], descriptors[1])
    }

    deinit {
        close(ends.reading)
        close(ends.writing)
    }

    /// Blocks the thread until `open()`; each opening lets one waiter through.
    ///
    /// It gives up after ten seconds, so that a failing test ends.
    func wait() {
        var byte: UInt8 = 0
        var descriptor = pollfd(fd: ends.reading, events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, 10_000) > 0 else { return }
        _ = read(ends.reading, &byte, 1)
    }

    func open() {
        var byte: UInt8 = 1
        _ = write(ends.writing, &byte, 1)
    }
}
