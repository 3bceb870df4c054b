import CommandLine
import Vocabulary

/// `waggle lane …`: the queues of the priorities.
enum LaneCommands {
    static let all: [any ClientCommand.Type] = [List.self, Pause.self, Resume.self]

    static let place = PositionalSpec(
        "LANE", "low, normal, high or urgent.", completion: .values(Priority.allCases.map(\.name)))

    struct List: ClientCommand {
        static let name = "lane list"
        static let summary = "List the lanes and which of them are paused."
        let access: ControlPlaneAccess

        init(parsing arguments: Arguments) throws(UsageError) { access = ControlPlaneAccess(arguments) }

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            LaneCommands.show(try await client.get("/v1/lanes"), console, access)
            return .ok
        }
    }

    struct Pause: SubjectCommand {
        static let name = "lane pause"
        static let summary = "Let nothing new start from a lane; what runs may finish."
        static let place = LaneCommands.place
        let access: ControlPlaneAccess
        let subject: String

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            try await LaneCommands.set(subject, "pause", client, console, access)
        }
    }

    struct Resume: SubjectCommand {
        static let name = "lane resume"
        static let summary = "Let a paused lane go on."
        static let place = LaneCommands.place
        let access: ControlPlaneAccess
        let subject: String

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            try await LaneCommands.set(subject, "resume", client, console, access)
        }
    }

    private static func set(
        _ lane: String, _ action: String, _ client: ControlPlaneClient, _ console: Console, _ access: ControlPlaneAccess
    ) async throws -> ExitCode {
        show(try await client.post("/v1/lanes/\(ControlPlaneClient.segment(lane))/\(action)"), console, access)
        return .ok
    }

    private static func show(_ lanes: JSONValue, _ console: Console, _ access: ControlPlaneAccess) {
        Columns(Columns.member("LANE", "name"), Columns.member("PAUSED", "paused")).show(
            lanes, console, isJSON: access.isJSON, none: "There are no lanes.")
    }
}
