import CommandLine

/// A command that is told nothing but whom to ask.
protocol PlainCommand: ClientCommand {
    init(access: ControlPlaneAccess)
}

extension PlainCommand {
    init(parsing arguments: Arguments) throws(UsageError) { self.init(access: ControlPlaneAccess(arguments)) }
}
