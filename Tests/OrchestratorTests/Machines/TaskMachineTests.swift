import Orchestrator
import Store
import Testing
import Vocabulary

@Suite struct TaskMachineTests {
    private let now = Timestamp(milliseconds: 1_000_000)
    private let agent = AgentID(1)
    private var machine: TaskMachine { TaskMachine(now: now, jitter: 0.5) }

    private func task(
        _ state: TaskState, _ phase: TaskPhase, leased: Bool = false, attempt: Int = 1, epoch: Int64 = 5
    ) -> TaskCore {
        TaskCore(
            id: TaskID(1), swarm: SwarmID(1), number: 1, state: state, phase: phase, isLeased: leased, epoch: epoch,
            agent: agent, leaseUntil: leased ? now + .seconds(60) : nil, attempt: attempt)
    }

    private var running: TaskCore { task(.running, .work, leased: true) }
    private var verifying: TaskCore { task(.review, .verification, leased: true) }

    @Test func `a claim takes a higher epoch, counts the attempt and holds the job`() throws {
        let claimed = try machine.decide(
            task(.ready, .work, attempt: 0), .claimed(by: agent, epoch: 6, until: now + .seconds(60)))
        #expect(claimed.core.state == .running)
        #expect(claimed.core.attempt == 1)
        #expect(claimed.core.isLeased)
        #expect(claimed.effects.contains(.leaseStarted))
        #expect(!claimed.core.isClaimable)
    }

