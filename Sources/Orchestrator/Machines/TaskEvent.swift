import Store
package import Vocabulary

/// Something that happens to a task.
package enum TaskEvent: Sendable, Hashable {
    /// The last task it waited for is done.
    case dependenciesDone
    /// A task it waits for failed or was cancelled.
    case dependencyFailed(String)
    /// Its backoff is over.
    case due
    case claimed(by: AgentID, epoch: Int64, until: Timestamp)
    /// The holder of a lease that was lost to time alone is there after all, before anybody else took the job.
    case reacquired(until: Timestamp)
    /// The work was taken; the acceptance commands come next.
    case workAccepted
    /// The acceptance commands ran; `proves` says whether one of them failed on the base.
    case verified(passed: Bool, proves: Bool, evidence: String)
    /// The merge made a tree that was never checked.
    case mergeNeedsCheck
    case landingChecked(passed: Bool, evidence: String)
    case mergeConflicted(String)
    case merged
    /// The attempt did not succeed; another may.
    case attemptFailed(String)
    /// Something passing; no attempt is counted.
    case interrupted(String, retryAfter: Duration)
    case failedForGood(String)
    /// A person has to answer or allow something.
    case parked(String)
    /// The holder is gone: `byTime` where only the clock says so.
    case leaseLost(byTime: Bool)
    /// The control plane ended and its local agents with it; whether the lease is lost, the next process tells.
    case lossExplained
    /// The holder gave the job back.
    case released
    /// A person ended what runs; the work itself stays wanted.
    case stopped
    case cancelled(String)
    case approvedByPerson
    case rejectedByPerson
    /// A person wants it tried again.
    case redriven

    /// Says whether the swarm's budget of retries pays for what follows.
    func isRetry(of task: TaskCore) -> Bool {
        switch self {
        case .attemptFailed: true
        case .leaseLost: task.loss != .unheard
        default: false
        }
    }

    /// Says whether what follows may wait for a time that jitter spreads.
    var isDelaying: Bool {
        switch self {
        case .attemptFailed, .interrupted, .leaseLost: true
        default: false
        }
    }
}
