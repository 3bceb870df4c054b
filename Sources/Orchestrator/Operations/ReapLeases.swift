package import Store
package import Vocabulary

/// Revokes leases whose time and grace are over, and readies tasks whose backoff is over.
package struct ReapLeases: StoreOperation {
    let leaseSeconds: Int
    let graceSeconds: Int
    /// False during the blackout after a start: agents had no way to send heartbeats.
    let mayRevoke: Bool

    /// - Parameter leaseSeconds: A lease that ends later was given by a clock that has been set back since.
    package init(leaseSeconds: Int, graceSeconds: Int, mayRevoke: Bool) {
        self.leaseSeconds = leaseSeconds
        self.graceSeconds = graceSeconds
        self.mayRevoke = mayRevoke
    }

    /// Returns when to look again; nil where nothing waits for time.
    package func perform(in transaction: WriteTransaction) throws -> Timestamp? {
        let now = transaction.now
        try transaction.boundTimers(leases: now + .seconds(leaseSeconds), backoffs: now + FailJob.longestPause)
        if mayRevoke {
            for id in try transaction.leases(endedBefore: now - .seconds(graceSeconds), limit: 500) {
                guard let task = try transaction.task(id) else { continue }
                try transaction.advance(task, .leaseLost(byTime: true))
            }
        }
        for id in try transaction.tasksDue(at: now, limit: 500) {
            guard let task = try transaction.task(id) else { continue }
            try transaction.advance(task, .due)
        }
        let next = try transaction.nextTaskTimer()
        transaction.setTimer(next)
        return next
    }
}
