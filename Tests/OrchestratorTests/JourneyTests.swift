import AgentProtocol
import FoundationEssentials
import Git
import Orchestrator
import Store
import Telemetry
import TestSupport
import Testing
import Vocabulary

/// The way of a PRD through the core, with real repositories.
@Suite(.timeLimit(.minutes(2))) struct JourneyTests {
    private func drive(_ bench: Workbench, _ agents: [AgentRecord], _ swarm: SwarmID) async throws {
        let landing = LandingService(store: bench.store, repositories: bench.repositories, logger: .silent)
        for _ in 0..<40 {
            var claimed: [(AgentRecord, JobOffer)] = []
            for agent in agents {
                if let offer = try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)) {
                    claimed.append((agent, offer))
                }
            }
            for (agent, offer) in claimed {
                switch offer.kind {
                case .work:
                    let (report, bundle) = try await bench.work(on: offer)
                    _ = try await bench.desk.keepBundle(bundle, of: offer.lease, by: agent.id)
                    #expect(try await bench.desk.complete(offer.lease, by: agent.id, report).verdict == .accepted)
                case .verification, .landing:
                    #expect(
                        try await bench.desk.complete(offer.lease, by: agent.id, Workbench.checks(offer)).verdict
                            == .accepted)
                }
            }
            try await landing.mergeReady()
            if try await bench.store.read({ try $0.swarm(swarm)?.state.isFinal ?? true }) { return }
        }
    }

    @Test func `a diamond of tasks ends merged on the swarm's branch`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(PRDText.diamond, by: owner)
            let agents = [try await bench.agent("a"), try await bench.agent("b"), try await bench.agent("c")]
            try await drive(bench, agents, swarm.id)
            let (ended, tasks) = try await bench.store.read { (try $0.swarm(swarm.id), try $0.tasks(of: swarm.id)) }
            #expect(ended?.state == .completed)
            #expect(tasks.allSatisfy { $0.core.state == .done && $0.merged != nil })
            #expect(ended?.running == 0)
            let repository = try bench.repositories.open(swarm.slug)
            let branch = try #require(BranchName(swarm.branch))
            let head = try #require(try await repository.resolve(branch))
            #expect(head.text == ended?.head)
            #expect(Set(try await repository.files(at: head, limit: 10)) == ["one", "two", "three", "four"])
        }
    }

    @Test func `a result under a revoked lease is set aside, the same report twice is one`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(PRDText.diamond, by: owner)
            let (first, second) = (try await bench.agent("a"), try await bench.agent("b"))
            let offer = try #require(try await bench.desk.claim(first, ClaimRequest(waitSeconds: 0)))
            let (report, bundle) = try await bench.work(on: offer)
            _ = try await bench.desk.keepBundle(bundle, of: offer.lease, by: first.id)
            // Time passes, the lease is reaped, another agent takes the task.
            bench.advance(.seconds(70))
            _ = try await bench.store.perform(ReapLeases(leaseSeconds: 60, graceSeconds: 5, mayRevoke: true))
            bench.advance(.seconds(10))
            _ = try await bench.store.perform(ReapLeases(leaseSeconds: 60, graceSeconds: 5, mayRevoke: true))
            let again = try #require(try await bench.desk.claim(second, ClaimRequest(waitSeconds: 0)))
            #expect(again.lease.task == offer.lease.task)
            #expect(again.lease.epoch > offer.lease.epoch)
            #expect(try await bench.desk.complete(offer.lease, by: first.id, report).verdict == .stale)
            #expect(try await bench.store.read { try $0.setAside(of: swarm.id) }.count == 1)

            let (fresh, freshBundle) = try await bench.work(on: again)
            _ = try await bench.desk.keepBundle(freshBundle, of: again.lease, by: second.id)
            #expect(try await bench.desk.complete(again.lease, by: second.id, fresh).verdict == .accepted)
            #expect(try await bench.desk.complete(again.lease, by: second.id, fresh).verdict == .replayed)
            var other = fresh
            other.summary = "something else"
            #expect(try await bench.desk.complete(again.lease, by: second.id, other).verdict == .conflict)
        }
    }

    @Test func `a late result may be salvaged after a time-out, never after a stop`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(PRDText.diamond, by: owner)
            let agent = try await bench.agent("a")
            let offer = try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)))
            let (report, bundle) = try await bench.work(on: offer)
            _ = try await bench.desk.keepBundle(bundle, of: offer.lease, by: agent.id)
            bench.advance(.seconds(70))
            _ = try await bench.store.perform(ReapLeases(leaseSeconds: 60, graceSeconds: 5, mayRevoke: true))
            #expect(try await bench.desk.complete(offer.lease, by: agent.id, report).verdict == .accepted)

            let verification = try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)))
            #expect(verification.kind == .verification)
            let answers = try await bench.say(
                [Command(.swarmPause, [.all: .flag(true), .now: .flag(true)])], as: owner)
            #expect(answers.first?.text.contains("stopped") == true)
            let verdict = try await bench.desk.complete(
                verification.lease, by: agent.id, Workbench.checks(verification))
            #expect(verdict.verdict == .stale)
            #expect(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)) == nil)
            #expect(try await bench.store.read { try $0.swarm(swarm.id)?.running } == 0)
        }
    }

    @Test func `checks that fail send the evidence with the next attempt, and three failures fail the task`()
        async throws
    {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(PRDText.diamond, by: owner)
            let agent = try await bench.agent("a")
            for attempt in 1...3 {
                let offer = try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)))
                #expect(offer.attempt == attempt)
                #expect((offer.feedback != nil) == (attempt > 1))
                let (report, bundle) = try await bench.work(on: offer)
                _ = try await bench.desk.keepBundle(bundle, of: offer.lease, by: agent.id)
                _ = try await bench.desk.complete(offer.lease, by: agent.id, report)
                let check = try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)))
                _ = try await bench.desk.complete(check.lease, by: agent.id, Workbench.checks(check, result: 1))
            }
            let tasks = try await bench.store.read { try $0.tasks(of: swarm.id) }
            #expect(tasks.map(\.core.state) == [.failed, .blocked, .blocked, .pending])
            #expect(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)) == nil)
            // A person tries again: the chain behind it waits for it once more.
            try await bench.say([Command(.taskRetry, [.swarm: .text("#\(swarm.id)"), .task: .integer(1)])], as: owner)
            try await drive(bench, [agent], swarm.id)
            #expect(try await bench.store.read { try $0.swarm(swarm.id)?.state } == .completed)
        }
    }

    @Test func `a repository in whose making git was killed is made anew`() async throws {
        try await Workbench.with { bench in
            let place = bench.repositories.path(of: "single")
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            #expect(FileManager.default.createFile(atPath: place + "/config.lock", contents: nil))
            let swarm = try await bench.runningSwarm(PRDText.single, by: try await bench.person())
            #expect(swarm.slug == "single" && swarm.head != nil)
        }
    }
}
