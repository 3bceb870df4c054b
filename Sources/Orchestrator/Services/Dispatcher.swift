package import Store
import Threading
import Vocabulary

/// The agents that wait for a job, first come first served: a ready job wakes as many as there are jobs, at once.
package final class Dispatcher: Sendable {
    private struct Line {
        var next = 0
        var waiting: [(id: Int, wake: AsyncStream<Void>.Continuation)] = []
    }

    /// A place in the line; it is taken before the database is asked, so that no wake-up is lost in between.
    struct Ticket: Sendable {
        let id: Int
        let wakes: AsyncStream<Void>
    }

    private let line = Lock(Line())
    private let store: Store

    package init(store: Store) { self.store = store }

    func join() -> Ticket {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id = line.withLock { line in
            line.next += 1
            line.waiting.append((line.next, continuation))
            return line.next
        }
        return Ticket(id: id, wakes: stream)
    }

    func leave(_ ticket: Ticket) {
        let left = line.withLock { line -> AsyncStream<Void>.Continuation? in
            guard let index = line.waiting.firstIndex(where: { $0.id == ticket.id }) else { return nil }
            return line.waiting.remove(at: index).wake
        }
        left?.finish()
    }

    /// Hands wake-ups on until the task is cancelled.
    package func run() async throws {
        for await _ in store.signals(.jobs) {
            let waiting = line.withLock { $0.waiting.count }
            guard waiting > 0 else { continue }
            let jobs = try await store.read { try $0.claimableCount(limit: waiting) }
            let woken = line.withLock { line in line.waiting.prefix(jobs).map(\.wake) }
            for wake in woken { wake.yield() }
        }
    }
}
