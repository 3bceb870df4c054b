import CommandLine
import Glibc

/// The executable: one file per command, and the wiring.
@main
struct Waggle {
    static let version = "0.1.0"

    static let commands = CommandTree(
        name: "waggle", version: version,
        summary: "Runs swarms of coding agents from a chat.",
        commands: [ServeCommand.self, AgentCommand.self] + ClientCommands.all)

    static func main() async {
        let words = Array(Swift.CommandLine.arguments.dropFirst())
        let code = await commands.run(words, console: Console(environment: ProcessEnvironment.read()))
        exit(code.rawValue)
    }
}
