import CommandLine
import Glibc

/// Measures what Waggle claims about its speed, with the machine's own figures beside each result.
@main
struct Bench {
    static func main() async {
        let tree = CommandTree(
            name: "waggle-bench", version: "1", summary: "Measures Waggle on this machine.",
            commands: [
                WebhookCommand.self, QueueCommand.self, PeersCommand.self, IntentCommand.self, IdleCommand.self,
                PageCommand.self,
            ])
        let console = Console(environment: [:])
        let code = await tree.run(Array(Swift.CommandLine.arguments.dropFirst()), console: console)
        exit(code.rawValue)
    }
}
