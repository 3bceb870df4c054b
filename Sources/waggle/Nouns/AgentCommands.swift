import CommandLine
import Vocabulary

/// `waggle agent …`; `waggle agent` alone runs one.
enum AgentCommands {
    static let all: [any ClientCommand.Type] = [
        List.self, Drain.self, Resume.self, Restart.self, Upgrade.self, Remove.self,
    ]

    static let place = PositionalSpec("AGENT", "The agent's name.")

    struct List: PlainCommand {
        static let name = "agent list"
        static let summary = "List the agents and what they do."
        let access: ControlPlaneAccess

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

    struct Remove: FinalCommand {
        static let name = "agent remove"
        static let summary = "Remove an agent for good; what it works on is given to another."
        static let place = AgentCommands.place
        let access: ControlPlaneAccess
        let subject: String
        let isSure: Bool

        func question(_ client: ControlPlaneClient) async throws -> String {
            "Remove the agent \(subject)? This cannot be undone."
        }

        func perform(_ client: ControlPlaneClient, _ console: Console) async throws {
            say(try await client.post("/v1/agents/\(ControlPlaneClient.segment(subject))/remove"), console)
        }
    }
}

/// Tells an agent something.
protocol AgentAction: SubjectAction {}

extension AgentAction {
    static var place: PositionalSpec { AgentCommands.place }
    static var collection: String { "/v1/agents" }
}
