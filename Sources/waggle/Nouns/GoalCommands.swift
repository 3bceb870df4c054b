import CommandLine
import Vocabulary

/// `waggle goal …`: the backlog.
enum GoalCommands {
    static let all: [any ClientCommand.Type] = [List.self, Add.self, Drop.self]

    struct List: PlainCommand {
        static let name = "goal list"
        static let summary = "List the goals on the backlog."
        let access: ControlPlaneAccess

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            Columns(
                Columns.member("ID", "id"), Columns.member("PRIORITY", "priority"), Columns.member("STATE", "state"),
                Columns.member("SWARM", "swarm"), Columns.member("GOAL", "text")
            ).show(try await client.list("/v1/goals"), console, isJSON: access.isJSON, none: "The backlog is empty.")
            return .ok
        }
    }

    struct Add: ClientCommand {
        static let name = "goal add"
        static let summary = "Put a goal on the backlog."
        static let positionals = [PositionalSpec("TEXT", "What is wanted.", isRepeated: true)]
        static let ownOptions: [OptionSpec] = [Priorities.option]
        let access: ControlPlaneAccess
        private let body: JSONValue

        init(parsing arguments: Arguments) throws(UsageError) {
            access = ControlPlaneAccess(arguments)
            var body: [String: JSONValue] = ["text": .string(arguments.positionals.joined(separator: " "))]
            body["priority"] = try Priorities.parse(arguments)
            self.body = .object(body)
        }

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            let answer = try await client.post("/v1/goals", body)
            say(answer, console)
            return .ok
        }
    }

    struct Drop: FinalCommand {
        static let name = "goal drop"
        static let summary = "Take a goal off the backlog."
        static let place = PositionalSpec("ID", "The goal's number.")
        let access: ControlPlaneAccess
        let subject: String
        let isSure: Bool

        func question(_ client: ControlPlaneClient) async throws -> String { "Drop goal \(subject)?" }

        func perform(_ client: ControlPlaneClient, _ console: Console) async throws {
            say(try await client.delete("/v1/goals/\(ControlPlaneClient.segment(subject))"), console)
        }
    }
}
