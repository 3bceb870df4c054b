package import Store
package import Vocabulary

/// Revokes leases whose time and grace are over, and readies tasks whose backoff is over.
package struct ReapLeases: StoreOperation {
    let graceSeconds: Int
    /// False during the blackout after a start: agents had no way to send heartbeats.
    let mayRevoke: Bool

    package init(graceSeconds: Int, mayRevoke: Bool) {
        self.graceSeconds = graceSeconds
        self.mayRevoke = mayRevoke
    }

    /// Returns when to look again; nil where nothing waits for time.
    package func perform(in transaction: WriteTransaction) throws -> Timestamp? {
        let now = transaction.now
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
