import CommandLine

/// A command on one thing that cannot be undone: it asks on a terminal, unless `--yes` is there.
protocol FinalCommand: ClientCommand {
    static var place: PositionalSpec { get }
    var isSure: Bool { get }

    init(access: ControlPlaneAccess, subject: String, isSure: Bool)

    func question(_ client: ControlPlaneClient) async throws -> String
    /// Does it.
    func perform(_ client: ControlPlaneClient, _ console: Console) async throws
}

extension FinalCommand {
    static var positionals: [PositionalSpec] { [place] }
    static var ownOptions: [OptionSpec] { [.flag("yes", "Do not ask on the terminal.")] }

    init(parsing arguments: Arguments) throws(UsageError) {
        self.init(
            access: ControlPlaneAccess(arguments), subject: arguments.positionals[0], isSure: arguments.flag("yes"))
    }

    func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
        let question = try await question(client)
        guard isSure || Terminal.confirms(question, console) else {
            console.say("Nothing was done.")
            return .failed
        }
        try await perform(client, console)
        return .ok
    }
}
