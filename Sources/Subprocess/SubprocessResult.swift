/// What a finished child left behind.
package struct SubprocessResult: Sendable {
    package let termination: Termination
    package let output: [UInt8]
    package let error: [UInt8]
    /// Some output was dropped because of `outputLimit`.
    package let outputTruncated: Bool
    /// Some error output was dropped because of `outputLimit`.
    package let errorTruncated: Bool
    /// The time-out ended it.
    package let timedOut: Bool
    /// From the start to the end of the process.
    package let duration: Duration

    package init(
        termination: Termination, output: [UInt8], error: [UInt8], outputTruncated: Bool, errorTruncated: Bool,
        timedOut: Bool,
        duration: Duration
    ) {
        self.termination = termination
        self.output = output
        self.error = error
        self.outputTruncated = outputTruncated
        self.errorTruncated = errorTruncated
        self.timedOut = timedOut
        self.duration = duration
    }

    /// The output as text; bytes that are not UTF-8 become U+FFFD.
    package var outputText: String { String(decoding: output, as: UTF8.self) }
    /// The error output as text; bytes that are not UTF-8 become U+FFFD.
    package var errorText: String { String(decoding: error, as: UTF8.self) }
}
