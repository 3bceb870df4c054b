import Lifecycle
import Store

/// The store as a service: first to start, last to stop, so that everybody else can finish their writes.
struct StoreService: Service {
    let name = "store"
    let store: Store

    func run() async throws {
        await Shutdown.current?.wait()
        await store.close()
    }
}
