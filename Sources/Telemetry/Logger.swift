/// Writes log lines: a value that is passed on, narrowed with `with(metadata:)`, and never global.
///
/// The message is one constant sentence, so that lines can be counted and searched; what changes from line to line goes
/// into the metadata under dotted keys (`swarm.id`). Metadata is only computed when the level is on.
package struct Logger: Sendable {
    package typealias Metadata = [String: String]

    /// The part of the product that speaks: `orchestrator`, `http.server`.
    package let label: String
    /// Lines below this level are not written.
    package var level: LogLevel
    private var metadata: Metadata = [:]
    private let output: LogOutput

    package init(label: String, level: LogLevel, output: LogOutput) {
        self.label = label
        self.level = level
        self.output = output
    }

    /// A logger that writes nothing, for tests and for tools that have nothing to tell.
    package static let silent = Logger(label: "silent", level: .critical, output: .silent)

    /// The same logger with more metadata on every line; a key given again replaces the earlier one.
    package func with(metadata more: Metadata) -> Logger {
        var copy = self
        copy.metadata.merge(more) { $1 }
        return copy
    }

    /// The same output and metadata under another label.
    package func labelled(_ label: String) -> Logger {
        var copy = Logger(label: label, level: level, output: output)
        copy.metadata = metadata
        return copy
    }

    /// Writes one line when `level` is on; never throws and never waits for a slow reader of the log.
    package func log(
        _ level: LogLevel, _ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]
    ) {
        guard level >= self.level else { return }
        let all = self.metadata.isEmpty ? metadata() : self.metadata.merging(metadata()) { $1 }
        output.write(LogRecord(level: level, label: label, message: message.description, metadata: all))
    }

    package func trace(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.trace, message, metadata())
    }
    package func debug(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.debug, message, metadata())
    }
    package func info(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.info, message, metadata())
    }
    package func notice(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.notice, message, metadata())
    }
    package func warning(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.warning, message, metadata())
    }
    package func error(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.error, message, metadata())
    }
    package func critical(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.critical, message, metadata())
    }
}
