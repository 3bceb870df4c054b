import AgentProtocol
import Crypto
import Orchestrator
import Store
import Vocabulary

/// The product's queue on a fresh database, with a running swarm and a task to add to it.
struct QueueBed: Sendable {
    let store: Store
    let desk: AgentDesk
    let dispatcher: Dispatcher
    let swarm: SwarmID
    let add: AddTask

    private static let head = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

    /// - Parameter folder: For what the product keeps beside the database.
    init(_ location: StoreLocation, folder: String) async throws {
        store = try await Store(
            at: location, clock: { Stopwatch.wallClock },
            randomNumber: { UInt64.random(in: 0...UInt64.max) })
        swarm = try await store.perform(MakeSwarm(name: "bench", gate: [], head: Self.head))
        let plan = PlannedTask(
            number: 1, title: "Measure the queue",
            details: String(String(repeating: "What the task is about, in a sentence or two. ", count: 5).prefix(200)),
            run: "true",
            checks: ["true"], executor: .shell)
        add = AddTask(swarm: swarm, plan: plan, spec: try StoredJSON.encode(plan), maxAttempts: 3, cap: nil)
        dispatcher = Dispatcher(store: store)
        desk = AgentDesk(
            store: store, settings: OrchestratorSettings(), repositories: Repositories(folder: folder),
            dispatcher: dispatcher, bundleFolder: "\(folder)/bundles")
    }

    /// - Parameter tags: What all of them have.
    func agents(_ count: Int, tags: [String: String] = [:]) async throws -> [AgentRecord] {
        var agents: [AgentRecord] = []
        for index in 1...count {
            let registration = AgentRegistration(
                name: "bee-\(index)", process: "1",
                capabilities: AgentCapabilities(executors: [.shell], tags: tags, isSandboxed: true))
            let id = try await desk.register(registration, slot: index, joinToken: nil, token: .generate()).agent
            guard let agent = try await store.read({ try $0.agent(id) }) else { throw BenchError("no agent") }
            agents.append(agent)
        }
        return agents
    }

    /// Adds so many tasks to the swarm.
    func fill(_ count: Int) async throws { try await fill(count) { add } }

    /// Adds so many tasks to the swarm that need one of so many different things.
    func fill(_ count: Int, classes: Int) async throws {
        guard classes > 0 else { return try await fill(count) }
        let kinds = try (0..<classes).map { index in
            var plan = add.plan
            plan.needs = Needs(tags: Self.tag(index))
            return AddTask(swarm: swarm, plan: plan, spec: try StoredJSON.encode(plan), maxAttempts: 3, cap: nil)
        }
        try await fill(count) { kinds[Int.random(in: 0..<kinds.count)] }
    }

    static func tag(_ index: Int) -> [String: String] { ["kind-\(index)": "1"] }

    /// Adds so many tasks to twenty paused swarms.
    func fillPaused(_ count: Int) async throws {
        guard count > 0 else { return }
        var swarms: [SwarmID] = []
        for index in 1...20 {
            swarms.append(try await store.perform(MakeSwarm(name: "paused-\(index)", gate: .paused, head: Self.head)))
        }
        let ids = swarms
        try await fill(count) {
            AddTask(swarm: ids[Int.random(in: 0..<ids.count)], plan: add.plan, spec: add.spec, maxAttempts: 3, cap: nil)
        }
    }

    private func fill(_ count: Int, _ add: @escaping @Sendable () -> AddTask) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<min(count, 256) {
                group.addTask {
                    for _ in stride(from: lane, to: count, by: 256) { _ = try await store.performUnguarded(add()) }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Reports a job as done; the same for every job.
    func complete(_ lease: LeaseID, by agent: AgentID) async throws {
        let verdict = try await desk.complete(lease, by: agent, JobReport(summary: "Did it.", isSandboxed: true))
        guard verdict.verdict == .accepted else { throw BenchError("a report was not accepted: \(verdict)") }
    }
}
