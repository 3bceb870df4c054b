package import Store
package import Vocabulary

/// Removes what the retention of this installation has let expire, a step at a time.
///
/// Swarms lose their tasks, results, logs, plans and events, conversations their old messages. What is kept for ever: the
/// audit log, what was spent, and the swarms' names with how they ended.
package struct PurgeExpired: StoreOperation {
    private static let step = 500

    let before: Timestamp

    /// - Parameter before: what ended, or was said, before this time is removed.
    package init(before: Timestamp) { self.before = before }

    /// True while more has expired.
    package func perform(in transaction: WriteTransaction) throws -> Bool {
        if let swarm = try transaction.expiredSwarm(endedBefore: before) {
            guard try transaction.purgeTasks(of: swarm.id, limit: Self.step / 10) == 0,
                try transaction.purgeEvents(of: swarm.id, limit: Self.step / 10) == 0
            else { return true }
            try transaction.finishPurge(of: swarm.id)
            try transaction.audit("swarm.purge", by: nil, subject: "swarm \(swarm.slug)")
            return true
        }
        let messages = try transaction.purgeMessages(before: before, limit: Self.step)
        let events = try transaction.purgeLooseEvents(before: before, limit: Self.step)
        return max(messages, events) == Self.step
    }
}
