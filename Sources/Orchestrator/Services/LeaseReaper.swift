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
    ///
    /// No lease is revoked during its first lease time after a start: agents had nobody to send heartbeats to.
    package func run() async throws {
        let wakes = store.wake(on: .timers)
        let blackout = store.now + .seconds(settings.leaseSeconds)
        while !Task.isCancelled {
            let mayRevoke = store.now >= blackout
            var next = try await store.perform(
                ReapLeases(graceSeconds: settings.graceSeconds, mayRevoke: mayRevoke))
            if !mayRevoke, next != nil { next = next.map { min($0, blackout) } ?? blackout }
            guard let next else {
                _ = await wakes.wait()
                continue
            }
            // A lease's end is looked at once its grace is over; at least 50 ms keep a wrong clock from spinning.
            let pause = max(next - store.now, .milliseconds(50))
            let isLease = next > store.now
            _ = await wakes.wait(within: isLease ? pause : .milliseconds(min(1_000, settings.graceSeconds * 1_000)))
        }
    }
}
