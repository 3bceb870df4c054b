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
    /// No lease is revoked during a lease time after a start, an outage of the database, a jump of the wall clock or a
    /// suspended machine: agents had nobody to send heartbeats to.
    package func run() async throws {
        let wakes = store.wake(on: .timers)
        var blackout = store.now + .seconds(settings.leaseSeconds)
        var seen = (wall: store.now, running: SuspendingClock.now)
        while !Task.isCancelled {
            let wall = store.now
            let running = SuspendingClock.now
            if wall - seen.wall - (running - seen.running) > .seconds(max(settings.leaseSeconds / 3, 1)) {
                blackout = wall + .seconds(settings.leaseSeconds)
            }
            seen = (wall, running)
            if let returned = store.health.lastReturn {
                blackout = max(blackout, returned + .seconds(settings.leaseSeconds))
            }
            let mayRevoke = wall >= blackout
            var next = try await store.perform(
                ReapLeases(graceSeconds: settings.graceSeconds, mayRevoke: mayRevoke))
            if !mayRevoke, next != nil { next = next.map { min($0, blackout) } ?? blackout }
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
