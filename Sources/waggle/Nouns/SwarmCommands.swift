import CommandLine
import Planner
import Vocabulary

/// `waggle swarm …`.
enum SwarmCommands {
    static let all: [any ClientCommand.Type] = [
        List.self, Show.self, Create.self, Approve.self, Pause.self, Resume.self, Cancel.self, Scale.self,
        Results.self,
    ]

    static let place = PositionalSpec("SWARM", "The swarm's name, slug or id.")

    static let columns = Columns(
        Columns.member("ID", "id"), Columns.member("NAME", "name"), ("STATE", { state($0) }),
        ("TASKS", { progress($0) }),
        Columns.member("AGENTS", "agents"), Columns.money("SPENT", "spent_usd"), Columns.money("BUDGET", "budget_usd"),
        Columns.member("BRANCH", "branch"))

    static func state(_ swarm: JSONValue) -> String {
        let state = swarm["state"]?.string ?? Columns.absent
        return swarm["paused"]?.bool == true ? "\(state), paused" : state
    }

    static func progress(_ swarm: JSONValue) -> String {
        let counts = swarm["tasks"]?.object?.compactMapValues { $0.integer } ?? [:]
        return "\(counts["done"] ?? 0)/\(counts.values.reduce(0, +))"
    }

    static func path(_ swarm: String, _ action: String? = nil) -> String {
        "/v1/swarms/" + ControlPlaneClient.segment(swarm) + (action.map { "/\($0)" } ?? "")
    }

    struct List: ClientCommand {
        static let name = "swarm list"
        static let summary = "List the swarms, newest first."
        static let ownOptions: [OptionSpec] = [
            .option(
                "state", "STATE", "Only those in this state.",
                completion: .values(SwarmState.allCases.map(\.rawValue)))
        ]
        let access: ControlPlaneAccess
        private let state: String?

        init(parsing arguments: Arguments) throws(UsageError) {
            access = ControlPlaneAccess(arguments)
            state = arguments.value("state")
            guard state.map({ SwarmState(rawValue: $0) != nil }) ?? true else {
                throw UsageError("--state is \(SwarmState.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
        }

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            let swarms = try await client.list("/v1/swarms").array ?? []
            let shown = swarms.filter { swarm in state.map { swarm["state"]?.string == $0 } ?? true }
            SwarmCommands.columns.show(
                .array(shown), console, isJSON: access.isJSON, none: "There is no swarm. Send a PRD with “waggle say”.")
            return .ok
        }
    }

    struct Show: SubjectCommand {
        static let name = "swarm show"
        static let summary = "Show one swarm."
        static let place = SwarmCommands.place
        let access: ControlPlaneAccess
        let subject: String

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            let swarm = try await client.get(path(subject))
            Columns(
                Columns.member("ID", "id"), Columns.member("NAME", "name"), Columns.member("SLUG", "slug"),
                ("STATE", { state($0) }), Columns.member("REASON", "reason"), Columns.member("TASKS", "tasks"),
                Columns.member("AGENTS", "agents"), Columns.money("SPENT", "spent_usd"),
                Columns.money("BUDGET", "budget_usd"), Columns.member("REPOSITORY", "repository"),
                Columns.member("BRANCH", "branch"), Columns.member("HEAD", "head"),
                Columns.member("PLAN", "plan_version"),
                Columns.time("CREATED", "created_at")
            ).show(swarm, console, isJSON: access.isJSON)
            return .ok
        }
    }

    struct Create: ClientCommand {
        static let name = "swarm create"
        static let summary = "Make a swarm from a PRD; its plan waits for approval."
        static let positionals = [PositionalSpec("FILE", "The PRD; - reads standard input.", completion: .file)]
        static let ownOptions: [OptionSpec] = [
            .option("name", "NAME", "What the swarm is called; else the PRD's title."),
            .option("agents", "N", "How many agents may work at once."),
            .option("budget", "DOLLARS", "The most it may spend, in US dollars."),
            .option("repo", "URL", "The repository to work on; else a new one."),
            .option("model", "NAME", "The language model for its tasks."),
        ]
        let access: ControlPlaneAccess
        private let file: String
        private var body: [String: JSONValue] = [:]

