import CommandLine
import Configuration
import Glibc

/// `waggle serve`: the control plane.
struct ServeCommand: Command {
    static let name = "serve"
    static let summary = "Runs the control plane with its local agents."
    static let discussion = """
        Starts the server, opens (or makes) the database, and keeps the local agents running until Ctrl-C. A second Ctrl-C
        ends it at once. On a terminal it prints the address of the chat page with a one-time sign-in link.
        """
    static let options = SettingsReader.options

    private let reader: SettingsReader

    init(parsing arguments: Arguments) throws(UsageError) {
        reader = SettingsReader(arguments: arguments, environment: ProcessEnvironment.read())
    }

    func run(_ console: Console) async throws -> ExitCode {
        let settings: Settings
        do throws(SettingsError) { settings = try Settings(reader) } catch {
            for problem in error.problems { console.say("waggle: \(problem)") }
            console.say("waggle: see “waggle config explain” for where each setting comes from.")
            return .usage
        }
        for warning in settings.warnings { console.say("waggle: \(warning)") }
        let assembly = try await Assembly(settings, console: console)
        try await assembly.run()
        return .ok
    }
}
