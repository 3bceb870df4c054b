import Vocabulary

/// What the queue has to know about an agent, as its rows stand in the open transaction.
///
/// Changed in place: a claim looks at it more than once, and it is large.
final class AgentLoad {
    /// It is there, neither draining nor removed, and not about to restart.
    let takesJobs: Bool
    /// As its row said when it was last written; its signs of life since count for nothing here.
    let isConnected: Bool
    let capacity: Capacity
    /// Jobs under a lease now.
    private var jobs = 0
    /// The amounts that these jobs take.
    private var used = Needs()

    init(takesJobs: Bool, isConnected: Bool, capacity: Capacity) {
        self.takesJobs = takesJobs
        self.isConnected = isConnected
        self.capacity = capacity
    }

    /// Says whether another job of that kind fits beside those it holds.
    func hasRoom(for needs: Needs) -> Bool { capacity.covers(needs, beside: used) }

    /// Says whether such a job fits where it holds no other.
    func mayHold(_ needs: Needs) -> Bool { capacity.covers(needs) }

    /// Its jobs take something of what it has.
    var isOccupied: Bool { !used.isEmpty }

    /// - Parameter idle: Jobs under a lease that are done and only wait for being brought.
    func mayTakeAnother(idle: Int) -> Bool { capacity.jobs.map { jobs - idle < $0 } ?? true }

    /// Counts a job that begins (1) or ends (-1).
    func count(_ delta: Int, _ needs: Needs) {
        jobs += delta
        used.processors += delta * needs.processors
        used.memoryMegabytes += delta * needs.memoryMegabytes
        used.gpus += delta * needs.gpus
    }
}
