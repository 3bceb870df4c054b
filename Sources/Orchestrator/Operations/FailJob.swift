package import AgentProtocol
package import Store
package import Vocabulary
import Cards

/// Takes the news that a job could not be done, under the same fence as a result.
package struct FailJob: StoreOperation {
    let lease: LeaseID
    let agent: AgentID
    let failure: JobFailure
    let body: String
    let digest: String

    package init(lease: LeaseID, agent: AgentID, failure: JobFailure, body: String, digest: String) {
        self.lease = lease
        self.agent = agent
        self.failure = failure
        self.body = body
        self.digest = digest
    }

    package func perform(in transaction: WriteTransaction) throws -> LeaseVerdict {
        guard let task = try transaction.task(TaskID(lease.task)) else { return LeaseVerdict(.unknown) }
        if let accepted = try transaction.acceptedReport(of: task.core.id, epoch: lease.epoch) {
            return LeaseVerdict(accepted.digest == digest ? .replayed : .conflict)
        }
        guard task.core.epoch == lease.epoch, task.core.agent == agent, task.core.isLeased else {
            return LeaseVerdict(.stale)
        }
        try transaction.insertReport(
            ReportRecord(
                task: task.core.id, epoch: lease.epoch, phase: task.core.phase, verdict: .accepted, digest: digest,
                body: body, at: transaction.now, agent: agent))
        if !failure.logTail.isEmpty {
            try transaction.appendLog(String(failure.logTail.suffix(8_192)), to: task.core.id)
        }
        let next = try transaction.advance(task, event)
        if failure.failure == .attempt, next.core.state == .pending {
            try transaction.setFeedback(
                "the last attempt failed: \(failure.reason)\n\(failure.logTail.suffix(2_000))", of: task.core.id)
        }
        if next.core.state == .blocked, let swarm = try transaction.swarm(task.core.swarm) {
            try transaction.announce(
                [
                    Notice.blocked(
                        swarm: swarm.name, number: task.core.number, title: task.title, reason: failure.reason)
                ], of: swarm, .question)
        }
        return LeaseVerdict(.accepted)
    }

    /// No task waits longer than this for its next attempt.
    static let longestPause = Duration.seconds(3_600)

    private var event: TaskEvent {
        switch failure.failure {
        case .attempt: .attemptFailed(failure.reason)
        case .transient:
            .interrupted(
                failure.reason,
                retryAfter: min(.seconds(max(failure.retryAfterSeconds ?? 5, 0)), Self.longestPause))
        case .permanent: .failedForGood(failure.reason)
        case .question: .parked(failure.reason)
        case .budget: .parked(TaskCore.budgetReason + failure.reason)
        case .stopped: .stopped
        }
    }
}
