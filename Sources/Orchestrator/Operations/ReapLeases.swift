package import Store
package import Vocabulary

/// Revokes leases whose time and grace are over, readies tasks whose backoff is over, and goes on
/// telling the many children of a done task.
package struct ReapLeases: StoreOperation {
    let leaseSeconds: Int
    let graceSeconds: Int
    /// False during the blackout after a start: agents had no way to send heartbeats.
    let mayRevoke: Bool
    let decidedAt: Timestamp?
    let reachableSince: Timestamp?

    /// - Parameters:
    ///   - decidedAt: The time for which `mayRevoke` was decided: the clock may jump before this is performed.
    ///   - leaseSeconds: A lease that ends later was given by a clock that has been set back since.
    ///   - reachableSince: When agents could reach this control plane again; an agent that gave no sign since then may have
    ///     ended with nobody to tell, which says nothing about its task.
    package init(
        leaseSeconds: Int, graceSeconds: Int, mayRevoke: Bool, decidedAt: Timestamp? = nil,
        reachableSince: Timestamp? = nil
    ) {
        self.leaseSeconds = leaseSeconds
        self.graceSeconds = graceSeconds
        self.mayRevoke = mayRevoke
        self.decidedAt = decidedAt
        self.reachableSince = reachableSince
    }

    /// Returns when to look again; nil where nothing waits for time.
    package func perform(in transaction: WriteTransaction) throws -> Timestamp? {
        let now = transaction.now
        try transaction.boundTimers(leases: now + .seconds(leaseSeconds), backoffs: now + FailJob.longestPause)
        if mayRevoke {
            let judged = min(now, decidedAt ?? now)
            for id in try transaction.leases(endedBefore: judged - .seconds(graceSeconds), limit: 500) {
                guard let task = try transaction.task(id) else { continue }
                let lost = try isExplained(task, in: transaction) ? transaction.advance(task, .lossExplained) : task
                try transaction.advance(lost, .leaseLost(byTime: true))
            }
        }
        for id in try transaction.tasksDue(at: now, limit: 500) {
            guard let task = try transaction.task(id) else { continue }
            try transaction.advance(task, .due)
        }
        if let parent = try transaction.nextUnlock() { try transaction.unlockDependents(of: parent, isKept: true) }
        let next = try transaction.nextUnlock() == nil ? transaction.nextTaskTimer() : now
        try transaction.setTimer(next)
        return next
    }

    private func isExplained(_ task: TaskRecord, in transaction: WriteTransaction) throws -> Bool {
        guard let reachableSince, let agent = task.core.agent else { return false }
        return try transaction.agent(agent)?.seenAt.map { $0 < reachableSince } ?? true
    }
}
