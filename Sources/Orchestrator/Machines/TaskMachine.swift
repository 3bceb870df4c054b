package import Store
package import Vocabulary

/// The one table of task transitions; what is not in it is refused (docs/state-machines.md).
///
/// Pure: the time, the epoch and the jitter come in, nothing is read or written.
package struct TaskMachine: Sendable {
    /// Three leases lost without an explanation fail a task.
    package static let crashLimit = 3
    /// So many offers in a row that no agent gave a sign for fail it too: something is wrong, and it must not go on for ever.
    package static let unheardLimit = 10

    package let now: Timestamp
    /// In 0..<1; spreads retries.
    package let jitter: Double
    /// Says whether the swarm may retry as soon as backoff allows; else it waits as long as backoff can.
    package let mayRetry: Bool

    package init(now: Timestamp, jitter: Double, mayRetry: Bool = true) {
        self.now = now
        self.jitter = jitter
        self.mayRetry = mayRetry
    }

    /// What `event` makes of the task.
    ///
    /// - Throws: `TaskRefusal` where the table has no such transition.
    package func decide(_ task: TaskCore, _ event: TaskEvent) throws(TaskRefusal) -> TaskDecision {
        switch event {
        case .dependenciesDone, .due, .dependencyFailed: try waiting(task, event)
        case .claimed, .reacquired, .leaseLost, .lossExplained, .released, .stopped: try leasing(task, event)
        case .workAccepted, .attemptFailed, .interrupted, .failedForGood, .parked: try working(task, event)
        case .verified, .mergeNeedsCheck, .landingChecked, .mergeConflicted, .merged: try reviewing(task, event)
        case .cancelled, .approvedByPerson, .rejectedByPerson, .redriven: try deciding(task, event)
        }
    }

    // MARK: Waiting for others or for time

    private func waiting(_ task: TaskCore, _ event: TaskEvent) throws(TaskRefusal) -> TaskDecision {
        var next = task
        switch event {
        case .dependencyFailed(let reason):
            guard task.state == .pending else { throw refusal(task, event) }
            next.state = .blocked
            next.runAt = nil
            next.reason = reason
            return TaskDecision(core: next, effects: [.emit(.taskBlocked)])
        case .dependenciesDone, .due:
            guard task.state == .pending, task.dependenciesLeft == 0, task.runAt.map({ $0 <= now }) ?? true else {
                throw refusal(task, event)
            }
            next.state = .ready
            next.phase = .work
            next.runAt = nil
            return TaskDecision(core: next, effects: [.emit(.taskReady)])
        default: throw refusal(task, event)
        }
    }

    // MARK: Leases

    private func leasing(_ task: TaskCore, _ event: TaskEvent) throws(TaskRefusal) -> TaskDecision {
        if case .claimed(let agent, let epoch, let until) = event {
            guard task.isClaimable, epoch > task.epoch else { throw refusal(task, event) }
            var next = task
            next.isLeased = true
            next.agent = agent
            next.epoch = epoch
            next.leaseUntil = until
            next.loss = .unheard
            next.canSalvage = false
            if task.phase == .work {
                next.state = .running
                next.attempt += 1
                next.reason = nil
            }
            return TaskDecision(core: next, effects: [.leaseStarted, .emit(.taskClaimed)])
        }
        if case .reacquired(let until) = event { return try reacquired(task, until, event) }
        guard task.isLeased else { throw refusal(task, event) }
        switch event {
        case .leaseLost(let byTime): return lost(task, byTime: byTime)
        case .lossExplained:
            var next = task
            next.loss = .explained
            return TaskDecision(core: next, effects: [])
        case .released, .stopped:
            var next = ended(task)
            if task.phase == .work {
                next.state = .ready
                next.attempt -= 1
            }
            return TaskDecision(core: next, effects: [.leaseEnded, .emit(.taskReady)])
        default: throw refusal(task, event)
        }
    }

    /// Under the same epoch, for nobody else had one since; the loss was no crash after all.
    private func reacquired(
        _ task: TaskCore, _ until: Timestamp, _ event: TaskEvent
    ) throws(TaskRefusal) -> TaskDecision {
        guard task.canSalvage, task.state == .pending || task.state == .ready else { throw refusal(task, event) }
        var next = task
        next.state = .running
        next.phase = .work
        next.isLeased = true
        next.leaseUntil = until
        next.runAt = nil
        next.attempt += 1
        if task.unheard == 0 { next.crashes = max(task.crashes - 1, 0) }
        next.unheard = 0
        next.canSalvage = false
        next.reason = nil
        return TaskDecision(core: next, effects: [.leaseStarted, .emit(.taskClaimed)])
    }

    private func lost(_ task: TaskCore, byTime: Bool) -> TaskDecision {
        var next = ended(task)
        switch task.loss {
        case .crash: next.crashes += 1
        case .explained: break
        case .unheard: next.unheard += 1
        }
        if next.crashes >= Self.crashLimit {
            return failed(next, "poison: \(next.crashes) agents were lost while they worked on it", [.leaseEnded])
        }
        if next.unheard >= Self.unheardLimit {
            return failed(next, "lost: it was offered \(next.unheard) times, and no agent began it", [.leaseEnded])
        }
        guard task.phase == .work else { return TaskDecision(core: next, effects: [.leaseEnded]) }
        next.state = .pending
        next.phase = .none
        next.attempt -= 1
        next.runAt = now + pause(afterFailures: next.crashes)
        next.reason =
            task.loss == .unheard
            ? "no agent began it after it was offered; it is offered again"
            : "its agent was lost; it will be tried again"
        next.canSalvage = byTime
        return TaskDecision(core: next, effects: [.leaseEnded, .emit(.taskRetried)])
    }

    /// A checker that could not run says nothing about the work: the check stays on offer, and counts like a lost lease,
    /// so that one that can never run does not go round for ever.
    private func unchecked(_ task: TaskCore, _ reason: String) -> TaskDecision {
        var next = task
        next.crashes += 1
        guard next.crashes < Self.crashLimit else {
            return failed(
                next, "its checks could not be run \(next.crashes) times; the last reason: \(reason)", [.leaseEnded])
        }
        return TaskDecision(core: next, effects: [.leaseEnded])
    }

    // MARK: Work

    private func working(_ task: TaskCore, _ event: TaskEvent) throws(TaskRefusal) -> TaskDecision {
        let isSalvage = task.canSalvage && (task.state == .pending || task.state == .ready)
        if event == .workAccepted, isSalvage {
            var next = task
            next.state = .review
            next.phase = .verification
            next.attempt += 1
            next.runAt = nil
            next.canSalvage = false
            next.reason = nil
            return TaskDecision(core: next, effects: [.emit(.taskReviewed)])
        }
        guard task.isLeased else { throw refusal(task, event) }
        var next = ended(task)
        switch event {
        case .workAccepted:
            guard task.state == .running, task.phase == .work else { throw refusal(task, event) }
            next.state = .review
            next.phase = .verification
            next.crashes = 0
            next.unheard = 0
            return TaskDecision(core: next, effects: [.leaseEnded, .emit(.taskReviewed)])
        case .attemptFailed(let reason):
            guard task.phase == .work else { return unchecked(next, reason) }
            return retry(next, reason, [.leaseEnded], delayed: true)
        case .interrupted(let reason, let retryAfter):
            guard task.phase == .work else { return unchecked(next, reason) }
            next.state = .pending
            next.phase = .none
            next.attempt -= 1
            next.runAt = now + max(retryAfter, Backoff.delay(failures: 1, jitter: jitter))
            next.reason = reason
            return TaskDecision(core: next, effects: [.leaseEnded, .emit(.taskRetried)])
        case .failedForGood(let reason):
            guard task.phase == .work else { return unchecked(next, reason) }
            return failed(next, reason, [.leaseEnded])
        case .parked(let reason):
            guard task.phase == .work else { return unchecked(next, reason) }
            next.attempt -= 1
            next.state = .blocked
            next.phase = .none
            next.reason = reason
            return TaskDecision(core: next, effects: [.leaseEnded, .emit(.taskBlocked)])
        default: throw refusal(task, event)
        }
    }

    // MARK: Review

    private func reviewing(_ task: TaskCore, _ event: TaskEvent) throws(TaskRefusal) -> TaskDecision {
        guard task.state == .review else { throw refusal(task, event) }
        switch (event, task.phase) {
        case (.verified(let passed, let proves, let evidence), .verification) where task.isLeased:
            var next = ended(task)
            next.crashes = 0
            next.unheard = 0
            if !passed { return retry(next, evidence, [.leaseEnded, .keepFeedback(evidence)], delayed: false) }
            next.phase = proves ? .merge : .approval
            next.reason = proves ? nil : "its checks passed before the work too, so they prove nothing"
            return TaskDecision(core: next, effects: [.leaseEnded] + (proves ? [] : [.emit(.taskBlocked)]))
        case (.mergeNeedsCheck, .merge):
            var next = task
            next.phase = .landing
            return TaskDecision(core: next, effects: [])
        case (.landingChecked(let passed, let evidence), .landing) where task.isLeased:
            var next = ended(task)
            next.crashes = 0
            next.unheard = 0
            if !passed { return retry(next, evidence, [.leaseEnded, .keepFeedback(evidence)], delayed: false) }
            next.phase = .merge
            return TaskDecision(core: next, effects: [.leaseEnded])
        case (.mergeConflicted(let evidence), .merge):
            return retry(task, evidence, [.keepFeedback(evidence)], delayed: false)
        case (.merged, .merge):
            var next = task
            next.state = .done
            next.phase = .none
            next.reason = nil
            return TaskDecision(core: next, effects: [.finished, .emit(.taskDone), .unlockDependents])
        default: throw refusal(task, event)
        }
    }

    // MARK: What people decide

    private func deciding(_ task: TaskCore, _ event: TaskEvent) throws(TaskRefusal) -> TaskDecision {
        let lease: [TaskDecision.Effect] = task.isLeased ? [.leaseEnded] : []
        var next = task.isLeased ? ended(task) : task
        switch event {
        case .cancelled(let reason):
            guard !task.state.isFinal else { throw refusal(task, event) }
            next.state = .cancelled
            next.phase = .none
            next.runAt = nil
            next.canSalvage = false
            next.reason = reason
            return TaskDecision(core: next, effects: lease + [.finished, .emit(.taskCancelled), .blockDependents])
        case .approvedByPerson:
            guard task.state == .review, task.phase == .approval else { throw refusal(task, event) }
            next.phase = .merge
            next.reason = nil
            return TaskDecision(core: next, effects: [])
        case .rejectedByPerson:
            guard task.state == .review else { throw refusal(task, event) }
            next.maxAttempts = max(task.maxAttempts, task.attempt + 1)
            return retry(next, "rejected", lease, delayed: false)
        case .redriven:
            guard task.state == .failed || task.state == .cancelled || task.state == .blocked else {
                throw refusal(task, event)
            }
            next.generation += 1
            next.attempt = 0
            next.crashes = 0
            next.unheard = 0
            next.reason = nil
            next.runAt = nil
            next.state = task.dependenciesLeft == 0 ? .ready : .pending
            next.phase = task.dependenciesLeft == 0 ? .work : .none
            let reopened: [TaskDecision.Effect] = task.state.isFinal ? [.reopened, .unblockDependents] : []
            return TaskDecision(core: next, effects: reopened + [.emit(.taskRetried)])
        default: throw refusal(task, event)
        }
    }

    // MARK: Pieces

    private func ended(_ task: TaskCore) -> TaskCore {
        var next = task
        next.isLeased = false
        next.leaseUntil = nil
        next.loss = .crash
        next.canSalvage = false
        return next
    }

    private func retry(
        _ task: TaskCore, _ reason: String, _ effects: [TaskDecision.Effect], delayed: Bool
    ) -> TaskDecision {
        guard task.attempt < task.maxAttempts else {
            return failed(
                task, "attempts: \(task.attempt) of \(task.maxAttempts) used; the last one: \(reason)", effects)
        }
        var next = task
        next.state = .pending
        next.phase = .none
        next.runAt = delayed ? now + pause(afterFailures: task.attempt) : now
        next.reason = reason
        return TaskDecision(core: next, effects: effects + [.emit(.taskRetried)])
    }

    private func pause(afterFailures failures: Int) -> Duration {
        Backoff.delay(failures: mayRetry ? failures : .max, jitter: jitter)
    }

    private func failed(_ task: TaskCore, _ reason: String, _ effects: [TaskDecision.Effect]) -> TaskDecision {
        var next = task
        next.state = .failed
        next.phase = .none
        next.runAt = nil
        next.reason = reason
        return TaskDecision(core: next, effects: effects + [.finished, .emit(.taskFailed), .blockDependents])
    }

    private func refusal(_ task: TaskCore, _ event: TaskEvent) -> TaskRefusal {
        TaskRefusal(number: task.number, state: task.state, event: "\(event)")
    }
}
