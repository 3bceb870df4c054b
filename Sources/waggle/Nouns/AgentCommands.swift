import CommandLine
import Vocabulary

/// `waggle agent …`; `waggle agent` alone runs one.
enum AgentCommands {
    static let all: [any ClientCommand.Type] = [List.self, Drain.self, Resume.self, Remove.self]

    private static let place = PositionalSpec("AGENT", "The agent's name.")

    struct List: ClientCommand {
        static let name = "agent list"
        static let summary = "List the agents and what they do."
        let access: ControlPlaneAccess

        init(parsing arguments: Arguments) throws(UsageError) { access = ControlPlaneAccess(arguments) }

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            Columns(
                Columns.member("NAME", "name"), Columns.member("STATE", "state"),
                (
                    "WORKS ON",
                    { agent in
                        guard let swarm = agent["swarm"]?.string else { return Columns.absent }
                        return "\(swarm)/\(Columns.text(agent["task"]))"
                    }
                ), Columns.time("LAST SEEN", "seen_at")
            ).show(
                try await client.get("/v1/agents"), console, isJSON: access.isJSON, none: "There are no agents.")
            return .ok
        }
    }

    struct Drain: ClientCommand {
        static let name = "agent drain"
        static let summary = "Let an agent finish what it has and take nothing new."
        static let positionals = [place]
        let access: ControlPlaneAccess
        private let agent: String

        init(parsing arguments: Arguments) throws(UsageError) {
            access = ControlPlaneAccess(arguments)
            agent = arguments.positionals[0]
        }

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            try await act(agent, "drain", client, console, access)
        }
    }

    struct Resume: ClientCommand {
        static let name = "agent resume"
        static let summary = "Let a drained agent take work again."
        static let positionals = [place]
        let access: ControlPlaneAccess
        private let agent: String

        init(parsing arguments: Arguments) throws(UsageError) {
            access = ControlPlaneAccess(arguments)
            agent = arguments.positionals[0]
        }

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            try await act(agent, "resume", client, console, access)
        }
    }

    struct Remove: ClientCommand {
        static let name = "agent remove"
        static let summary = "Remove an agent for good; what it works on is given to another."
        static let positionals = [place]
        static let ownOptions: [OptionSpec] = [.flag("yes", "Do not ask on the terminal.")]
        let access: ControlPlaneAccess
        private let agent: String
        private let isSure: Bool

        init(parsing arguments: Arguments) throws(UsageError) {
            access = ControlPlaneAccess(arguments)
            agent = arguments.positionals[0]
            isSure = arguments.flag("yes")
        }

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            guard isSure || Terminal.confirms("Remove the agent \(agent)? This cannot be undone.", console) else {
                console.say("Nothing was done.")
                return .failed
            }
            return try await act(agent, "remove", client, console, access)
        }
    }

    private static func act(
        _ agent: String, _ action: String, _ client: ControlPlaneClient, _ console: Console,
        _ access: ControlPlaneAccess
    ) async throws -> ExitCode {
        let answer = try await client.post("/v1/agents/\(ControlPlaneClient.segment(agent))/\(action)")
        if access.isJSON { console.data(answer.canonical) } else { console.say(Terminal.text(answer)) }
        return .ok
    }
}
