import AgentProtocol
import Orchestrator
import TestSupport
import Testing
import Vocabulary

@testable import Store

/// A swarm of four tasks that was cancelled two hours ago, and how to look at it.
///
/// One task is merged; two were at work when it ended, and the result of one came late and was set aside. A newer swarm runs.
struct EndedSwarm {
    /// Moves so many tasks at most; gives how many, nil where there is no swarm to move.
    struct Move: StoreOperation {
        var limit = 1
        var fails = false

        func perform(in transaction: WriteTransaction) throws -> Int? {
            let before = transaction.now - MoveToHistory.delay
            guard let swarm = try transaction.swarmToMove(endedBefore: before) else { return nil }
            let moved = try transaction.moveToHistory(swarm, limit: limit)
            if fails { throw StoreError.unavailable("in the middle") }
            return moved
        }
    }

    /// Performs what a test thinks of.
    struct Change: StoreOperation {
        let body: @Sendable (WriteTransaction) throws -> Void
        func perform(in transaction: WriteTransaction) throws { try body(transaction) }
    }

    let bench: Workbench
    let owner: PrincipalID
    let id: SwarmID
    /// The leases of the merged task, of the one whose result is still to come, and of the one whose result was late.
    let merged, missing, late: LeaseID
    let first, second: AgentRecord

    static let result = JobReport(summary: "made", isSandboxed: true)

    init(in bench: Workbench) async throws {
        self.bench = bench
        owner = try await bench.person()
        let swarm = try await bench.runningSwarm(PRDText.diamond, by: owner)
        id = swarm.id
        first = try await bench.agent("a")
        second = try await bench.agent("b")
        merged = try await Self.claim(first, in: bench)
        try await bench.desk.progress(merged, by: first.id, JobProgress(text: "hello"))
        _ = try await bench.desk.complete(merged, by: first.id, Self.result)
        let check = try #require(try await bench.desk.claim(first, ClaimRequest(waitSeconds: 0)))
        _ = try await bench.desk.complete(check.lease, by: first.id, Workbench.checks(check))
        let task = TaskID(merged.task)
        let commit = String(repeating: "1", count: 40)
        let intend = IntendMerge(
            task: task, epoch: check.lease.epoch, branch: swarm.branch, old: swarm.head ?? "", new: commit)
        let intent = try #require(try await bench.store.perform(intend))
        try await bench.store.perform(RecordMerge(intent: intent, task: task, commit: commit))
        missing = try await Self.claim(first, in: bench)
        late = try await Self.claim(second, in: bench)
        _ = try await bench.store.perform(
            PerformCommand(
                principal: owner, command: Command(.swarmCancel, [.swarm: .text("#\(id)")]), settings: bench.settings))
        #expect(try await bench.desk.complete(late, by: second.id, Self.result).verdict == .stale)
        _ = try await bench.runningSwarm(PRDText.single, by: owner)
        bench.advance(.seconds(7_200))
    }

