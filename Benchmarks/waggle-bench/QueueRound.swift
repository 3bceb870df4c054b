import AgentProtocol
import Crypto
import Orchestrator
import Store
import Threading
import Vocabulary

/// One round of the queue benchmark on a fresh database.
struct QueueRound: Sendable {
    let database: StoreLocation
    /// For what the product keeps beside the database.
    let folder: String
    let inFlight: Int
    let seconds: Int
    let backlog: Int
    let paused: Int
    let usesDesk: Bool

    func run() async throws -> Result {
        let bed = try await QueueBed(database, folder: folder)
        let (store, desk, dispatcher, swarm, add) = (bed.store, bed.desk, bed.dispatcher, bed.swarm, bed.add)
        try await bed.fill(backlog)
        try await bed.fillPaused(paused)
        let agents = try await bed.agents(inFlight)
        let counts = try await counts(store, swarm)
        let dispatching = Task { await dispatcher.run() }  // the product runs it beside the server
        let loop = try LaneLoop()
        defer { loop.stop() }
        let commits = try await store.figures().writer.commits
        let start = (Stopwatch.nanoseconds, Stopwatch.processorNanoseconds)
        let end = start.0 + Int64(seconds) * 1_000_000_000
        let lanes = try await withThrowingTaskGroup(of: Lane.self) { group in
            for agent in agents {
                group.addTask(executorPreference: loop) { try await lane(until: end, agent, desk, store, add) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let elapsed = (Stopwatch.nanoseconds - start.0, Stopwatch.processorNanoseconds - start.1)
        let allCommits = try await store.figures().writer.commits
        dispatching.cancel()
        let after = try await self.counts(store, swarm)
        await store.close()
        return Result(
            lanes: lanes, elapsed: elapsed.0, processor: elapsed.1, commits: allCommits - commits, before: counts,
            after: after)
    }

    /// Adds, claims and completes one task after the other.
    private func lane(
        until end: Int64, _ agent: AgentRecord, _ desk: AgentDesk, _ store: Store, _ add: AddTask
    ) async throws -> Lane {
        var lane = Lane()
        let request = ClaimRequest(waitSeconds: 0, acceptsChecks: false)
        let claim = ClaimJob(agent: agent.id, executors: [.shell], acceptsChecks: false, leaseSeconds: 60)
        let report = JobReport(
            summary: "Did what the task said; \(agent.name) saw nothing unusual on the way.",
            logTail: String(repeating: "ok\n", count: 16), isSandboxed: true)
        let body = report.body
        let digest = SHA256.hex(body)
        while Stopwatch.nanoseconds < end {
            let begun = Stopwatch.nanoseconds
            _ = try await store.performUnguarded(add)
            let added = Stopwatch.nanoseconds
            var lease: LeaseID?
            if usesDesk {
                lease = try await desk.claim(agent, request)?.lease
            } else if let claimed = try await store.performUnguarded(claim) {
                lease = LeaseID(task: claimed.task.core.id.value, epoch: claimed.task.core.epoch)
            }
            guard let lease else { throw BenchError("a task that waits was not handed out") }
            let claimed = Stopwatch.nanoseconds
            let verdict =
                usesDesk
                ? try await desk.complete(lease, by: agent.id, report)
                : try await store.performUnguarded(
                    AcceptReport(lease: lease, agent: agent.id, report: report, body: body, digest: digest))
            guard verdict.verdict == .accepted else { throw BenchError("a report was not accepted: \(verdict)") }
            let completed = Stopwatch.nanoseconds
            lane.add.append(added - begun)
            lane.claim.append(claimed - added)
            lane.complete.append(completed - claimed)
        }
        return lane
    }

    // MARK: Before and after

    private func counts(_ store: Store, _ swarm: SwarmID) async throws -> QueueCounts {
        try await store.read { transaction in
            QueueCounts(
                reviewed: try transaction.taskCounts(of: swarm)[.review] ?? 0,
                reports: try transaction.reportCount(), events: try transaction.eventCount())
        }
    }

    /// What one lane of the loop took, in nanoseconds.
    struct Lane: Sendable {
        var add: [Int64] = []
        var claim: [Int64] = []
        var complete: [Int64] = []
    }
}

/// What the database holds.
struct QueueCounts: Sendable {
    var reviewed: Int
    var reports: Int
    var events: Int
}

/// A swarm that runs, with room for any number of agents.
struct MakeSwarm: StoreOperation {
    let name: String
    let gate: SwarmRecord.Gate
    let head: String

    func perform(in transaction: WriteTransaction) throws -> SwarmID {
        let id = try transaction.insert(
            SwarmRecord(
                slug: name, name: name, conversation: nil, principal: nil, agents: 1_000_000, budget: nil, origin: nil,
                prd: name, prdName: nil, model: nil, deadline: nil, at: transaction.now))
        try transaction.setHead(head, of: id)
        guard var swarm = try transaction.swarm(id) else { throw StoreError.missing("swarm \(name)") }
        swarm.state = .running
        swarm.gate = gate
        try transaction.update(swarm)
        return id
    }
}
