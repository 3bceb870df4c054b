import CommandLine
import Vocabulary

/// `waggle task …`.
enum TaskCommands {
    static let all: [any ClientCommand.Type] = [List.self, Show.self, Log.self, Retry.self, Add.self]

    struct List: ClientCommand {
        static let name = "task list"
        static let summary = "List the tasks of a swarm, or of all."
        static let positionals = [PositionalSpec("SWARM", "The swarm's name, slug or id.", isOptional: true)]
        static let ownOptions: [OptionSpec] = [
            .option("swarm", "NAME", "The same as SWARM."),
            .option(
                "state", "STATE", "Only tasks in this state.", completion: .values(TaskState.allCases.map(\.rawValue))),
        ]
        let access: ControlPlaneAccess
        private let swarm: String?
        private let state: String?

        init(parsing arguments: Arguments) throws(UsageError) {
            access = ControlPlaneAccess(arguments)
            swarm = arguments.positional(0) ?? arguments.value("swarm")
            state = arguments.value("state")
            guard state.map({ TaskState(rawValue: $0) != nil }) ?? true else {
                throw UsageError("--state is \(TaskState.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
        }

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            let swarms =
                if let swarm { [try await client.get(SwarmCommands.path(swarm))] } else {
                    try await client.list("/v1/swarms").array ?? []
                }
            let slugs = swarms.compactMap { swarm in
                swarm["id"]?.string.map { ($0, Columns.text(swarm["slug"])) }
            }
            let names = Dictionary(slugs, uniquingKeysWith: { $1 })
            let query = swarm == nil ? [] : slugs.map { ("swarm", $0.0) }
            var tasks = try await client.list("/v1/tasks", query).array ?? []
            if let state { tasks.removeAll { $0["state"]?.string != state } }
            Columns(
                ("TASK", { "\(names[Columns.text($0["swarm"])] ?? "")/\(Columns.text($0["number"]))" }),
                Columns.member("TITLE", "title"), Columns.member("STATE", "state"),
                Columns.member("AFTER", "depends_on"), Columns.member("AGENT", "agent"),
                Columns.member("ATTEMPT", "attempt"), Columns.member("REASON", "reason")
            ).show(.array(tasks), console, isJSON: access.isJSON, none: "There are no tasks.")
            return .ok
        }
    }

    struct Show: TaskCommand {
        static let name = "task show"
        static let summary = "Show one task."
        let access: ControlPlaneAccess
        let task: TaskReference

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            TaskCommands.record.show(try await task.find(client), console, isJSON: access.isJSON)
            return .ok
        }
    }

    struct Log: ClientCommand {
        static let name = "task log"
        static let summary = "Print what a task's agent reported."
        static let positionals = [TaskReference.place]
        static let ownOptions = [TaskReference.option, OptionSpec.option("last", "N", "At most so many lines; 500.")]
        let access: ControlPlaneAccess
        private let task: TaskReference
        private let last: Int

        init(parsing arguments: Arguments) throws(UsageError) {
            access = ControlPlaneAccess(arguments)
            task = try TaskReference.parse(arguments)
            last = try arguments.integer("last", in: 1...2_000) ?? 500
        }

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            let id = Columns.text(try await task.find(client)["id"])
            let lines = try await client.get("/v1/tasks/\(id)/log", [("limit", "\(last)")])
            if access.isJSON {
                console.data(lines.canonical)
                return .ok
            }
            for line in lines.array ?? [] {
                let time = line["at"]?.string?.dropFirst(11).prefix(8) ?? ""
                console.data("\(time)  \(Terminal.inert(line["text"]?.string ?? ""))")
            }
            return .ok
        }
    }

    struct Retry: TaskCommand {
        static let name = "task retry"
        static let summary = "Try a failed or cancelled task again."
        let access: ControlPlaneAccess
        let task: TaskReference

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            let id = Columns.text(try await task.find(client)["id"])
            let task = try await client.post("/v1/tasks/\(id)/retry")
            say(task, console, as: "Task \(Columns.text(task["number"])) is \(Columns.text(task["state"])).")
            return .ok
        }
    }

    struct Add: ClientCommand {
        static let name = "task add"
        static let summary = "Add a task to a swarm."
        static let discussion = """
            Without --run a language model does it. Without --check it is checked with what the swarm's finished tasks were
            checked with, and a person approves the result before it is merged.
            """
        static let positionals = [SwarmCommands.place, PositionalSpec("TITLE", "What is to be done.")]
        static let ownOptions: [OptionSpec] = [
            Priorities.option, .option("details", "TEXT", "More about it."),
            .option("run", "SCRIPT", "What to run; a shell task then."),
            .option("check", "SCRIPT", "An acceptance command: fails before, passes after.", isRepeated: true),
            .option("needs", "LIST", "What its agent has to have: gpu, 4 cpus, 8 GB, model=NAME, KEY=VALUE."),
            .option("after", "NUMBER", "A task that has to be done before.", isRepeated: true),
            .option("after-failure", "NUMBER", "A task that has to fail before.", isRepeated: true),
            .option("after-end", "NUMBER", "A task that has to end before, however it does.", isRepeated: true),
            .option(
                "if-blocked", "WHAT", "When what it waits for cannot come: wait for a person, cancel, or run anyway.",
                completion: .values(DeadEndPolicy.allCases.map(\.rawValue))),
        ]
        let access: ControlPlaneAccess
        private let body: JSONValue

        init(parsing arguments: Arguments) throws(UsageError) {
            access = ControlPlaneAccess(arguments)
            var body: [String: JSONValue] = [
                "swarm": .string(arguments.positionals[0]), "title": .string(arguments.positionals[1]),
            ]
            body["priority"] = try Priorities.parse(arguments)
            body["details"] = arguments.value("details").map { .string($0) }
            body["needs"] = arguments.value("needs").map { .string($0) }
            body["run"] = arguments.value("run").map { .string($0) }
            body["checks"] = .array(arguments.values("check").map { .string($0) })
            var after: [JSONValue] = []
            for (option, condition) in [
                ("after", EdgeCondition.success), ("after-failure", .failure), ("after-end", .done),
            ] {
                for text in arguments.values(option) {
                    guard let number = Int64(text), number > 0 else {
                        throw UsageError("--\(option) is a task's number, not “\(text)”.")
                    }
                    after.append(["task": .integer(number), "on": .string(condition.name)])
                }
            }
            if let policy = arguments.value("if-blocked") {
                guard DeadEndPolicy(rawValue: policy) != nil else {
                    throw UsageError("--if-blocked is wait, cancel or run.")
                }
                body["if_blocked"] = .string(policy)
            }
            body["depends_on"] = .array(after)
            self.body = .object(body)
        }

        func run(_ client: ControlPlaneClient, _ console: Console) async throws -> ExitCode {
            let answer = try await client.post("/v1/tasks", body)
            say(answer, console)
            return .ok
        }
    }

    private static let record = Columns(
        Columns.member("ID", "id"), Columns.member("NUMBER", "number"), Columns.member("TITLE", "title"),
        Columns.member("STATE", "state"), Columns.member("REASON", "reason"), Columns.member("PRIORITY", "priority"),
        Columns.member("NEEDS", "needs"),
        Columns.member("AFTER", "depends_on"), Columns.member("EXECUTOR", "executor"),
        Columns.member("AGENT", "agent"), Columns.member("ATTEMPT", "attempt"), Columns.member("BRANCH", "branch"))
}
