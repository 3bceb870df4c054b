import CommandLine
import Vocabulary

/// `waggle hub …` and `waggle alert …`: the installation as a whole.
enum HubCommands {
    static let all: [any ClientCommand.Type] = [Mode.self, Alerts.self, Acknowledge.self]

    struct Mode: ClientCommand {
        static let name = "hub mode"
        static let summary = "Show or change what the hub does by itself."
        static let discussion = """
            executing: approved swarms run, the backlog waits. improving: the backlog is also planned, one goal after the
            other. contemplating: it is planned, and nothing new starts. resting: nothing new starts. auto: the next goal is
            planned when no swarm is left. Every plan still waits for approval.
            """
        static let positionals = [
            PositionalSpec(
                "MODE", "The new mode.", isOptional: true, completion: .values(HubMode.allCases.map(\.rawValue)))
        ]
        let access: ControlPlaneAccess
        private let mode: HubMode?

        init(parsing arguments: Arguments) throws(UsageError) {
            access = ControlPlaneAccess(arguments)
            let text = arguments.positional(0)
            mode = text.flatMap { HubMode(rawValue: $0) }
            guard mode != nil || text == nil else {
                throw UsageError("MODE is \(HubMode.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
        }

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            guard let mode else {
                let answer = try await client.get("/v1/hub")
                console.data(access.isJSON ? answer.canonical : Columns.text(answer["mode"]))
                return .ok
            }
            let answer = try await client.post("/v1/hub", ["mode": .string(mode.rawValue)])
            say(answer, console)
            return .ok
        }
    }

    struct Alerts: ClientCommand {
        static let name = "alert list"
        static let summary = "List the alerts that stand."
        static let ownOptions: [OptionSpec] = [.flag("all", "Also those that are over.")]
        let access: ControlPlaneAccess
        private let isAll: Bool

        init(parsing arguments: Arguments) throws(UsageError) {
            access = ControlPlaneAccess(arguments)
            isAll = arguments.flag("all")
        }

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            Columns(
                Columns.member("ID", "id"), Columns.time("RAISED", "raised_at"), Columns.time("OVER", "cleared_at"),
                Columns.member("SEEN BY", "acknowledged_by"), Columns.member("ALERT", "text")
            ).show(
                try await client.list("/v1/alerts", isAll ? [] : [("open", "true")]), console, isJSON: access.isJSON,
                none: "There are no alerts.")
            return .ok
        }
    }

    struct Acknowledge: SubjectAction {
        static let name = "alert acknowledge"
        static let summary = "Note that you see to an alert."
        static let place = PositionalSpec("ID", "The alert's number.")
        static let collection = "/v1/alerts"
        let access: ControlPlaneAccess
        let subject: String
    }
}
