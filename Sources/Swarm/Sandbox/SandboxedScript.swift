/// A shell script and what it may see while it runs.
package struct SandboxedScript: Sendable {
    /// Run by `sh -eu`.
    package var script: String
    /// Beyond the standard variables; names are `A-Z a-z 0-9 _`.
    package var environment: [String: String]
    /// The folders of one piece of work, which the script finds under `Sandbox.paths(in:)`.
    package var folder: WorkFolder
    /// Which of them it sees.
    package var access: WorkFolder.Access
    package var timeout: Duration
    /// Bytes of output kept in the result.
    package var outputLimit: Int
    /// Keep the end of the output instead of its beginning.
    package var keepsTail: Bool

    package init(
        _ script: String, environment: [String: String] = [:], folder: WorkFolder, access: WorkFolder.Access,
        timeout: Duration, outputLimit: Int = 64 << 10, keepsTail: Bool = true
    ) {
        self.script = script
        self.environment = environment
        self.folder = folder
        self.access = access
        self.timeout = timeout
        self.outputLimit = outputLimit
        self.keepsTail = keepsTail
    }
}
