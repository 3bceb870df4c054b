package import Store
package import Vocabulary

/// Moves the tasks of swarms that ended a while ago out of the tables that claims and reports write, a step at a time.
///
/// Nobody sees a difference: who asks is answered from both, and what shall change comes back.
package struct MoveToHistory: StoreOperation {
    /// How long after its end a swarm stays where it can change: late results and second thoughts come soon.
    package static let delay = Duration.seconds(3_600)
    package static let step = 50

    let before: Timestamp
    let limit: Int

    /// - Parameters:
    ///   - before: Swarms that ended before this time are moved.
    ///   - limit: How many tasks at a time.
    package init(before: Timestamp, limit: Int = Self.step) {
        self.before = before
        self.limit = limit
    }

    /// True while there may be more to move.
    package func perform(in transaction: WriteTransaction) throws -> Bool {
        guard let swarm = try transaction.swarmToMove(endedBefore: before) else { return false }
        _ = try transaction.moveToHistory(swarm, limit: limit)
        return true
    }
}
