import AgentProtocol
import Orchestrator
import Store
import TestSupport
import Testing
import Vocabulary

/// What waits for a time does not wait for a time that was wrong.
@Suite struct TimerTests {
    @Test func `a lease and a backoff of a clock that was set back end in time`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(PRDText.diamond, by: owner)
            let agent = try await bench.agent("a")
            let days = Duration.seconds(5 * 86_400)
            bench.advance(days)
            let lost = try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)))
            bench.advance(.zero - days)

            func reap() async throws {
                _ = try await bench.store.perform(ReapLeases(leaseSeconds: 60, graceSeconds: 5, mayRevoke: true))
            }
            func state() async throws -> TaskState? {
                try await bench.store.read { try $0.task(lost.number, of: swarm.id)?.core.state }
            }
            try await reap()
            bench.advance(.seconds(64))
            try await reap()
            #expect(try await state() == .running)
            bench.advance(.seconds(2))
            try await reap()
            #expect(try await state() == .pending)

            // The same with the pause before the next attempt.
            bench.advance(.seconds(10))
            try await reap()
            bench.advance(days)
            let failed = try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)))
            let failure = JobFailure(.transient, reason: "busy", retryAfterSeconds: 100_000)
            #expect(try await bench.desk.fail(failed.lease, by: agent.id, failure).verdict == .accepted)
            bench.advance(.zero - days)
            try await reap()
            bench.advance(.seconds(3_601))
            try await reap()
            #expect(try await state() == .ready)
        }
    }

    private struct FailedPush: StoreOperation {
        let swarm: SwarmID

        func perform(in transaction: WriteTransaction) throws {
            try transaction.wantPush("c", of: swarm)
            try transaction.notePushFailed(of: swarm, next: transaction.now + .seconds(600))
        }
    }

    @Test func `housekeeping follows a clock that was set back`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(PRDText.single, by: owner)
            let days = Duration.seconds(5 * 86_400)
            bench.advance(days)
            try await bench.store.perform(FailedPush(swarm: swarm.id))
            bench.advance(.zero - days)
            try await bench.store.perform(BoundTimes(settings: bench.settings))
            #expect(try await bench.store.read { try $0.duePushes(limit: 1) }.count == 1)
        }
    }
}