        init(parsing arguments: Arguments) throws(UsageError) {
            access = ControlPlaneAccess(arguments)
            file = arguments.positionals[0]
            body["name"] = arguments.value("name").map { .string($0) }
            body["repository"] = arguments.value("repo").map { .string($0) }
            body["model"] = arguments.value("model").map { .string($0) }
            body["agents"] = try arguments.integer("agents", in: 1...64).map { .integer(Int64($0)) }
            if let text = arguments.value("budget") {
                guard let dollars = Double(text), Money(dollars: dollars) != nil else {
                    throw UsageError("--budget is an amount of US dollars such as 20 or 2.50, not “\(text)”.")
                }
                body["budget_usd"] = .number(dollars)
            }
        }

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            var body = body
            body["prd"] = .string(try await PRDFile(path: file).read().text)
            report(try await client.post("/v1/swarms", .object(body)), console)
            return .ok
        }
    }

    struct Approve: SwarmAction {
        static let name = "swarm approve"
        static let summary = "Approve a swarm's plan: its tasks start."
        let access: ControlPlaneAccess
        let subject: String
    }

    struct Pause: ClientCommand {
        static let name = "swarm pause"
        static let summary = "Pause a swarm: nothing new starts."
        static let positionals = [place]
        static let ownOptions: [OptionSpec] = [.flag("now", "Also end what runs.")]
        let access: ControlPlaneAccess
        private let swarm: String
        private let isNow: Bool

        init(parsing arguments: Arguments) throws(UsageError) {
            access = ControlPlaneAccess(arguments)
            swarm = arguments.positionals[0]
            isNow = arguments.flag("now")
        }

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            report(try await client.post(path(swarm, "pause"), ["now": .bool(isNow)]), console)
            return .ok
        }
    }

    struct Resume: SwarmAction {
        static let name = "swarm resume"
        static let summary = "Let a paused swarm go on."
        let access: ControlPlaneAccess
        let subject: String
    }

    struct Cancel: FinalCommand {
        static let name = "swarm cancel"
        static let summary = "Cancel a swarm for good: what runs is stopped."
        static let place = SwarmCommands.place
        let access: ControlPlaneAccess
        let subject: String
        let isSure: Bool

        func question(_ client: ControlPlaneClient) async throws -> String {
            let name = Columns.text(try await client.get(path(subject))["name"])
            return "Cancel \(name) and stop its work? This cannot be undone."
        }

        func perform(_ client: ControlPlaneClient, _ console: Console) async throws {
            report(try await client.post(path(subject, "cancel"), [:]), console)
        }
    }

    struct Scale: ClientCommand {
        static let name = "swarm scale"
        static let summary = "Change how many agents may work for a swarm at once."
        static let positionals = [place, PositionalSpec("AGENTS", "A whole number.")]
        let access: ControlPlaneAccess
        private let swarm: String
        private let agents: Int64

        init(parsing arguments: Arguments) throws(UsageError) {
            access = ControlPlaneAccess(arguments)
            swarm = arguments.positionals[0]
            guard let agents = Int64(arguments.positionals[1]), (1...64).contains(agents) else {
                throw UsageError("AGENTS is a whole number from 1 to 64.")
            }
            self.agents = agents
        }

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            report(try await client.post(path(swarm, "scale"), ["agents": .integer(agents)]), console)
            return .ok
        }
    }

    struct Results: SubjectCommand {
        static let name = "swarm results"
        static let summary = "Show what a swarm has merged, with its checks."
        static let place = SwarmCommands.place
        let access: ControlPlaneAccess
        let subject: String

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            let results = try await client.list(path(subject, "results"))
            Columns(
                Columns.member("TASK", "task"), Columns.member("TITLE", "title"),
                ("COMMIT", { Columns.text($0["commit"]).prefix(12).description }),
                ("CHECKS", { Self.checks($0["checks"]?.array ?? []) }), Columns.money("COST", "cost_usd")
            ).show(results, console, isJSON: access.isJSON, none: "Nothing is merged yet.")
            return .ok
        }

        private static func checks(_ checks: [JSONValue]) -> String {
            let passed = checks.filter { $0["exit"]?.integer == 0 }.count
            return checks.isEmpty ? Columns.absent : "\(passed) of \(checks.count) passed"
        }
    }
}

/// Does something to a swarm.
protocol SwarmAction: SubjectAction {}

extension SwarmAction {
    static var place: PositionalSpec { SwarmCommands.place }
    static var collection: String { "/v1/swarms" }

    func show(_ swarm: JSONValue, _ console: Console) { report(swarm, console) }
}

extension ClientCommand {
    /// Says how a swarm is now.
    fileprivate func report(_ swarm: JSONValue, _ console: Console) {
        let sentence =
            "\(Columns.text(swarm["name"])): \(SwarmCommands.state(swarm)), \(Columns.text(swarm["agents"])) agents."
        say(swarm, console, as: sentence)
    }
}
