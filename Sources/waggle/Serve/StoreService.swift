import Lifecycle
import Store

/// The store as a service: first to start, last to stop, so that everybody else can finish their writes.
struct StoreService: Service {
    let name = "store"
    let store: Store

    /// - Throws: `StoreError.damaged` when a page of the database cannot be right: better no control plane than one that
    ///   writes on.
    func run() async throws {
        let damage = try await cancelledByGracefulShutdown { await store.damage() } ?? nil
        if let damage {
            throw StoreError.damaged(
                "the database is damaged: \(damage). The next start looks through it and says what to do.")
        }
        await store.close()
    }
}
