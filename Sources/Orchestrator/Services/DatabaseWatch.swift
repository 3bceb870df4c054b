package import Store
package import Telemetry
import Vocabulary

/// Watches over the database: probes it, says when it is away and when it is back, and reports what agents brought then.
package struct DatabaseWatch: Sendable {
    private let store: Store
    private let lastKnown: LastKnown
    private let logger: Logger

    package init(store: Store, lastKnown: LastKnown, logger: Logger) {
        self.store = store
        self.lastKnown = lastKnown
        self.logger = logger
    }

    /// Watches until the task is cancelled.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await lastKnown.follow() }
            group.addTask { await watch() }
            await group.waitForAll()
        }
    }

    private func watch() async {
        let (store, logger) = (store, logger)
        await store.watchHealth { effect in
            switch effect {
            case .tellOutage(let outage):
                logger.critical(
                    "the database is away: nothing is taken and nothing handed out",
                    ["kind": outage.fault.kind.rawValue, "detail": outage.fault.detail])
            case .tellReturn(let back):
                logger.notice(
                    "the database is back", ["since": "\(back.outage.since)", "probes": "\(back.outage.probes)"])
            case .probe, .report: break
            }
        } report: { back in
            let sentence = try await store.perform(KeepReconciliation(back, process: store.process))
            logger.notice("what became of the outage", ["report": sentence])
        }
    }
}
