import CommandLine

/// Every command but those that serve, in the order in which help lists them.
enum ClientCommands {
    static let all: [any Command.Type] = talking + nouns + local

    private static let talking: [any Command.Type] = [
        ChatCommand.self, SayCommand.self, IntentCommand.self, PlanCommand.self,
    ]

    private static var nouns: [any Command.Type] {
        var all: [any Command.Type] = SwarmCommands.all
        all += TaskCommands.all
        all += AgentCommands.all
        all += GoalCommands.all
        all += HubCommands.all
        all += LaneCommands.all
        all += RepositoryCommands.all
        all.append(EventsCommand.self)
        all += TokenCommands.all
        all += PersonCommands.all
        return all
    }

    private static let local: [any Command.Type] = [
        AuditCommands.Verify.self, AuditCommands.Export.self, BackupCommand.self, RestoreCommand.self,
        CompactCommand.self, MigrateCommand.self, DatabaseCopyCommand.self, DoctorCommand.self,
        ConfigCommands.Check.self,
        ConfigCommands.Explain.self,
        VersionCommand.self,
    ]
}