    private static func claim(_ agent: AgentRecord, in bench: Workbench) async throws -> LeaseID {
        try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0))).lease
    }

    /// Moves all there is to move.
    func move() async throws {
        while try await bench.store.perform(MoveToHistory(before: bench.store.now - MoveToHistory.delay)) {}
    }

    // MARK: Looking

    /// How many rows of the swarm lie where they are written, and how many in history; none may lie in both, or apart from
    /// its task.
    func places(_ store: Store? = nil) async throws -> (hot: [Int], history: [Int]) {
        let id = id.value
        return try await (store ?? bench.store).read { transaction in
            func count(_ sql: StaticString) throws -> Int {
                try transaction.connection.statement(sql).bind(1, id).first { $0.int(0) } ?? -1
            }
            let twice = try count(
                """
                SELECT (SELECT COUNT(*) FROM task JOIN task_history ON task_history.id = task.id WHERE task.swarm = ?1)
                + (SELECT COUNT(*) FROM task_text JOIN task_text_history ON task_text_history.task = task_text.task)
                + (SELECT COUNT(*) FROM edge JOIN edge_history
                ON edge_history.child = edge.child AND edge_history.parent = edge.parent)
                + (SELECT COUNT(*) FROM report JOIN report_history ON report_history.task = report.task)
                """)
            #expect(twice == 0)
            return (
                hot: [
                    try count("SELECT COUNT(*) FROM task WHERE swarm = ?1"),
                    try count("SELECT COUNT(*) FROM task JOIN task_text ON task = id WHERE swarm = ?1"),
                    try count("SELECT COUNT(*) FROM task JOIN edge ON child = id WHERE swarm = ?1"),
                    try count("SELECT COUNT(*) FROM task JOIN report ON report.task = id WHERE swarm = ?1"),
                ],
                history: [
                    try count("SELECT COUNT(*) FROM task_history WHERE swarm = ?1"),
                    try count("SELECT COUNT(*) FROM task_history JOIN task_text_history ON task = id WHERE swarm = ?1"),
                    try count("SELECT COUNT(*) FROM task_history JOIN edge_history ON child = id WHERE swarm = ?1"),
                    try count(
                        """
                        SELECT COUNT(*) FROM task_history JOIN report_history ON report_history.task = id
                        WHERE swarm = ?1
                        """),
                ]
            )
        }
    }

    /// The four tasks with their texts, the four edges of a diamond, and three reports: work, checks, and a late one.
    static let all = [4, 4, 4, 3]
    static let none = [0, 0, 0, 0]

    /// All that people and programs see of the swarm.
    func seen(_ store: Store? = nil) async throws -> [String] {
        let store = store ?? bench.store
        let (id, agents) = (id, [first.id, second.id])
        let rows = try await store.read { transaction -> [String] in
            guard let swarm = try transaction.swarm(id) else { return [] }
            let tasks = try transaction.tasks(of: id)
            var lines = ["\(swarm)", "\(try transaction.setAside(of: id)) \(try transaction.reportCount())"]
            lines += try transaction.taskCounts(of: id).map { "\($0.key.rawValue) \($0.value)" }.sorted()
            for task in tasks {
                let core = task.core
                lines.append(Self.line(task))
                lines.append(try transaction.task(core.id).map(Self.line) ?? "no task")
                lines.append(try transaction.task(core.number, of: id).map(Self.line) ?? "no number")
                lines += try transaction.reports(of: core.id).map { "\($0)" }
                lines.append("\(try transaction.acceptedReport(of: core.id, epoch: core.epoch) as Any)")
                lines.append("after \(try transaction.dependencies(of: core.id))")
                lines.append("before \(try transaction.dependents(of: core.id))")
                lines.append("log \(try transaction.log(of: core.id, last: 10))")
                lines.append("\(try agents.map { try transaction.mayKeepAside(core.id, agent: $0) })")
                lines += try transaction.tasks(of: id, after: Int64(core.number), limit: 2).map(Self.line)
                lines += try transaction.tasks(after: core.id, limit: 2).map(Self.line)
            }
            return lines + (try transaction.tasks(after: TaskID(0), limit: 100).map(Self.line))
        }
        return rows + (try await told(store))
    }

    private static func line(_ task: TaskRecord) -> String {
        "\(task.core) \(task.base ?? "") \(task.result ?? "") \(task.merged ?? "") \(task.title) \(task.spec) "
            + "\(task.feedback ?? "") \(task.spent) \(task.createdAt) \(task.startedAt as Any) \(task.finishedAt as Any)"
    }

    /// What people are told who ask.
    private func told(_ store: Store) async throws -> [String] {
        let swarm: [Slot: SlotValue] = [.swarm: .text("#\(id)")]
        var commands = [Command(.swarmList)]
        for intent in [IntentName.swarmStatus, .swarmResults, .swarmCost, .swarmChart, .planShow, .taskList] {
            commands.append(Command(intent, swarm))
        }
        for number in 1...4 {
            let task = swarm.merging([.task: .integer(number)]) { $1 }
            commands += [Command(.taskShow, task), Command(.taskLogs, task)]
        }
        var texts: [String] = []
        for command in commands {
            let act = PerformCommand(principal: owner, command: command, settings: bench.settings)
            texts += try await store.perform(act).messages.map { "\($0)" }
        }
        return texts
    }
}