    @Test func `an epoch that is not higher is refused`() {
        #expect(throws: TaskRefusal.self) {
            try machine.decide(task(.ready, .work), .claimed(by: agent, epoch: 5, until: now))
        }
    }

    @Test(arguments: [
        (TaskState.pending, TaskPhase.none), (.blocked, .none), (.done, .none), (.failed, .none), (.cancelled, .none),
        (.review, .merge), (.review, .approval),
    ])
    func `what is not on offer cannot be claimed`(state: TaskState, phase: TaskPhase) {
        #expect(throws: TaskRefusal.self) {
            try machine.decide(task(state, phase), .claimed(by: agent, epoch: 9, until: now))
        }
    }

    @Test func `a holder that was only slow goes on under its epoch, unless a person or another agent came first`()
        throws
    {
        let lost = try machine.decide(running, .leaseLost(byTime: true)).core
        let again = try machine.decide(lost, .reacquired(until: now + .seconds(60)))
        #expect(again.core.state == .running)
        #expect(again.core.isLeased)
        #expect(again.core.epoch == running.epoch)
        #expect(again.core.attempt == running.attempt)
        #expect(again.core.crashes == 0)
        #expect(again.core.runAt == nil)
        #expect(again.effects.contains(.leaseStarted))
        let revoked = try machine.decide(running, .leaseLost(byTime: false)).core
        let cancelled = try machine.decide(lost, .cancelled("enough")).core
        for core in [running, revoked, cancelled] {
            #expect(throws: TaskRefusal.self) { try machine.decide(core, .reacquired(until: now)) }
        }
    }

    @Test func `without a retry budget a failed attempt waits as long as backoff can`() throws {
        let spent = TaskMachine(now: now, jitter: 0.5, mayRetry: false)
        let soon = try #require(machine.decide(running, .attemptFailed("no")).core.runAt)
        let late = try #require(spent.decide(running, .attemptFailed("no")).core.runAt)
        #expect(soon - now < .seconds(2))
        #expect(late - now >= Backoff.cap / 2)
    }

    @Test func `a lost lease gives the attempt back, waits, and may be salvaged only after a time-out`() throws {
        let lost = try machine.decide(running, .leaseLost(byTime: true)).core
        #expect(lost.state == .pending)
        #expect(lost.attempt == 0)
        #expect(lost.crashes == 1)
        #expect(lost.canSalvage)
        #expect(try #require(lost.runAt) > now)
        #expect(try machine.decide(lost, .workAccepted).core.state == .review)
        let ended = try machine.decide(running, .leaseLost(byTime: false)).core
        #expect(!ended.canSalvage)
        #expect(throws: TaskRefusal.self) { try machine.decide(ended, .workAccepted) }
    }

    @Test func `work that was stopped by a person is never salvaged`() throws {
        let stopped = try machine.decide(running, .stopped).core
        #expect(stopped.state == .ready)
        #expect(stopped.attempt == 0)
        #expect(throws: TaskRefusal.self) { try machine.decide(stopped, .workAccepted) }
    }

    @Test func `a loss that the control plane's own end explains is not counted`() throws {
        var task = running
        task.crashes = 2
        let explained = try machine.decide(task, .lossExplained).core
        let lost = try machine.decide(explained, .leaseLost(byTime: false)).core
        #expect(lost.state == .pending)
        #expect(lost.crashes == 2)
        #expect(lost.loss == .crash)
    }

    @Test func `an offer that nobody began is no crash, however often; ten in a row are too many`() throws {
        var task = running
        task.crashes = 2
        task.loss = .unheard
        for count in 1..<TaskMachine.unheardLimit {
            let lost = try machine.decide(task, .leaseLost(byTime: false)).core
            #expect(lost.state == .pending && lost.crashes == 2 && lost.unheard == count && lost.attempt == 0)
            task.unheard = lost.unheard
        }
        let last = try machine.decide(task, .leaseLost(byTime: true)).core
        #expect(last.state == .failed && last.crashes == 2)
        #expect(last.reason?.hasPrefix("lost: ") == true)
        let again = try machine.decide(last, .redriven).core
        #expect(again.unheard == 0 && again.crashes == 0)
    }

    @Test func `who takes back a lease that was lost unheard takes back no crash`() throws {
        var task = running
        task.crashes = 1
        task.loss = .unheard
        let lost = try machine.decide(task, .leaseLost(byTime: true)).core
        let back = try machine.decide(lost, .reacquired(until: machine.now + .seconds(60))).core
        #expect(back.crashes == 1 && back.unheard == 0 && back.loss == .crash)
    }

    @Test func `the third unexplained loss is poison`() throws {
        var task = running
        task.crashes = 2
        let decision = try machine.decide(task, .leaseLost(byTime: true))
        #expect(decision.core.state == .failed)
        #expect(decision.effects.contains(.blockDependents))
        #expect(decision.core.reason?.hasPrefix("poison") == true)
    }

    @Test func `checks that failed send the task back with the evidence, until its attempts are used up`() throws {
        let event = TaskEvent.verified(passed: false, proves: true, evidence: "exit 1")
        let again = try machine.decide(verifying, event)
        #expect(again.core.state == .pending)
        #expect(again.effects.contains(.keepFeedback("exit 1")))
        var last = verifying
        last.attempt = 3
        #expect(try machine.decide(last, event).core.state == .failed)
    }

    @Test func `checks that prove nothing wait for a person`() throws {
        let event = TaskEvent.verified(passed: true, proves: false, evidence: "")
        let waiting = try machine.decide(verifying, event).core
        #expect(waiting.phase == .approval)
        #expect(try machine.decide(waiting, .approvedByPerson).core.phase == .merge)
        #expect(try machine.decide(waiting, .rejectedByPerson).core.state == .pending)
    }

    @Test func `only a merge makes a task done, and unlocks what waits`() throws {
        let merged = try machine.decide(task(.review, .merge), .merged)
        #expect(merged.core.state == .done)
        #expect(merged.effects.contains(.unlockDependents))
        for state in TaskState.allCases where state != .review {
            #expect(throws: TaskRefusal.self) { try machine.decide(task(state, .none), .merged) }
        }
    }

    @Test func `a done task cannot be cancelled, failed or redriven`() {
        for event in [TaskEvent.cancelled("x"), .redriven, .failedForGood("x"), .leaseLost(byTime: true), .stopped] {
            #expect(throws: TaskRefusal.self) { try machine.decide(task(.done, .none), event) }
        }
    }

    @Test func `redriving resets the budgets under a new generation`() throws {
        var failed = task(.failed, .none, attempt: 3)
        failed.crashes = 2
        let again = try machine.decide(failed, .redriven).core
        #expect(again.state == .ready)
        #expect(again.generation == 1)
        #expect(again.attempt == 0)
        #expect(again.crashes == 0)
    }

    @Test func `a checker that could not run says nothing about the work`() throws {
        let lost = try machine.decide(verifying, .attemptFailed("the sandbox broke")).core
        #expect(lost.state == .review)
        #expect(lost.phase == .verification)
        #expect(lost.isClaimable)
        #expect(lost.crashes == 1)
    }

    @Test func `no event of any state breaks the invariants`() {
        let events: [TaskEvent] = [
            .dependenciesDone, .dependencyFailed("x"), .due, .claimed(by: agent, epoch: 9, until: now), .workAccepted,
            .verified(passed: true, proves: true, evidence: ""), .verified(passed: false, proves: true, evidence: ""),
            .mergeNeedsCheck, .landingChecked(passed: true, evidence: ""), .mergeConflicted("x"), .merged,
            .attemptFailed("x"), .interrupted("x", retryAfter: .seconds(1)), .failedForGood("x"), .parked("x"),
            .leaseLost(byTime: true), .leaseLost(byTime: false), .lossExplained, .released, .stopped, .cancelled("x"),
            .approvedByPerson, .rejectedByPerson, .redriven,
        ]
        for before in standings {
            for event in events {
                guard let after = try? machine.decide(before, event) else { continue }
                #expect(standings.contains { $0.hasStanding(of: after.core) }, "\(before.state) \(event)")
                #expect(after.core.epoch >= before.epoch)
                #expect(after.effects.contains(.leaseEnded) == (before.isLeased && !after.core.isLeased))
                #expect(after.core.attempt >= 0)
            }
        }
    }

    /// Every standing a task can have.
    private var standings: [TaskCore] {
        [
            task(.pending, .none), task(.ready, .work), task(.running, .work, leased: true), task(.blocked, .none),
            task(.review, .verification), task(.review, .verification, leased: true), task(.review, .merge),
            task(.review, .landing), task(.review, .landing, leased: true), task(.review, .approval),
            task(.done, .none), task(.failed, .none), task(.cancelled, .none),
        ]
    }
}

extension TaskCore {
    fileprivate func hasStanding(of other: TaskCore) -> Bool {
        state == other.state && phase == other.phase && isLeased == other.isLeased
    }
}
