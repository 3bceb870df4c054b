import CommandLine
import Vocabulary

/// `waggle agent …`; `waggle agent` alone runs one.
enum AgentCommands {
    static let all: [any ClientCommand.Type] = [
        List.self, Drain.self, Resume.self, Restart.self, Upgrade.self, Remove.self,
    ]

    static let place = PositionalSpec("AGENT", "The agent's name.")

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
                try await client.list("/v1/agents"), console, isJSON: access.isJSON, none: "There are no agents.")
            return .ok
        }
    }

    struct Drain: AgentAction {
        static let name = "agent drain"
        static let summary = "Let an agent finish what it has and take nothing new."
        let access: ControlPlaneAccess
        let subject: String
    }

    struct Resume: AgentAction {
        static let name = "agent resume"
        static let summary = "Let a drained agent take work again."
        let access: ControlPlaneAccess
        let subject: String
    }

    struct Restart: AgentAction {
        static let name = "agent restart"
        static let summary = "Let an agent finish what it has; its process then begins anew."
        let access: ControlPlaneAccess
        let subject: String
    }

    struct Upgrade: AgentAction {
        static let name = "agent upgrade"
        static let summary = "Restart an agent with the version that is installed on its machine; downloads nothing."
        let access: ControlPlaneAccess
        let subject: String
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

    static func act(
        _ agent: String, _ action: String, _ client: ControlPlaneClient, _ console: Console,
        _ access: ControlPlaneAccess
    ) async throws -> ExitCode {
        let answer = try await client.post("/v1/agents/\(ControlPlaneClient.segment(agent))/\(action)")
        if access.isJSON { console.data(answer.canonical) } else { console.say(Terminal.text(answer)) }
        return .ok
    }
}

/// Tells an agent something that needs no question; the last word of the command's name is what.
protocol AgentAction: SubjectCommand {
    var subject: String { get }
}

extension AgentAction {
    static var place: PositionalSpec { AgentCommands.place }

    func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
        let action = Self.name.split(separator: " ").last.map(String.init) ?? ""
        return try await AgentCommands.act(subject, action, client, console, access)
    }
}
