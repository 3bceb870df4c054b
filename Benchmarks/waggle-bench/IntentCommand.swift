import CommandLine
import protocol CommandLine.Command
import Intent
import Vocabulary

/// `waggle-bench intent`.
struct IntentCommand: Command {
    static let name = "intent"
    static let summary = "Messages a second through the rules, on one core."
    static let options: [OptionSpec] = [
        .option("seconds", "S", "Length of one round (default 3)."),
        .option("rounds", "N", "Rounds (default 5)."),
        .flag("json", "The figures as JSON."),
    ]

    private let seconds: Int
    private let rounds: Int
    private let isJSON: Bool

    init(parsing arguments: Arguments) throws(UsageError) {
        seconds = try arguments.integer("seconds", in: 1...600) ?? 3
        rounds = try arguments.integer("rounds", in: 1...100) ?? 5
        isJSON = arguments.flag("json")
    }

    func run(_ console: Console) async throws -> ExitCode { .ok }
}
