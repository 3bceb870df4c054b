package import Store
import Threading
import Vocabulary

/// What has to be done once in a while: new days, agents that fell silent, finished work, old keys.
package struct Housekeeping: Sendable {
    private let store: Store
    private let settings: OrchestratorSettings
    private let bundles: BundleShelf
    /// It begins again whenever the database was away; the process starts once.
    private let hasStarted = Lock(false)

    package init(store: Store, settings: OrchestratorSettings, desk: AgentDesk) {
        self.store = store
        self.settings = settings
        bundles = desk.bundles
    }

    /// Tidies at start and every minute until the task is cancelled.
    package func run() async throws {
        var rounds = 0
        while !Task.isCancelled {
            try await store.perform(BoundTimes(settings: settings))
            if store.isShared { try await store.perform(SettleAbandonedSpend()) }
            try await store.perform(OpenDayGate(settings: settings, isStart: !hasStarted.withLock(\.self)))
            hasStarted.withLock { $0 = true }
            try await store.perform(NoteSilentAgents(silence: .seconds(settings.leaseSeconds * 2)))
            // Agents of this machine are still on their way at the start.
            if rounds > 0 { try await store.perform(WatchAgents(waiting: store.claimable)) }
            // In steps, so that nobody waits long behind a large swarm.
            while !Task.isCancelled, try await store.perform(MoveToHistory(before: store.now - MoveToHistory.delay)) {}
            if rounds % 10 == 0 {
                // In steps, so that nobody waits long behind a large one.
                while try await store.perform(ForgetOldKeys()) == ForgetOldKeys.step {}
                if let retention = settings.retention {
                    while try await store.perform(PurgeExpired(before: store.now - retention)) {}
                }
                await bundles.prune(olderThan: .seconds(8 * 86_400))
            }
            rounds += 1
            try await Task.sleep(for: .seconds(60))
        }
    }
}

/// Drops message ids after 8 days (providers repeat for 7), answers kept for idempotency keys after one, and questions
/// whose time is over.
package struct ForgetOldKeys: StoreOperation {
    /// How long a message's id is known; an older message is not taken at all.
    package static let seenLifetime = Duration.seconds(8 * 86_400)
    static let step = 2_000

    package init() {}

    package func perform(in transaction: WriteTransaction) throws -> Int {
        try transaction.forgetIdempotency(before: transaction.now - .seconds(86_400))
        try transaction.expireQuestions()
        try transaction.forgetProcesses(before: transaction.now - .seconds(86_400))
        return try transaction.forgetSeen(before: transaction.now - Self.seenLifetime, limit: Self.step)
    }
}

/// Notes that agents of other machines gave no sign for a while; their leases end by their own time.
package struct NoteSilentAgents: StoreOperation {
    let silence: Duration

    package init(silence: Duration) { self.silence = silence }

    package func perform(in transaction: WriteTransaction) throws {
        for var agent in try transaction.agents(silentSince: transaction.now - silence) {
            agent.isConnected = false
            try transaction.update(agent)
            try transaction.emit(.agentLeft, agent: agent.id, data: EventData.object(["name": .text(agent.name)]))
        }
    }
}

/// Notes that an agent gave a sign.
struct TouchAgent: StoreOperation {
    let agent: AgentID

    func perform(in transaction: WriteTransaction) throws { try transaction.touch(agent) }
}
