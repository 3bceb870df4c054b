import AgentProtocol
import CommandLine
import Glibc
import Orchestrator
import Store
import Threading
import Vocabulary

/// What of the queue is no throughput: claims beside a long queue, the hand-over to who waits, and the cost of waiting.
struct QueueCells: Sendable {
    let databases: QueueDatabase
    let folder: String
    let waitingTasks: Int
    /// How many different things the waiting tasks need; half of them the agent that claims has.
    let classes: Int
    let waitingAgents: Int
    let seconds: Int

    private static let claims = 2_000
    private static let ratioLimit = 1.3
    private static let residentLimit = 300
    private static let handOverLimit = 5_000.0
    private static let waitingLimit = 2.0

    func run(_ console: Console) async throws -> (json: JSONValue, isWithin: Bool) {
        let empty = try await claims(beside: 0)
        let full = try await claims(beside: waitingTasks)
        let ratio = full.claim.percentile(50) / max(empty.claim.percentile(50), 0.001)
        console.say(
            "claim p50 \(Int(empty.claim.percentile(50))) µs beside 0 tasks, \(Int(full.claim.percentile(50))) µs beside "
                + "\(waitingTasks) (ratio \(Int(ratio * 100)) %, limit 130 %); \(full.resident) MiB resident (limit 300)"
        )
        let handOver = try await handOver()
        console.say("ready to handed over p50 \(Int(handOver.percentile(50))) p99 \(Int(handOver.percentile(99))) µs")
        let waiting = try await waiting()
        console.say("\(waitingAgents) waiting agents take \((waiting * 1_000).rounded() / 1_000) % of a core")
        let isWithin =
            ratio <= Self.ratioLimit && full.resident <= Self.residentLimit
            && handOver.percentile(99) <= Self.handOverLimit && waiting <= Self.waitingLimit
        let json: JSONValue = [
            "benchmark": "queue-cells", "machine": Machine.json, "database": .string(databases.name),
            "claim_beside": [
                "tasks": .integer(Int64(waitingTasks)), "classes": .integer(Int64(classes)), "empty": empty.claim.json,
                "full": full.claim.json,
                "ratio_p50": .number(ratio), "resident_mib": .integer(Int64(full.resident)),
                "restart_ms": .number(full.restart),
            ],
            "hand_over": handOver.json,
            "waiting": ["agents": .integer(Int64(waitingAgents)), "percent_of_a_core": .number(waiting)],
            "within_limits": .bool(isWithin),
        ]
        return (json, isWithin)
    }

    /// Claims one after the other, each task completed and replaced, while so many others wait.
    private func claims(beside count: Int) async throws -> (claim: LatencySample, resident: Int, restart: Double) {
        let scratch = try ScratchFolder(in: folder)
        let location = try await databases.fresh(in: scratch.path)
        let filling = try await QueueBed(location, folder: scratch.path)
        try await filling.fill(count, classes: classes)
        let tags: [String: String] = (0..<classes / 2).map(QueueBed.tag).reduce(into: [:]) {
            $0.merge($1) { first, _ in first }
        }
        let agent = try await filling.agents(1, tags: tags)[0]
        await filling.store.close()
        let opening = Stopwatch.nanoseconds
        let store = try await Store(
            at: location, clock: { Stopwatch.wallClock },
            randomNumber: { UInt64.random(in: 0...UInt64.max) })
        let restart = Double(Stopwatch.nanoseconds - opening) / 1e6
        let claim = ClaimJob(agent: agent.id, executors: [.shell], acceptsChecks: false, leaseSeconds: 60)
        var durations: [Int64] = []
        for _ in 0..<Self.claims {
            _ = try await store.performUnguarded(filling.add)
            let begun = Stopwatch.nanoseconds
            guard let claimed = try await store.performUnguarded(claim) else { throw BenchError("nothing to claim") }
            durations.append(Stopwatch.nanoseconds - begun)
            let lease = LeaseID(task: claimed.task.core.id.value, epoch: claimed.task.core.epoch)
            let report = JobReport(isSandboxed: true)
            _ = try await store.performUnguarded(
                AcceptReport(lease: lease, agent: agent.id, report: report, body: report.body, digest: "\(lease)"))
        }
        let resident = Machine.residentKilobytes(of: getpid()) / 1_024
        await store.close()
        return (LatencySample(durations), resident, restart)
    }

    /// From the acknowledgement of a new task to the offer in the hands of one of the agents that wait.
    private func handOver() async throws -> LatencySample {
        let scratch = try ScratchFolder(in: folder)
        let bed = try await QueueBed(try await databases.fresh(in: scratch.path), folder: scratch.path)
        let dispatching = Task { await bed.dispatcher.run() }  // the product runs it beside the server
        let agents = try await bed.agents(32)
        let handed = AsyncStream.makeStream(of: Int64.self, bufferingPolicy: .bufferingNewest(64))
        let durations = try await withThrowingTaskGroup(of: Void.self) { group in
            for agent in agents {
                group.addTask {
                    while !Task.isCancelled {
                        let request = ClaimRequest(waitSeconds: 30, acceptsChecks: false)
                        guard let offer = try await bed.desk.claim(agent, request) else { continue }
                        handed.continuation.yield(Stopwatch.nanoseconds)
                        try await bed.complete(offer.lease, by: agent.id)
                    }
                }
            }
            var durations: [Int64] = []
            var arrivals = handed.stream.makeAsyncIterator()
            for _ in 0..<500 {
                while bed.dispatcher.waiting < agents.count { await Task.yield() }
                _ = try await bed.store.performUnguarded(bed.add)
                let ready = Stopwatch.nanoseconds
                guard let arrival = await arrivals.next() else { break }
                durations.append(max(arrival - ready, 0))
            }
            group.cancelAll()
            return durations
        }
        dispatching.cancel()
        await bed.store.close()
        return LatencySample(durations)
    }

    /// Percent of a core that agents cost who wait for a job, while nothing happens.
    private func waiting() async throws -> Double {
        let scratch = try ScratchFolder(in: folder)
        let bed = try await QueueBed(try await databases.fresh(in: scratch.path), folder: scratch.path)
        let dispatching = Task { await bed.dispatcher.run() }  // the product runs it beside the server
        let agents = try await bed.agents(waitingAgents)
        let share = try await withThrowingTaskGroup(of: Void.self) { group in
            for agent in agents {
                group.addTask {
                    while !Task.isCancelled { _ = try await bed.desk.claim(agent, ClaimRequest(waitSeconds: 30)) }
                }
            }
            while bed.dispatcher.waiting < agents.count { try await Task.sleep(for: .milliseconds(20)) }
            let start = (Stopwatch.nanoseconds, Stopwatch.processorNanoseconds)
            try await Task.sleep(for: .seconds(seconds))
            let used = Double(Stopwatch.processorNanoseconds - start.1) / Double(Stopwatch.nanoseconds - start.0)
            group.cancelAll()
            return used * 100
        }
        dispatching.cancel()
        await bed.store.close()
        return share
    }
}
