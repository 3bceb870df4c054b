import CommandLine

/// A command whose one argument is what it is about: an agent, a swarm.
protocol SubjectCommand: ClientCommand {
    static var place: PositionalSpec { get }

    init(access: ControlPlaneAccess, subject: String)
}

extension SubjectCommand {
    static var positionals: [PositionalSpec] { [place] }

    init(parsing arguments: Arguments) throws(UsageError) {
        self.init(access: ControlPlaneAccess(arguments), subject: arguments.positionals[0])
    }
}
