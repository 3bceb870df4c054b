import CommandLine
import Vocabulary

/// `waggle lane …`: the queues of the priorities.
enum LaneCommands {
    static let all: [any ClientCommand.Type] = [List.self, Pause.self, Resume.self]

    static let place = PositionalSpec(
        "LANE", "low, normal, high or urgent.", completion: .values(Priority.allCases.map(\.name)))

    struct List: PlainCommand {
        static let name = "lane list"
        static let summary = "List the lanes and which of them are paused."
        let access: ControlPlaneAccess

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            LaneCommands.show(try await client.get("/v1/lanes"), console, access)
            return .ok
        }
    }

    struct Pause: LaneAction {
        static let name = "lane pause"
        static let summary = "Let nothing new start from a lane; what runs may finish."
        let access: ControlPlaneAccess
        let subject: String
    }

    struct Resume: LaneAction {
        static let name = "lane resume"
        static let summary = "Let a paused lane go on."
        let access: ControlPlaneAccess
        let subject: String
    }

    fileprivate static func show(_ lanes: JSONValue, _ console: Console, _ access: ControlPlaneAccess) {
        Columns(Columns.member("LANE", "name"), Columns.member("PAUSED", "paused")).show(
            lanes, console, isJSON: access.isJSON, none: "There are no lanes.")
    }
}

/// Changes a lane.
protocol LaneAction: SubjectAction {}

extension LaneAction {
    static var place: PositionalSpec { LaneCommands.place }
    static var collection: String { "/v1/lanes" }

    func show(_ lanes: JSONValue, _ console: Console) { LaneCommands.show(lanes, console, access) }
}
