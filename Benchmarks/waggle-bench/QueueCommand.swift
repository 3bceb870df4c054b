import CommandLine
import protocol CommandLine.Command
import Vocabulary

/// `waggle-bench queue`.
struct QueueCommand: Command {
    static let name = "queue"
    static let summary = "Tasks a second through enqueue, claim and completion, each durable when it is answered."
    static let discussion = """
        A closed loop: so many tasks are in flight, each is added, claimed by an agent and completed by its report, and
        every step is answered after its commit is on disk (SQLite: WAL, flushed before any answer; PostgreSQL: synchronous_commit
        on). Rows and events are counted afterwards. The target on SQLite is min(50,000, 0.5 × in flight ÷ flush p50 ÷ 3)
        tasks/s.
        """
    static let options: [OptionSpec] = [
        .option("in-flight", "N", "Tasks in flight (default 128)."),
        .option("seconds", "S", "Length of one round (default 3)."),
        .option("rounds", "N", "Rounds, each on a fresh database (default 5)."),
        .option("backlog", "N", "Tasks that wait in the same swarm from the start (default 0)."),
        .option("paused", "N", "Tasks that wait in paused swarms from the start (default 0)."),
        .option(
            "database", "URL",
            "PostgreSQL: a server's URL, where a database waggle_bench is made, or postgres to start one (default SQLite)."
        ),
        .option("folder", "DIR", "Where the database is made (default .).", completion: .folder),
        .flag("operations", "Without the agents' desk: the store's operations alone."),
        .flag("cells", "Instead: claims beside a long queue, the hand-over to agents that wait, the cost of waiting."),
        .option("tasks", "N", "Cells: tasks that wait (default 1000000)."),
        .option("classes", "N", "Cells: how many different things the waiting tasks need of agents (default 0)."),
        .option("agents", "N", "Cells: agents that wait (default 1000)."),
        .flag("json", "The figures as JSON."),
    ]

    private let inFlight: Int
    private let seconds: Int
    private let rounds: Int
    private let backlog: Int
    private let paused: Int
    private let database: String?
    private let folder: String
    private let operationsOnly: Bool
    private let cells: (tasks: Int, classes: Int, agents: Int)?
    private let isJSON: Bool

    init(parsing arguments: Arguments) throws(UsageError) {
        inFlight = try arguments.integer("in-flight", in: 1...10_000) ?? 128
        seconds = try arguments.integer("seconds", in: 1...600) ?? 3
        rounds = try arguments.integer("rounds", in: 1...100) ?? 5
        backlog = try arguments.integer("backlog", in: 0...10_000_000) ?? 0
        paused = try arguments.integer("paused", in: 0...10_000_000) ?? 0
        folder = arguments.value("folder") ?? "."
        operationsOnly = arguments.flag("operations")
        isJSON = arguments.flag("json")
        let tasks = try arguments.integer("tasks", in: 0...10_000_000) ?? 1_000_000
        let classes = try arguments.integer("classes", in: 0...10_000) ?? 0
        let agents = try arguments.integer("agents", in: 1...10_000) ?? 1_000
        cells = arguments.flag("cells") ? (tasks, classes, agents) : nil
        database = arguments.value("database")
    }

    func run(_ console: Console) async throws -> ExitCode {
        let server = try ScratchFolder(in: folder)
        let databases = try await QueueDatabase(database, folder: server.path)
        do {
            let code = try await measure(databases, console)
            await databases.stop()
            return code
        } catch {
            await databases.stop()
            throw error
        }
    }

    private func measure(_ databases: QueueDatabase, _ console: Console) async throws -> ExitCode {
        if let cells {
            let (json, isWithin) = try await QueueCells(
                databases: databases, folder: folder, waitingTasks: cells.tasks, classes: cells.classes,
                waitingAgents: cells.agents,
                seconds: 10
            ).run(console)
            if isJSON { console.data(json.canonical) }
            return isWithin ? .ok : .failed
        }
        var results: [QueueRound.Result] = []
        for round in 1...rounds {
            let scratch = try ScratchFolder(in: folder)
            let before = try FlushProbe(folder: scratch.path)
            let result = try await QueueRound(
                database: try await databases.fresh(in: scratch.path), folder: scratch.path, inFlight: inFlight,
                seconds: seconds, backlog: backlog, paused: paused,
                usesDesk: !operationsOnly
            ).run()
            let after = try FlushProbe(folder: scratch.path)
            let flush = max(before.sample.percentile(50), after.sample.percentile(50))
            results.append(
                result.with(
                    flush: (before.sample, after.sample), target: databases.name == "SQLite" ? target(flush) : 0))
            console.say("round \(round): \(results[results.count - 1].line)")
        }
        let report = Report(results.map(\.tasksPerSecond))
        let isWhole = results.allSatisfy(\.isWhole)
        if isJSON {
            console.data(
                JSONValue.object([
                    "benchmark": "queue", "machine": Machine.json, "database": .string(databases.name),
                    "in_flight": .integer(Int64(inFlight)),
                    "backlog": .integer(Int64(backlog)), "paused": .integer(Int64(paused)),
                    "through": operationsOnly ? "operations" : "desk",
                    "tasks_per_second": report.json, "rows_match": .bool(isWhole),
                    "rounds": .array(results.map(\.json)),
                ]).canonical)
        } else {
            console.data("tasks/s: \(report.line)\(isWhole ? "" : "; ROWS DO NOT MATCH")")
        }
        return isWhole ? .ok : .failed
    }

    private func target(_ flushMicroseconds: Double) -> Double {
        min(50_000, 0.5 * Double(inFlight) / (flushMicroseconds / 1e6) / 3)
    }
}
