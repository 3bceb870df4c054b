import AgentProtocol
import FoundationEssentials
import Orchestrator
import Store
import Telemetry
import TestSupport
import Testing
import Vocabulary

/// People and merges meet: what is being merged is neither lost nor done twice.
@Suite(.timeLimit(.minutes(2))) struct MergeRaceTests {
    private struct Case {
        let owner: PrincipalID
        let swarm: SwarmRecord
        let agent: AgentRecord
        let task: TaskID
    }

    /// A swarm whose first task was verified and waits to be merged.
    private func verified(_ bench: Workbench) async throws -> Case {
        let owner = try await bench.person()
        let swarm = try await bench.runningSwarm(PRDText.pair, by: owner)
        let agent = try await bench.agent("a")
        let offer = try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)))
        let report = JobReport(isSandboxed: true)
        _ = try await bench.desk.complete(offer.lease, by: agent.id, report)
        let check = try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)))
        _ = try await bench.desk.complete(check.lease, by: agent.id, Workbench.checks(check))
        return Case(owner: owner, swarm: swarm, agent: agent, task: TaskID(offer.lease.task))
    }

    private func intend(_ bench: Workbench, _ task: TaskID, epoch: Int64? = nil) async throws -> Int64? {
        let current = try #require(try await bench.store.read { try $0.task(task)?.core.epoch })
        return try await bench.store.perform(
            IntendMerge(task: task, epoch: epoch ?? current, branch: "b", old: "0", new: "1"))
    }

    private func task(_ bench: Workbench, _ id: TaskID) async throws -> TaskCore {
        try #require(try await bench.store.read { try $0.task(id)?.core })
    }

    @Test func `nothing is merged while its swarm is paused, nor under an older epoch`() async throws {
        try await Workbench.with { bench in
            let a = try await verified(bench)
            let named: [Slot: SlotValue] = [.swarm: .text("#\(a.swarm.id)")]
            #expect(try await bench.store.read { try $0.tasksToMerge() } == [a.task])
            try await bench.say([Command(.swarmPause, named)], as: a.owner)
            #expect(try await bench.store.read { try $0.tasksToMerge() } == [])
            #expect(try await intend(bench, a.task) == nil)
            try await bench.say([Command(.swarmResume, named)], as: a.owner)
            #expect(try await intend(bench, a.task, epoch: 1) == nil)
            #expect(try await intend(bench, a.task) != nil)
        }
    }

    @Test func `a task whose branch is about to move is neither rejected nor dropped`() async throws {
        try await Workbench.with { bench in
            let a = try await verified(bench)
            let intent = try #require(try await intend(bench, a.task))
            let slots: [Slot: SlotValue] = [.swarm: .text("#\(a.swarm.id)"), .task: .integer(1)]
            for intent in [IntentName.taskReject, .taskCancel] {
                let answer = try await bench.say([Command(intent, slots)], as: a.owner)
                #expect(answer.first?.text.contains("being merged") == true)
            }
            // The whole swarm can be cancelled; this one task ends as its merge ends.
            try await bench.say([Command(.swarmCancel, slots)], as: a.owner)
            try await bench.say([Command(.confirmYes)], as: a.owner)
            #expect(try await task(bench, a.task).phase == .merge)
            try await bench.store.perform(RecordMerge(intent: intent, task: a.task, commit: "1"))
            #expect(try await task(bench, a.task).state == .done)
            #expect(try await bench.store.read { try $0.swarm(a.swarm.id)?.state } == .cancelled)
        }
    }

    @Test func `a merge that was lost in a cancelled swarm ends its task too`() async throws {
        try await Workbench.with { bench in
            let a = try await verified(bench)
            let intent = try #require(try await intend(bench, a.task))
            try await bench.say([Command(.swarmCancel, [.swarm: .text("#\(a.swarm.id)")])], as: a.owner)
            try await bench.say([Command(.confirmYes)], as: a.owner)
            try await bench.store.perform(DropMerge(intent: intent, task: a.task))
            #expect(try await task(bench, a.task).state == .cancelled)
            #expect(try await bench.store.read { try $0.swarm(a.swarm.id)?.openTasks } == 0)
        }
    }

    @Test func `what was found out about a result says nothing about the next`() async throws {
        try await Workbench.with { bench in
            let a = try await verified(bench)
            let epoch = try await task(bench, a.task).epoch
            let candidate = String(repeating: "1", count: 40)
            try await bench.store.perform(RefuseMerge(task: a.task, epoch: epoch - 1, evidence: "conflict"))
            try await bench.store.perform(CheckMerge(task: a.task, epoch: epoch - 1, candidate: candidate))
            #expect(try await task(bench, a.task).phase == .merge)
            try await bench.store.perform(CheckMerge(task: a.task, epoch: epoch, candidate: candidate))
            #expect(try await task(bench, a.task).phase == .landing)
        }
    }

    /// A task with a commit of its own that waits to be merged, and a lock that lets git's part of that fail.
    private func locked(_ bench: Workbench) async throws -> (task: TaskID, lock: String) {
        let swarm = try await bench.runningSwarm(PRDText.single, by: try await bench.person())
        let agent = try await bench.agent("a")
        let offer = try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)))
        let (report, bundle) = try await bench.work(on: offer)
        _ = try await bench.desk.keepBundle(bundle, of: offer.lease, by: agent.id)
        _ = try await bench.desk.complete(offer.lease, by: agent.id, report)
        let check = try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)))
        _ = try await bench.desk.complete(check.lease, by: agent.id, Workbench.checks(check))
        let lock = bench.repositories.path(of: swarm.slug) + "/refs/heads/" + swarm.branch + ".lock"
        try Data().write(to: URL(filePath: lock))
        return (TaskID(offer.lease.task), lock)
    }

    @Test func `a merge that git fails with leaves no intent open, and lands when git can again`() async throws {
        try await Workbench.with { bench in
            let (id, lock) = try await locked(bench)
            let landing = LandingService(store: bench.store, repositories: bench.repositories, logger: .silent)
            for _ in 0..<6 { try await landing.mergeReady() }
            #expect(try await task(bench, id).phase == .merge)
            #expect(try await bench.store.read { try $0.openMerges().isEmpty })
            try FileManager.default.removeItem(atPath: lock)
            try await landing.mergeReady()
            #expect(try await task(bench, id).state == .done)
        }
    }

    @Test func `a merge that git fails with for half an hour sends the task back to work`() async throws {
        try await Workbench.with { bench in
            let (id, _) = try await locked(bench)
            let landing = LandingService(store: bench.store, repositories: bench.repositories, logger: .silent)
            try await landing.mergeReady()
            bench.advance(.seconds(1_799))
            try await landing.mergeReady()
            #expect(try await task(bench, id).phase == .merge)
            bench.advance(.seconds(1))
            try await landing.mergeReady()
            #expect(try await task(bench, id).state == .ready)
            #expect(try await bench.store.read { try $0.task(id)?.feedback }?.contains("the merge failed") == true)
        }
    }

    @Test func `checks that were left out or exchanged do not count`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(PRDText.pair, by: owner)
            let agent = try await bench.agent("a")
            let offer = try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)))
            _ = try await bench.desk.complete(offer.lease, by: agent.id, JobReport(isSandboxed: true))
            let check = try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)))
            let passing = CheckOutcome(command: "true", exit: 0, seconds: 0, outputTail: "")
            let failing = CheckOutcome(command: "false", exit: 1, seconds: 0, outputTail: "")
            _ = try await bench.desk.complete(
                check.lease, by: agent.id, JobReport(baseChecks: [failing], checks: [passing], isSandboxed: true))
            let task = try #require(try await bench.store.read { try $0.task(1, of: swarm.id) })
            #expect(task.core.state == .ready && task.feedback?.contains("not those ordered") == true)
        }
    }

    @Test func `a retry of what waits for failed work says so, and a check that cannot run does not go round`()
        async throws
    {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(PRDText.pair, by: owner)
            let agent = try await bench.agent("a")
            let offer = try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)))
            _ = try await bench.desk.complete(offer.lease, by: agent.id, JobReport(isSandboxed: true))
            for _ in 1...3 {
                let check = try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)))
                #expect(check.kind == .verification)
                _ = try await bench.desk.fail(
                    check.lease, by: agent.id,
                    JobFailure(.transient, reason: "no disk", retryAfterSeconds: .max))
            }
            #expect(try await bench.store.read { try $0.task(1, of: swarm.id)?.core.state } == .failed)
            let slots: [Slot: SlotValue] = [.swarm: .text("#\(swarm.id)"), .task: .integer(2)]
            let answer = try await bench.say([Command(.taskRetry, slots)], as: owner)
            #expect(answer.first?.text.contains("*retry 1*") == true)
            #expect(try await bench.store.read { try $0.task(2, of: swarm.id)?.core.state } == .blocked)
        }
    }

    @Test func `a job that the first in line cannot do reaches the one who can`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let dispatching = Task { await bench.dispatcher.run() }  // ended below, before the database
            let unable = try await bench.agent("unable", executors: [])
            let able = try await bench.agent("able")
            async let nothing = bench.desk.claim(unable, ClaimRequest(waitSeconds: 8, acceptsChecks: false))
            async let offer = bench.desk.claim(able, ClaimRequest(waitSeconds: 20))
            while bench.dispatcher.waiting < 2 { await Task.yield() }
            let begun = ContinuousClock.now
            _ = try await bench.runningSwarm(PRDText.pair, by: owner)
            #expect(try await offer != nil)
            #expect(ContinuousClock.now - begun < .seconds(7))
            dispatching.cancel()
            _ = await dispatching.value
            _ = try await nothing
        }
    }
}
