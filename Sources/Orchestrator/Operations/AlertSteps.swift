package import Store
package import Vocabulary

/// Raises an alert that is told nowhere but in the list and the event log.
package struct RaiseAlert: StoreOperation {
    let key: String
    let text: String
    let swarm: SwarmID?

    package init(_ key: String, _ text: String, swarm: SwarmID? = nil) {
        self.key = key
        self.text = text
        self.swarm = swarm
    }

    /// Whether it was not there before.
    package func perform(in transaction: WriteTransaction) throws -> Bool {
        try transaction.raiseAlert(key, text, swarm: swarm) != nil
    }
}

/// Raises an alert where jobs wait and nobody is there to take them; ends it where that is over.
package struct WatchAgents: StoreOperation {
    private static let key = "agents"

    let waiting: Int

    /// - Parameter waiting: How many jobs wait for an agent.
    package init(waiting: Int) { self.waiting = waiting }

    package func perform(in transaction: WriteTransaction) throws {
        let isStuck = try waiting > 0 && !transaction.agents().contains { $0.isConnected }
        if isStuck {
            _ = try transaction.raiseAlert(Self.key, "work waits, and no agent is connected")
        } else {
            _ = try transaction.clearAlert(Self.key)
        }
    }
}

/// The alert of a swarm whose merges git itself fails with.
enum MergeAlert {
    static func key(_ swarm: SwarmID) -> String { "merge \(swarm)" }
}
