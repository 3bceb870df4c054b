package import Store
package import Vocabulary
import Cards

extension WriteTransaction {
    /// Ends a running swarm when none of its tasks is open any more, and says so.
    func finishSwarmIfDone(_ id: SwarmID) throws {
        guard var swarm = try swarm(id), swarm.state == .running, swarm.openTasks == 0 else { return }
        let counts = try taskCounts(of: id)
        let isWhole = (counts[.failed] ?? 0) == 0 && (counts[.done] ?? 0) > 0
        swarm.state = isWhole ? .completed : .failed
        swarm.finishedAt = now
        try update(swarm)
        try emit(isWhole ? .swarmCompleted : .swarmFailed, swarm: id)
        guard let finished = try self.swarm(id) else { return }
        try announce([resultsCard(of: finished).render()], of: finished, .result)
    }

    /// Ends every lease of the swarm at once, and the right of lost ones to be salvaged: the database first, then the
    /// agents are told.
    ///
    /// Returns the names of the agents that were stopped.
    package func stopWork(of swarm: SwarmID) throws -> [String] {
        var stopped: [AgentID] = []
        for task in try tasks(of: swarm) where task.core.isLeased || task.core.canSalvage {
            guard task.core.isLeased else {
                var next = task
                next.core.canSalvage = false
                _ = try write(next, from: task.core)
                continue
            }
            if let agent = task.core.agent { stopped.append(agent) }
            try advance(task, .stopped)
        }
        for agent in Set(stopped) { try bumpDirectives(of: agent) }
        return try Set(stopped).sorted().compactMap { try agent($0)?.name }
    }
}
