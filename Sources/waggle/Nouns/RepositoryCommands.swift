import CommandLine
import Vocabulary

/// `waggle repo …`: where swarms' work is.
enum RepositoryCommands {
    static let all: [any ClientCommand.Type] = [List.self]

    struct List: PlainCommand {
        static let name = "repo list"
        static let summary = "List the swarms' repositories and branches."
        static let discussion = """
            Every swarm has a bare repository of its own, repositories/SLUG.git in the control plane's data folder; on
            that machine its result is fetched with: git clone -b BRANCH DATA/repositories/SLUG.git
            """
        let access: ControlPlaneAccess

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            Columns(
                Columns.member("SWARM", "swarm"), Columns.member("ORIGIN", "origin"),
                Columns.member("BRANCH", "branch"), ("HEAD", { Columns.text($0["head"]).prefix(12).description })
            ).show(
                try await client.list("/v1/repositories"), console, isJSON: access.isJSON,
                none: "There are no repositories.")
            return .ok
        }
    }
}
