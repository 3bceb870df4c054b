package import Vocabulary

extension ReadTransaction {
    /// Swarms that run, are not held up, and have room for another job, oldest first.
    package func openSwarms() throws -> [OpenSwarm] {
        try connection.statement(
            """
            SELECT id, slug, head, model FROM swarm WHERE state = 'running' AND gate = 0 AND running < agents
            AND head IS NOT NULL ORDER BY id
            """
        ).all { OpenSwarm(id: SwarmID($0.int64(0)), slug: $0.text(1), head: $0.text(2), model: $0.optionalText(3)) }
    }

    /// The first claimable task an agent may take, highest priority first, then oldest.
    ///
    /// It costs one look into an index for every open swarm and lane, however many tasks wait, in open or paused swarms.
    /// - Parameter lanes: What the agent takes: `assigned` gives only what was assigned to it.
    package func firstClaimable(
        for agent: AgentID, lanes: [JobLane], executors: [Executor]
    ) throws -> (task: TaskRecord, swarm: OpenSwarm)? {
        var best: (priority: Int, id: Int64, swarm: OpenSwarm)?
        for swarm in try openSwarms() {
            for lane in lanes {
                let head =
                    lane == .assigned
                    ? try firstAssigned(to: agent, in: swarm.id, executors: executors) : try first(lane, of: swarm.id)
                guard let (priority, id) = head else { continue }
                if let best, (best.priority, -best.id) >= (priority, -id) { continue }
                best = (priority, id, swarm)
            }
        }
        guard let best, let record = try task(TaskID(best.id)) else { return nil }
        return (record, best.swarm)
    }

    private func first(_ lane: JobLane, of swarm: SwarmID) throws -> (priority: Int, id: Int64)? {
        try connection.statement(
            """
            SELECT priority, id FROM task WHERE swarm = ?1 AND lane = ?2
            ORDER BY priority DESC, id LIMIT 1
            """
        ).bind(1, swarm.value).bind(2, lane.rawValue).first { ($0.int(0), $0.int64(1)) }
    }

    private func firstAssigned(
        to agent: AgentID, in swarm: SwarmID, executors: [Executor]
    ) throws -> (priority: Int, id: Int64)? {
        try connection.statement(
            """
            SELECT priority, id, executor FROM task WHERE swarm = ?1 AND lane = 2 AND assigned = ?2
            ORDER BY priority DESC, id
            """
        ).bind(1, swarm.value).bind(2, agent.value).all { ($0.int(0), $0.int64(1), Executor(rawValue: $0.text(2))) }
            .first { $0.2.map(executors.contains) ?? false }.map { ($0.0, $0.1) }
    }

    /// Number of claimable tasks of open swarms, counted up to `limit`: how many waiting agents are worth waking.
    package func claimableCount(limit: Int) throws -> Int {
        try connection.statement(
            """
            SELECT COUNT(*) FROM (SELECT 1 FROM swarm CROSS JOIN task WHERE swarm.state = 'running' AND swarm.gate = 0
            AND swarm.running < swarm.agents AND task.swarm = swarm.id AND task.lane IS NOT NULL LIMIT ?1) AS claimable
            """
        ).bind(1, limit).first { $0.int(0) } ?? 0
    }
}
