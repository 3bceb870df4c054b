import Glibc
import Threading

/// Where log lines go: spells records and hands each line to the descriptor in one `write(2)`.
///
/// A reader that has stalled never stops the product: what the descriptor does not take at once waits in a bounded
/// buffer for the next line, and what does not fit there is counted and reported when the reader is back.
package final class LogOutput: Sendable {
    private struct State {
        var waiting: [[UInt8]] = []
        var dropped = 0
    }

    private static let waitingLimit = 1_024
    private let format: LogFormat
    private let redactor: Redactor
    private let time: @Sendable () -> String
    private let accept: @Sendable ([UInt8]) -> Bool
    private let state = Lock(State())

    /// - Parameters:
    ///   - time: the time of a line as RFC 3339 text.
    ///   - accept: takes one line with its line feed, or returns false at once when it cannot; called one at a time.
    package init(
        format: LogFormat, redactor: Redactor, time: @escaping @Sendable () -> String,
        accept: @escaping @Sendable ([UInt8]) -> Bool
    ) {
        self.format = format
        self.redactor = redactor
        self.time = time
        self.accept = accept
    }

    /// Writes to an open descriptor, which stays the caller's.
    package convenience init(
        descriptor: Int32, format: LogFormat, redactor: Redactor, time: @escaping @Sendable () -> String
    ) {
        self.init(format: format, redactor: redactor, time: time) { Self.write($0, to: descriptor) }
    }

    /// Writes to standard error: text on a terminal, JSON lines elsewhere.
    package static func standardError(
        redactor: Redactor, color: Bool = true, time: @escaping @Sendable () -> String
    ) -> LogOutput {
        LogOutput(
            descriptor: STDERR_FILENO, format: isatty(STDERR_FILENO) == 1 ? .text(color: color) : .json,
            redactor: redactor, time: time)
    }

    static let silent = LogOutput(format: .json, redactor: Redactor(), time: { "" }, accept: { _ in true })

    func write(_ record: LogRecord) {
        let line = format.line(record, time: time(), redactor: redactor)
        state.withLock { state in
            flush(&state)
            if state.waiting.isEmpty, accept(line) { return }
            if state.waiting.count < Self.waitingLimit { state.waiting.append(line) } else { state.dropped += 1 }
        }
    }

    /// Hands over what still waits, as far as the reader takes it; called before the process ends.
    package func flush() { state.withLock { flush(&$0) } }

    private func flush(_ state: inout State) {
        guard !state.waiting.isEmpty else { return }
        let taken = state.waiting.prefix { accept($0) }.count
        state.waiting.removeFirst(taken)
        guard state.waiting.isEmpty, state.dropped > 0 else { return }
        let notice = LogRecord(
            level: .warning, label: "telemetry", message: "Log lines were dropped because nobody read them.",
            metadata: ["lines": "\(state.dropped)"])
        if accept(format.line(notice, time: time(), redactor: redactor)) { state.dropped = 0 }
    }

    // A pipe that polls as writable takes PIPE_BUF bytes without blocking, and a line is never longer.
    private static func write(_ line: [UInt8], to descriptor: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&entry, 1, 0) == 1 else { return false }
        guard entry.revents & Int16(POLLOUT) != 0 else { return true }  // nobody will ever read: hung up or closed
        return Glibc.write(descriptor, line, line.count) >= 0 || errno != EAGAIN
    }
}
