/// A program to run: no shell, no search path, nothing inherited that is not named here.
package struct SubprocessRequest: Sendable {
    /// Where the child's standard error goes.
    package enum ErrorDestination: Sendable {
        /// A pipe of its own: `SubprocessResult.error`, `OutputSource.error`.
        case separate
        /// The pipe of standard output, in the order of writing.
        case output
        /// Our own standard error (a supervised child that logs for itself).
        case inherited
    }

    /// An absolute path.
    package var executable: String
    /// Without the program's own name, which is `executable`.
    package var arguments: [String]
    /// The child's whole environment.
    package var environment: [String: String]
    /// The child's working directory; ours if nil.
    package var directory: String?
    /// Written to standard input, which then ends.
    ///
    /// Nothing: standard input is `/dev/null`.
    package var input: [UInt8]
    /// The child's descriptors 3, 4, 5 … in this order.
    package var inherited: [InheritedInput]
    package var errorDestination: ErrorDestination
    /// How many bytes of output, and as many of error, are kept; the rest is read and dropped.
    package var outputLimit: Int
    /// Keep the end of the output instead of its beginning.
    package var keepsTail: Bool
    /// After this time the child is torn down; nil for never.
    package var timeout: Duration?
    /// How the child is ended on time-out, cancellation and `terminate()`.
    package var teardown: [TeardownStep]
    /// The kernel kills the child when this process ends in any way.
    package var diesWithParent: Bool

    package init(
        executable: String, arguments: [String] = [], environment: [String: String] = [:], directory: String? = nil,
        input: [UInt8] = [], inherited: [InheritedInput] = [], errorDestination: ErrorDestination = .separate,
        outputLimit: Int = 1 << 20, keepsTail: Bool = false, timeout: Duration? = nil,
        teardown: [TeardownStep] = .standard, diesWithParent: Bool = true
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.input = input
        self.inherited = inherited
        self.errorDestination = errorDestination
        self.outputLimit = outputLimit
        self.keepsTail = keepsTail
        self.timeout = timeout
        self.teardown = teardown
        self.diesWithParent = diesWithParent
    }
}
