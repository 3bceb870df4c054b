/// One command of the executable: what it is called, what it takes, and what it does.
package protocol Command: Sendable {
    /// One word or two, noun first: `serve`, `swarm list`.
    static var name: String { get }
    /// One sentence for the list of commands.
    static var summary: String { get }
    /// What else help says: paragraphs, examples; empty when the summary says it all.
    static var discussion: String { get }
    static var options: [OptionSpec] { get }
    static var positionals: [PositionalSpec] { get }

    /// Reads its arguments, which already match `options` and `positionals`, and refuses values it cannot use.
    init(parsing arguments: Arguments) throws(UsageError)

    /// Does the work. Data goes to `console.data`, text for people to `console.say`.
    ///
    /// A thrown error is shown as `waggle: <description>` and ends with `ExitCode.failed`; an error that conforms to
    /// `ExitCodeError` chooses its code.
    func run(_ console: Console) async throws -> ExitCode
}

extension Command {
    package static var discussion: String { "" }
    package static var options: [OptionSpec] { [] }
    package static var positionals: [PositionalSpec] { [] }
}

/// An error that knows which exit code it stands for.
package protocol ExitCodeError: Error {
    var exitCode: ExitCode { get }
}
