package import Store
import Vocabulary

/// What has to be done once in a while: new days, old keys.
package struct Housekeeping: Sendable {
    private let store: Store
    private let settings: OrchestratorSettings

    package init(store: Store, settings: OrchestratorSettings) {
        self.store = store
        self.settings = settings
    }

    /// Tidies at start and every ten minutes until the task is cancelled.
    package func run() async throws {
        try await store.perform(SettleAbandonedSpend())
        while !Task.isCancelled {
            try await store.perform(OpenDayGate(settings: settings))
            // In steps, so that nobody waits long behind a large one.
            while try await store.perform(ForgetOldKeys()) == ForgetOldKeys.step {}
            try await Task.sleep(for: .seconds(600))
        }
    }
}

/// Drops message ids after 8 days (providers repeat for 7) and answers kept for idempotency keys after one.
package struct ForgetOldKeys: StoreOperation {
    /// How long a message's id is known; an older message is not taken at all.
    package static let seenLifetime = Duration.seconds(8 * 86_400)
    static let step = 2_000

    package func perform(in transaction: WriteTransaction) throws -> Int {
        try transaction.forgetIdempotency(before: transaction.now - .seconds(86_400))
        return try transaction.forgetSeen(before: transaction.now - Self.seenLifetime, limit: Self.step)
    }
}
