package import Store
import Threading
import Vocabulary

/// The agents that wait for a job, first come first served: a ready job wakes as many as there are jobs, at once.
///
/// Whether a waiting agent can do the job only its claim shows; one that cannot hands its wake-up on, once a round.
package final class Dispatcher: Sendable {
    private struct Line {
        var next = 0
        /// Counts the times somebody was woken.
        var round = 0
        var waiting: [(id: Int, wake: Wake, tried: Int)] = []
    }

    /// A place in the line; it is taken before the database is asked, so that no wake-up is lost in between.
    struct Ticket: Sendable {
        let id: Int
        let wake: Wake
    }

    private let line = Lock(Line())
    private let store: Store

    package init(store: Store) { self.store = store }

    /// The present round, for who was just woken.
    var round: Int { line.withLock { $0.round } }

    /// How many agents wait for a job now.
    package var waiting: Int { line.withLock { $0.waiting.count } }

    /// - Parameter round: The last round in which the agent was woken; 0 where it comes fresh.
    func join(after round: Int) -> Ticket {
        let wake = Wake()
        let id = line.withLock { line in
            line.next += 1
            line.waiting.append((line.next, wake, round))
            return line.next
        }
        return Ticket(id: id, wake: wake)
    }

    func leave(_ ticket: Ticket) {
        line.withLock { $0.waiting.removeAll { $0.id == ticket.id } }
    }

    /// Hands a wake-up on that came to nothing, while jobs wait and somebody has not tried yet.
    func pass(_ round: Int) {
        guard store.claimable > 0 else { return }
        let next = line.withLock { line -> Wake? in
            guard let index = line.waiting.firstIndex(where: { $0.tried < round }) else { return nil }
            line.waiting[index].tried = round
            return line.waiting[index].wake
        }
        next?.raise()
    }

    /// Hands wake-ups on until the task is cancelled.
    package func run() async {
        let jobs = store.wake(on: .jobs)
        while await jobs.wait() {
            let ready = min(store.claimable, waiting)
            guard ready > 0 else { continue }
            let woken = line.withLock { line -> [Wake] in
                line.round += 1
                return line.waiting.indices.prefix(ready).map { index in
                    line.waiting[index].tried = line.round
                    return line.waiting[index].wake
                }
            }
            for wake in woken { wake.raise() }
        }
    }
}
