package import Store
import Threading
import Vocabulary

/// Watches the clock for the database: lost leases, ended backoffs.
package struct LeaseReaper: Sendable {
    private let store: Store
    private let settings: OrchestratorSettings

    package init(store: Store, settings: OrchestratorSettings) {
        self.store = store
        self.settings = settings
    }

    /// Reaps until the task is cancelled; sleeps as long as nothing waits for time.
    package func run() async throws {
        let wakes = store.wake(on: .timers)
        let started = SuspendingClock.now
        var blackout = RevocationBlackout(leaseSeconds: settings.leaseSeconds, wall: store.now, running: .zero)
        while !Task.isCancelled {
            let decidedAt = store.now
            let mayRevoke = blackout.mayRevoke(
                wall: decidedAt, running: SuspendingClock.now - started, databaseReturned: store.health.lastReturn)
            var next = try await store.perform(
                ReapLeases(
                    leaseSeconds: settings.leaseSeconds, graceSeconds: settings.graceSeconds, mayRevoke: mayRevoke,
                    decidedAt: decidedAt, reachableSince: blackout.reachableSince))
            if !mayRevoke, let due = next { next = min(due, blackout.ends) }
            guard let next else {
                _ = await wakes.wait()
                continue
            }
            // A lease whose grace is not over yet is looked at once a second; 50 ms keep a wrong clock from spinning.
            let pause = next > store.now ? max(next - store.now, .milliseconds(50)) : .seconds(1)
            _ = await wakes.wait(within: pause)
        }
    }
}
