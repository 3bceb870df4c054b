/// One line of the log before it is spelt.
package struct LogRecord: Sendable {
    package let level: LogLevel
    package let label: String
    package let message: String
    package let metadata: Logger.Metadata

    package init(level: LogLevel, label: String, message: String, metadata: Logger.Metadata) {
        self.level = level
        self.label = label
        self.message = message
        self.metadata = metadata
    }
}
