package import Store
import Threading
import Vocabulary

/// The agents that wait for a job, first come first served: a ready job wakes as many as there are jobs, at once.
package final class Dispatcher: Sendable {
    private struct Line {
        var next = 0
        var waiting: [(id: Int, wake: Wake)] = []
    }

    /// A place in the line; it is taken before the database is asked, so that no wake-up is lost in between.
    struct Ticket: Sendable {
        let id: Int
        let wake: Wake
    }

    private let line = Lock(Line())
    private let store: Store

    package init(store: Store) { self.store = store }

    func join() -> Ticket {
        let wake = Wake()
        let id = line.withLock { line in
            line.next += 1
            line.waiting.append((line.next, wake))
            return line.next
        }
        return Ticket(id: id, wake: wake)
    }

    func leave(_ ticket: Ticket) {
        line.withLock { $0.waiting.removeAll { $0.id == ticket.id } }
    }

    /// Hands wake-ups on until the task is cancelled.
    package func run() async throws {
        let jobs = store.wake(on: .jobs)
        while await jobs.wait() {
            let waiting = line.withLock { $0.waiting.count }
            guard waiting > 0 else { continue }
            let ready = try await store.read { try $0.claimableCount(limit: waiting) }
            let woken = line.withLock { line in line.waiting.prefix(ready).map(\.wake) }
            for wake in woken { wake.raise() }
        }
    }
}
