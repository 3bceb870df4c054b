package import Vocabulary

/// A swarm as it is stored.
package struct SwarmRecord: Sendable {
    /// Why nothing new starts; zero means open.
    package struct Gate: OptionSet, Sendable, Hashable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }
        package static let paused = Gate(rawValue: 1)
        package static let swarmBudget = Gate(rawValue: 2)
        package static let dayBudget = Gate(rawValue: 4)
        /// The whole hub rests.
        package static let resting = Gate(rawValue: 8)

        /// What only money opens.
        package static let budgets: Gate = [.swarmBudget, .dayBudget]
    }

    package var id: SwarmID
    /// Immutable: branches and folders are named by it.
    package var slug: String
    package var name: String
    package var state: SwarmState
    package var gate: Gate
    package var conversation: ConversationID?
    package var principal: PrincipalID?
    /// How many jobs may run at once.
    package var agents: Int
    /// Jobs under a lease now.
    package var running: Int
    package var budget: Money?
    package var spent: Money
    package var reserved: Money
    /// The repository it works on, as the person named it; nil for a fresh one.
    package var origin: String?
    package var baseBranch: String?
    /// Tip of the swarm's branch as the database knows it; nil until the repository is prepared.
    package var head: String?
    /// Path of its bare repository on this machine; nil until it is prepared.
    package var repository: String?
    package var prd: String
    package var prdName: String?
    package var model: String?
    package var deadline: String?
    /// Grows with every change a person could have wanted to know before saying yes.
    package var version: Int64
    package var tasks: Int
    /// Tasks that are neither done, failed nor cancelled.
    package var openTasks: Int
    package var reason: String?
    package var createdAt: Timestamp
    package var finishedAt: Timestamp?

    package var branch: String { "waggle/\(slug)/main" }
    package var isPaused: Bool { gate.contains(.paused) }
}
