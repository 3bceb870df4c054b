import Vocabulary

/// What the queue has to know about a swarm, as its row stands in the open transaction with what was put off.
struct SwarmLoad {
    /// Nil until its repository is prepared.
    var open: OpenSwarm?
    var isRunning: Bool
    var gate: SwarmRecord.Gate
    /// How many jobs may run at once.
    var agents: Int
    var running: Int
    var tasks: Int

    /// Says whether another job may start.
    var hasRoom: Bool { isRunning && gate == [] && running < agents && open != nil }
}

/// Changes of a swarm's counters.
struct SwarmCounts: Equatable {
    var running = 0
    var tasks = 0
    var open = 0

    static func += (left: inout SwarmCounts, right: SwarmCounts) {
        left.running += right.running
        left.tasks += right.tasks
        left.open += right.open
    }

    static prefix func - (counts: SwarmCounts) -> SwarmCounts {
        SwarmCounts(running: -counts.running, tasks: -counts.tasks, open: -counts.open)
    }
}
