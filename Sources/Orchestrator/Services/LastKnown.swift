package import Store
import Threading
package import Vocabulary

/// How the swarms stood when the database was last read: what is answered while it is away, with the time.
///
/// Bounded: a line a swarm, for the newest unfinished ones.
package final class LastKnown: Sendable {
    package struct Snapshot: Sendable, Hashable {
        /// When the database said so.
        package let asOf: Timestamp
        package let swarms: [String]
        package let agentsConnected: Int

        /// For people.
        package var text: String {
            let agents = "\(agentsConnected) \(agentsConnected == 1 ? "agent was" : "agents were") connected"
            guard !swarms.isEmpty else { return "As of \(asOf): no swarm was open, \(agents)." }
            return "As of \(asOf), \(agents): " + swarms.joined(separator: "; ") + "."
        }
    }

    private static let limit = 20
    private static let interval = Duration.seconds(5)

    private let store: Store
    private let kept = Lock<Snapshot?>(nil)
    private let asking = Lock(false)

    package init(store: Store) { self.store = store }

    /// Reads again every few seconds while anything happens, until the task is cancelled.
    package func follow() async {
        let events = store.wake(on: .events)
        repeat {
            await refresh()
            try? await Task.sleep(for: Self.interval)
        } while await events.wait()
    }

    /// The state now where it can still be read, else the last one that could; nil where there never was one.
    ///
    /// A database that does not answer is not waited for: at most one read is under way.
    package func snapshot() async -> Snapshot? {
        let isFree = asking.withLock { asking in
            defer { asking = true }
            return !asking
        }
        if isFree { await refresh() }
        if isFree { asking.withLock { $0 = false } }
        return kept.withLock(\.self)
    }

    private func refresh() async {
        let fresh = try? await store.read { transaction in
            let open = try transaction.swarms(limit: 200).filter { !$0.state.isFinal }
            return Snapshot(
                asOf: transaction.now,
                swarms: try open.prefix(Self.limit).map { try Self.line($0, in: transaction) },
                agentsConnected: try transaction.agents().count(where: \.isConnected))
        }
        if let fresh { kept.withLock { $0 = fresh } }
    }

    private static func line(_ swarm: SwarmRecord, in transaction: ReadTransaction) throws -> String {
        let counts = try transaction.taskCounts(of: swarm.id)
        let state = swarm.isPaused ? "paused" : swarm.state.rawValue.replacing("_", with: " ")
        guard swarm.tasks > 0 else { return "\(swarm.name) \(state)" }
        return "\(swarm.name) \(state), \(counts[.done] ?? 0) of \(swarm.tasks) tasks done"
    }
}
