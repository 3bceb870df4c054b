import AgentProtocol
import Crypto
import Orchestrator
import Store
import Threading
import Vocabulary

/// Whether Waggle takes the result of an agent whose lease was lost while another one holds the task.
struct QueueFence: Sendable {
    let database: StoreLocation
    let folder: String

    /// The verdict on the first agent's report, as `run.py` has it of the peers.
    func run() async throws -> JSONValue {
        let later = Lock(Duration.zero)
        let store = try await Store(
            at: database, clock: { Stopwatch.wallClock + later.withLock { $0 } },
            randomNumber: { UInt64.random(in: 0...UInt64.max) })
        let swarm = try await store.perform(
            MakeSwarm(name: "bench", gate: [], head: "4b825dc642cb6eb9a060e54bf8d69288fbee4904"))
        let plan = PlannedTask(number: 1, title: "Fence", details: "", run: "true", checks: ["true"], executor: .shell)
        _ = try await store.perform(
            AddTask(swarm: swarm, plan: plan, spec: try StoredJSON.encode(plan), maxAttempts: 3, cap: nil))
        let desk = AgentDesk(
            store: store, settings: OrchestratorSettings(), repositories: Repositories(folder: folder),
            dispatcher: Dispatcher(store: store), bundleFolder: "\(folder)/bundles")
        let (first, lost) = try await claim("a", slot: 1, desk, store)
        // Past the lease and its grace, then past the backoff.
        for _ in 0..<2 {
            later.withLock { $0 += .seconds(3_600) }
            _ = try await store.perform(ReapLeases(leaseSeconds: 60, graceSeconds: 5, mayRevoke: true))
        }
        let (second, held) = try await claim("b", slot: 2, desk, store)
        let late = try await complete(lost, by: first, store)
        let good = try await complete(held, by: second, store)
        await store.close()
        guard good == .accepted else { throw BenchError("the holder's own report was \(good)") }
        return [
            "verdict": late == .accepted ? "accepted" : "refused",
            "detail": .string("A is told “\(late.rawValue)”, then B's own report is accepted"),
        ]
    }

    private func claim(
        _ name: String, slot: Int, _ desk: AgentDesk, _ store: Store
    ) async throws -> (AgentID, LeaseID) {
        let registration = AgentRegistration(
            name: name, process: "1", capabilities: AgentCapabilities(executors: [.shell], isSandboxed: true))
        let agent = try await desk.register(registration, slot: slot, joinToken: nil, token: .generate()).agent
        let claimed = try await store.perform(
            ClaimJob(agent: agent, executors: [.shell], acceptsChecks: false, leaseSeconds: 60))
        guard let core = claimed?.task.core else { throw BenchError("agent \(name) was handed nothing") }
        return (agent, LeaseID(task: core.id.value, epoch: core.epoch))
    }

    private func complete(_ lease: LeaseID, by agent: AgentID, _ store: Store) async throws -> LeaseVerdict.Verdict {
        let report = JobReport(summary: "by agent \(agent)", logTail: "", isSandboxed: true)
        let body = try StoredJSON.encode(report)
        return try await store.perform(
            AcceptReport(lease: lease, agent: agent, report: report, body: body, digest: SHA256.hex(body))
        ).verdict
    }
}
