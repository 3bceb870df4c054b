package import Store
package import Telemetry
import Threading
import Vocabulary

/// Watches the backlog: has goals planned as the hub's mode says, and settles those whose swarms have ended.
package struct HubService: Sendable {
    private let store: Store
    private let settings: OrchestratorSettings
    private let logger: Logger

    package init(store: Store, settings: OrchestratorSettings, logger: Logger) {
        self.store = store
        self.settings = settings
        self.logger = logger
    }

    /// Watches until the task is cancelled.
    package func run() async throws {
        let wakes = store.wake(on: .goals)
        repeat {
            // Many goals at once are looked at once.
            try? await Task.sleep(for: .milliseconds(100))
            do { try await store.perform(TakeUpGoal(settings: settings)) } catch let error as StoreError {
                logger.error("the backlog could not be looked at", ["error": "\(error)"])
                _ = await wakes.wait(within: .seconds(5))
            }
        } while await wakes.wait()
    }
}
