import CommandLine

/// A command that talks to a control plane.
protocol ClientCommand: Command {
    /// Options besides those by which the control plane is found.
    static var ownOptions: [OptionSpec] { get }
    var access: ControlPlaneAccess { get }

    func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode
}

extension ClientCommand {
    static var ownOptions: [OptionSpec] { [] }
    static var options: [OptionSpec] { ownOptions + ControlPlaneAccess.options }

    func run(_ console: Console) async throws -> ExitCode {
        let client = try access.connect()
        defer { client.close() }
        return try await run(client, console)
    }
}
