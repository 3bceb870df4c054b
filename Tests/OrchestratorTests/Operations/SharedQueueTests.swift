import AgentProtocol
import Crypto
import Orchestrator
import Store
import TestSupport
import Testing
import Threading
import Vocabulary

/// Several processes on one PostgreSQL database: what makes a job ready in one is known and heard in every other.
@Suite(.timeLimit(.minutes(2))) struct SharedQueueTests {
    /// Tasks that are ready, all in one transaction.
    private struct AddTasks: StoreOperation {
        let count: Int
        let swarm: SwarmID

        func perform(in transaction: WriteTransaction) throws {
            let plan = PlannedTask(number: 1, title: "t", run: "true", checks: ["true"], executor: .shell)
            let spec = try StoredJSON.encode(plan)
            for _ in 0..<count {
                _ = try AddTask(swarm: swarm, plan: plan, spec: spec, maxAttempts: 3, cap: nil).perform(in: transaction)
            }
        }
    }

    private struct ClaimMany: StoreOperation {
        let claim: ClaimJob

        func perform(in transaction: WriteTransaction) throws -> Int {
            var count = 0
            while try claim.perform(in: transaction) != nil { count += 1 }
            return count
        }
    }

    private struct Prioritise: StoreOperation {
        let task: TaskID

        func perform(in transaction: WriteTransaction) throws {
            guard let record = try transaction.record(task) else { return }
            var next = record
            next.core.priority = .urgent
            _ = try transaction.write(next, from: record.core)
        }
    }

    /// Two processes, one swarm, one agent.
    private struct Pair {
        let (here, there): (Store, Store)
        let swarm: SwarmID
        let agent: AgentRecord

        func claim(on store: Store) async throws -> ClaimJob.Claimed? {
            try await store.perform(ClaimJob(agent: agent.id, executors: [.shell], leaseSeconds: 60))
        }

        func report(_ claimed: ClaimJob.Claimed, _ report: JobReport) async throws -> LeaseVerdict.Verdict {
            let body = report.body
            return try await here.perform(
                AcceptReport(
                    lease: LeaseID(task: claimed.task.core.id.value, epoch: claimed.task.core.epoch), agent: agent.id,
                    report: report, body: body, digest: SHA256.hex(body))
            ).verdict
        }

        /// A task that was worked on and verified here, and waits to be merged.
        func verified() async throws -> TaskID {
            try await here.perform(AddTasks(count: 1, swarm: swarm))
            let work = try #require(try await claim(on: here))
            #expect(try await report(work, JobReport(isSandboxed: true)) == .accepted)
            let check = try #require(try await claim(on: here))
            let passed = CheckOutcome(command: "true", exit: 0, seconds: 0, outputTail: "")
            let failed = CheckOutcome(command: "true", exit: 1, seconds: 0, outputTail: "")
            #expect(
                try await report(check, JobReport(baseChecks: [failed], checks: [passed], isSandboxed: true))
                    == .accepted)
            #expect(try await here.read { try $0.task(work.task.core.id)?.core.phase } == .merge)
            return work.task.core.id
        }

        /// Asks for the check of its merged tree.
        func checkMerge(of task: TaskID) async throws {
            let epoch = try #require(try await here.read { try $0.task(task)?.core.epoch })
            try await here.perform(
                CheckMerge(task: task, epoch: epoch, candidate: String(repeating: "1", count: 40)))
        }
    }

    private func withPair(_ body: (Pair) async throws -> Void) async throws {
        let url = try await PostgreSQLServer.shared.database()
        func open() async throws -> Store {
            try await Store(
                at: .server(url), clock: { Timestamp(milliseconds: 1_000) }, randomNumber: { .random(in: 0 ... .max) })
        }
        let (here, there) = (try await open(), try await open())
        let swarm = try await here.perform(MakeSwarm())
        let id = try await here.perform(
            RegisterAgent(
                name: "bee", process: "p", slot: nil,
                capabilities: try StoredJSON.encode(AgentCapabilities(executors: [.shell], isSandboxed: true)),
                tokenDigest: Token.generate().digest, joinToken: nil))
        let agent = try #require(try await here.read { try $0.agent(id) })
        try await body(Pair(here: here, there: there, swarm: swarm, agent: agent))
        await here.close()
        await there.close()
    }

    @Test func `a landing check, of which no event tells, is claimed by the next who asks in another process`()
        async throws
    {
        try await withPair { pair in
            #expect(try await pair.claim(on: pair.there) == nil)
            let task = try await pair.verified()
            #expect(try await pair.claim(on: pair.there) == nil)
            try await pair.checkMerge(of: task)
            let claimed = try #require(try await pair.claim(on: pair.there))
            #expect(claimed.task.core.id == task && claimed.task.core.job == .landing)
        }
    }

    @Test func `an agent that waits in another process hears of a landing check at once`() async throws {
        try await withPair { pair in
            let dispatcher = Dispatcher(store: pair.there)
            let dispatching = Task { await dispatcher.run() }  // ended below, before the database
            let desk = AgentDesk(
                store: pair.there, settings: OrchestratorSettings(), repositories: Repositories(folder: "/nowhere"),
                dispatcher: dispatcher, bundleFolder: "/nowhere")
            let task = try await pair.verified()
            async let offer = desk.claim(pair.agent, ClaimRequest(waitSeconds: 30))
            while dispatcher.waiting < 1 { await Task.yield() }
            // Its second look, and what its process is told when it begins to listen, come to nothing.
            try await Task.sleep(for: .milliseconds(500))
            let begun = ContinuousClock.now
            try await pair.checkMerge(of: task)
            #expect(try #require(try await offer).kind == .landing)
            #expect(ContinuousClock.now - begun < .seconds(2))
            dispatching.cancel()
            _ = await dispatching.value
        }
    }

    @Test func `another priority counts in every process`() async throws {
        try await withPair { pair in
            try await pair.here.perform(AddTasks(count: 3, swarm: pair.swarm))
            let first = try #require(try await pair.claim(on: pair.there))
            let last = TaskID(first.task.core.id.value + 2)
            try await pair.here.perform(Prioritise(task: last))
            #expect(try await pair.claim(on: pair.there)?.task.core.id == last)
            #expect(try await pair.claim(on: pair.there)?.task.core.id.value == first.task.core.id.value + 1)
            #expect(try await pair.claim(on: pair.there) == nil)
        }
    }

    @Test func `more tasks than a turn names are known in every process all the same`() async throws {
        try await withPair { pair in
            #expect(try await pair.claim(on: pair.there) == nil)
            try await pair.here.perform(AddTasks(count: 5_000, swarm: pair.swarm))
            let claim = ClaimJob(agent: pair.agent.id, executors: [.shell], leaseSeconds: 60)
            #expect(try await pair.there.perform(ClaimMany(claim: claim)) == 5_000)
            #expect(try await pair.claim(on: pair.here) == nil)
        }
    }
}
