import CommandLine
import Vocabulary

/// `waggle token …`: access to the API, the page, and for agents.
enum TokenCommands {
    static let all: [any ClientCommand.Type] = [Create.self, List.self, Revoke.self]

    struct Create: ClientCommand {
        static let name = "token create"
        static let summary = "Make a token and print it, once."
        static let discussion = """
            Without --page or --agent the token opens the API with the rights of its person, until it is revoked. Keep it
            in WAGGLE_TOKEN or in a file that WAGGLE_TOKEN_FILE names, never in a command.
            """
        static let ownOptions: [OptionSpec] = [
            .flag("page", "A sign-in link to the chat page; it works once, within 15 minutes."),
            .flag("agent", "A join token for an agent of another machine; it works once, within 15 minutes."),
            .option("person", "NAME", "Whose token it is; yours by default."),
            .option("label", "TEXT", "What it is for, for the list."),
        ]
        let access: ControlPlaneAccess
        private let kind: String
        private var body: [String: JSONValue] = [:]

        init(parsing arguments: Arguments) throws(UsageError) {
            access = ControlPlaneAccess(arguments)
            guard !(arguments.flag("page") && arguments.flag("agent")) else {
                throw UsageError("--page and --agent exclude each other.")
            }
            kind = arguments.flag("page") ? "page" : arguments.flag("agent") ? "agent" : "person"
            body["kind"] = .string(kind)
            body["person"] = arguments.value("person").map { .string($0) }
            body["label"] = arguments.value("label").map { .string($0) }
        }

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            let answer = try await client.post("/v1/tokens", .object(body))
            guard let token = answer["token"]?.string else {
                throw ClientProblem("the control plane made no token.")
            }
            if access.isJSON {
                console.data(answer.canonical)
                return .ok
            }
            switch kind {
            case "page":
                console.say("Open this within 15 minutes; it works once:")
                console.data("\(client.url)/#code=\(token)")
            case "agent":
                console.say("Run this on the other machine within 15 minutes, with the address as it sees it:")
                console.data("waggle agent --url \(client.url) --join \(token)")
            default:
                console.say("Token \(Columns.text(answer["id"])); it is shown this once:")
                console.data(token)
            }
            return .ok
        }
    }

    struct List: PlainCommand {
        static let name = "token list"
        static let summary = "List the tokens, without what opens anything."
        let access: ControlPlaneAccess

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            Columns(
                Columns.member("ID", "id"), Columns.member("KIND", "kind"), Columns.member("LABEL", "label"),
                Columns.time("CREATED", "created_at"), Columns.time("EXPIRES", "expires_at"),
                Columns.time("REVOKED", "revoked_at")
            ).show(try await client.list("/v1/tokens"), console, isJSON: access.isJSON, none: "There are no tokens.")
            return .ok
        }
    }

    struct Revoke: ClientCommand {
        static let name = "token revoke"
        static let summary = "Make a token worthless at once."
        static let positionals = [PositionalSpec("ID", "The token's number, from “waggle token list”.")]
        let access: ControlPlaneAccess
        private let id: String

        init(parsing arguments: Arguments) throws(UsageError) {
            access = ControlPlaneAccess(arguments)
            id = arguments.positionals[0]
        }

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            _ = try await client.delete("/v1/tokens/\(ControlPlaneClient.segment(id))")
            console.say("Token \(id) is revoked.")
            return .ok
        }
    }
}
