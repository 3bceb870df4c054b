import CommandLine
// Only this: the vocabulary has a Command of its own.
import enum Vocabulary.JSONValue

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

    /// Tells what the control plane answered: all of it as JSON where that is wanted, else `sentence`, or its own one.
    func say(_ answer: JSONValue, _ console: Console, as sentence: String? = nil) {
        if access.isJSON { console.data(answer.canonical) } else { console.say(sentence ?? Terminal.text(answer)) }
    }

    func run(_ console: Console) async throws -> ExitCode {
        let client = try access.connect()
        defer { client.close() }
        return try await run(client, console)
    }
}
