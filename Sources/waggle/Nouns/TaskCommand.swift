import CommandLine

/// A command on one task that is told nothing else.
protocol TaskCommand: ClientCommand {
    init(access: ControlPlaneAccess, task: TaskReference)
}

extension TaskCommand {
    static var positionals: [PositionalSpec] { [TaskReference.place] }
    static var ownOptions: [OptionSpec] { [TaskReference.option] }

    init(parsing arguments: Arguments) throws(UsageError) {
        self.init(access: ControlPlaneAccess(arguments), task: try TaskReference.parse(arguments))
    }
}
