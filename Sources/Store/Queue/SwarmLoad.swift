import Vocabulary

/// What the queue has to know about a swarm, as its row stands in the open transaction with what was put off.
///
/// One object a swarm, changed in place: the counters move with every step of a task.
final class SwarmLoad {
    /// Nil until its repository is prepared.
    let open: OpenSwarm?
    private let isRunning: Bool
    private let gate: SwarmRecord.Gate
    /// How many jobs may run at once.
    private let agents: Int
    var running: Int
    var tasks: Int

    init(open: OpenSwarm?, isRunning: Bool, gate: SwarmRecord.Gate, agents: Int, running: Int, tasks: Int) {
        self.open = open
        self.isRunning = isRunning
        self.gate = gate
        self.agents = agents
        self.running = running
        self.tasks = tasks
    }

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
