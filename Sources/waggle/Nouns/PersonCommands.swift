import CommandLine
import Vocabulary

/// `waggle person …`: who may command.
enum PersonCommands {
    static let all: [any ClientCommand.Type] = [List.self, Add.self, Link.self, ChangeRole.self]

    private static let place = PositionalSpec("NAME", "What the person is called.")
    private static let columns = Columns(
        Columns.member("NAME", "name"), Columns.member("ROLE", "role"), Columns.member("IDENTITIES", "identities"))

    private static func path(_ name: String, _ action: String) -> String {
        "/v1/people/\(ControlPlaneClient.segment(name))/\(action)"
    }

    private static func role(_ text: String) throws(UsageError) -> JSONValue {
        guard Role(name: text) != nil else { throw UsageError("A role is viewer, operator or admin, not “\(text)”.") }
        return .string(text)
    }

    struct List: PlainCommand {
        static let name = "person list"
        static let summary = "List the people who may command, with their roles and chat identities."
        let access: ControlPlaneAccess

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            PersonCommands.columns.show(
                try await client.list("/v1/people"), console, isJSON: access.isJSON, none: "Nobody is known.")
            return .ok
        }
    }

    struct Add: ClientCommand {
        static let name = "person add"
        static let summary = "Let a person command."
        static let positionals = [place]
        static let ownOptions: [OptionSpec] = [
            .option(
                "role", "ROLE", "viewer, operator (default) or admin.",
                completion: .values(Role.allCases.map(\.name))),
            .option("identity", "PROVIDER:ID", "Their chat identity, for example whatsapp:16505551234."),
        ]
        let access: ControlPlaneAccess
        private let name: String
        private var body: [String: JSONValue]

        init(parsing arguments: Arguments) throws(UsageError) {
            access = ControlPlaneAccess(arguments)
            name = arguments.positionals[0]
            body = ["name": .string(name)]
            if let text = arguments.value("role") { body["role"] = try role(text) }
            body["identity"] = arguments.value("identity").map { .string($0) }
        }

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            let answer = try await client.post("/v1/people", .object(body))
            say(answer, console, as: "\(name) may command.")
            return .ok
        }
    }

    struct Link: ClientCommand {
        static let name = "person link"
        static let summary = "Give a chat identity to a person, taking it from whoever had it."
        static let positionals = [
            place, PositionalSpec("PROVIDER:ID", "The identity, for example whatsapp:16505551234."),
        ]
        let access: ControlPlaneAccess
        private let name: String
        private let identity: String

        init(parsing arguments: Arguments) throws(UsageError) {
            access = ControlPlaneAccess(arguments)
            name = arguments.positionals[0]
            identity = arguments.positionals[1]
        }

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            let person = try await client.post(path(name, "identities"), ["identity": .string(identity)])
            PersonCommands.columns.show(person, console, isJSON: access.isJSON)
            return .ok
        }
    }

    struct ChangeRole: ClientCommand {
        static let name = "person role"
        static let summary = "Change what a person may do."
        static let positionals = [
            place,
            PositionalSpec(
                "ROLE", "viewer, operator or admin.", completion: .values(Role.allCases.map(\.name))),
        ]
        let access: ControlPlaneAccess
        private let name: String
        private let newRole: JSONValue

        init(parsing arguments: Arguments) throws(UsageError) {
            access = ControlPlaneAccess(arguments)
            name = arguments.positionals[0]
            newRole = try role(arguments.positionals[1])
        }

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            let person = try await client.post(path(name, "role"), ["role": newRole])
            PersonCommands.columns.show(person, console, isJSON: access.isJSON)
            return .ok
        }
    }
}
