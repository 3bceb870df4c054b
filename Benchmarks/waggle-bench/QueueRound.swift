import AgentProtocol
import Crypto
import Orchestrator
import Store
import Threading
import Vocabulary

/// One round of the queue benchmark on a fresh database.
struct QueueRound: Sendable {
    let folder: String
    let inFlight: Int
    let seconds: Int
    let backlog: Int
    let paused: Int
    let usesDesk: Bool

    private static let head = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

    func run() async throws -> Result {
        let store = try await Store(
            path: "\(folder)/waggle.db", clock: { Stopwatch.wallClock },
            randomNumber: { UInt64.random(in: 0...UInt64.max) })
        let swarm = try await store.perform(MakeSwarm(name: "bench", gate: [], head: Self.head))
        let plan = PlannedTask(
            number: 1, title: "Measure the queue",
            details: String(repeating: "What the task is about, in a sentence or two. ", count: 4), run: "true",
            checks: ["true"], executor: .shell)
        let add = AddTask(swarm: swarm, plan: plan, spec: try StoredJSON.encode(plan), maxAttempts: 3, cap: nil)
        try await fill(store, add)
        let dispatcher = Dispatcher(store: store)
        let desk = AgentDesk(
            store: store, settings: OrchestratorSettings(), repositories: Repositories(folder: folder),
            dispatcher: dispatcher, bundleFolder: "\(folder)/bundles")
        let agents = try await register(desk, store)
        let counts = try await counts(store, swarm)
        let dispatching = Task { await dispatcher.run() }  // the product runs it beside the server
        let loop = try LaneLoop()
        defer { loop.stop() }
        let start = (Stopwatch.nanoseconds, Stopwatch.processorNanoseconds)
        let end = start.0 + Int64(seconds) * 1_000_000_000
        let lanes = try await withThrowingTaskGroup(of: Lane.self) { group in
            for agent in agents {
                group.addTask(executorPreference: loop) { try await lane(until: end, agent, desk, store, add) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let elapsed = (Stopwatch.nanoseconds - start.0, Stopwatch.processorNanoseconds - start.1)
        dispatching.cancel()
        let after = try await self.counts(store, swarm)
        await store.close()
        return Result(lanes: lanes, elapsed: elapsed.0, processor: elapsed.1, before: counts, after: after)
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

    private func register(_ desk: AgentDesk, _ store: Store) async throws -> [AgentRecord] {
        var agents: [AgentRecord] = []
        for index in 1...inFlight {
            let registration = AgentRegistration(
                name: "bee-\(index)", process: "1",
                capabilities: AgentCapabilities(executors: [.shell], isSandboxed: true))
            let id = try await desk.register(registration, slot: index, joinToken: nil, token: .generate()).agent
            guard let agent = try await store.read({ try $0.agent(id) }) else { throw BenchError("no agent") }
            agents.append(agent)
        }
        return agents
    }

    private func fill(_ store: Store, _ add: AddTask) async throws {
        try await fill(store, backlog) { add }
        guard paused > 0 else { return }
        var swarms: [SwarmID] = []
        for index in 1...20 {
            swarms.append(try await store.perform(MakeSwarm(name: "paused-\(index)", gate: .paused, head: Self.head)))
        }
        let ids = swarms
        try await fill(store, paused) {
            AddTask(swarm: ids[Int.random(in: 0..<ids.count)], plan: add.plan, spec: add.spec, maxAttempts: 3, cap: nil)
        }
    }

    private func fill(_ store: Store, _ count: Int, _ add: @escaping @Sendable () -> AddTask) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<min(count, 256) {
                group.addTask {
                    for _ in stride(from: lane, to: count, by: 256) { _ = try await store.performUnguarded(add()) }
                }
            }
            try await group.waitForAll()
        }
    }

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
