package import Vocabulary

// What asks for one task asks the tables that are written first: it is mostly there. Jobs, leases and what waits for time
// are only there.
extension ReadTransaction {
    package func task(_ id: TaskID) throws -> TaskRecord? {
        if let hot = try connection.statement("SELECT * FROM task_row WHERE id = ?1").bind(1, id.value)
            .first({ try TaskRecord(row: $0) })
        {
            return hot
        }
        return try connection.statement("SELECT * FROM task_row_history WHERE id = ?1").bind(1, id.value)
            .first { try TaskRecord(row: $0) }
    }

    package func task(_ number: Int, of swarm: SwarmID) throws -> TaskRecord? {
        if let hot = try connection.statement("SELECT * FROM task_row WHERE swarm = ?1 AND number = ?2")
            .bind(1, swarm.value).bind(2, number).first({ try TaskRecord(row: $0) })
        {
            return hot
        }
        return try connection.statement("SELECT * FROM task_row_history WHERE swarm = ?1 AND number = ?2")
            .bind(1, swarm.value).bind(2, number).first { try TaskRecord(row: $0) }
    }

    /// All tasks of a swarm in order of their numbers.
    package func tasks(of swarm: SwarmID) throws -> [TaskRecord] {
        try connection.statement(
            """
            SELECT * FROM task_row WHERE swarm = ?1 UNION ALL SELECT * FROM task_row_history WHERE swarm = ?1
            ORDER BY number
            """
        ).bind(1, swarm.value).all { try TaskRecord(row: $0) }
    }

    /// Tasks of a swarm behind a number, in order of their numbers.
    package func tasks(of swarm: SwarmID, after number: Int64, limit: Int) throws -> [TaskRecord] {
        try connection.statement(
            """
            SELECT * FROM
            (SELECT * FROM task_row WHERE swarm = ?1 AND number > ?2 ORDER BY number LIMIT ?3) AS hot UNION ALL SELECT * FROM
            (SELECT * FROM task_row_history WHERE swarm = ?1 AND number > ?2 ORDER BY number LIMIT ?3) AS history
            ORDER BY number LIMIT ?3
            """
        ).bind(1, swarm.value).bind(2, number).bind(3, limit).all { try TaskRecord(row: $0) }
    }

    /// Tasks of all swarms behind an id, in the order in which they were added.
    package func tasks(after id: TaskID, limit: Int) throws -> [TaskRecord] {
        try connection.statement(
            """
            SELECT * FROM (SELECT * FROM task_row WHERE id > ?1 ORDER BY id LIMIT ?2) AS hot UNION ALL
            SELECT * FROM (SELECT * FROM task_row_history WHERE id > ?1 ORDER BY id LIMIT ?2) AS history
            ORDER BY id LIMIT ?2
            """
        ).bind(1, id.value).bind(2, limit).all { try TaskRecord(row: $0) }
    }

    /// Tasks whose job an agent holds.
    package func leasedTasks(of agent: AgentID) throws -> [TaskRecord] {
        try connection.statement(
            "SELECT task_row.* FROM lease JOIN task_row ON id = lease.task WHERE holder = ?1 ORDER BY id"
        ).bind(1, agent.value).all { try TaskRecord(row: $0) }
    }

    /// Leases that ended before `time`, oldest first.
    package func leases(endedBefore time: Timestamp, limit: Int) throws -> [TaskID] {
        try connection.statement(
            """
            SELECT id FROM lease JOIN task ON task.id = lease.task WHERE lease_until < ?1 ORDER BY lease_until LIMIT ?2
            """
        ).bind(1, time.milliseconds).bind(2, limit).all { TaskID($0.int64(0)) }
    }

    /// Unfinished tasks that wait for one agent by a person's wish.
    package func tasks(assignedTo agent: AgentID) throws -> [TaskID] {
        try connection.statement(
            "SELECT id FROM task WHERE assigned = ?1 AND state NOT IN ('done', 'failed', 'cancelled') ORDER BY id"
        ).bind(1, agent.value).all { TaskID($0.int64(0)) }
    }

    /// Pending tasks whose backoff ended at `time`.
    package func tasksDue(at time: Timestamp, limit: Int) throws -> [TaskID] {
        try connection.statement(
            """
            SELECT id FROM task WHERE state = 'pending' AND run_at IS NOT NULL AND run_at <= ?1 AND deps_left = 0
            ORDER BY run_at LIMIT ?2
            """
        ).bind(1, time.milliseconds).bind(2, limit).all { TaskID($0.int64(0)) }
    }

    /// A done task with children that were not told yet; nil where there is none.
    package func nextUnlock() throws -> TaskID? {
        try connection.statement("SELECT MIN(parent) FROM unlock").first { $0.optionalInt64(0).map(TaskID.init(_:)) }
            ?? nil
    }

    /// The earliest time at which a lease ends or a backoff is over.
    package func nextTaskTimer() throws -> Timestamp? {
        try connection.statement(
            """
            SELECT MIN(at) FROM (SELECT MIN(lease_until) AS at FROM lease JOIN task ON task.id = lease.task
            UNION ALL SELECT MIN(run_at) FROM task WHERE state = 'pending' AND run_at IS NOT NULL AND deps_left = 0) AS timer
            """
        ).first { $0.optionalInt64(0).map(Timestamp.init(milliseconds:)) } ?? nil
    }

    /// The next task to merge of every swarm that runs and is not paused: one landing lane a branch.
    package func tasksToMerge() throws -> [TaskID] {
        try connection.statement(
            """
            SELECT MIN(task.id) FROM task JOIN swarm ON swarm.id = task.swarm
            WHERE merging = 1 AND swarm.state = 'running' AND swarm.gate & 1 = 0 GROUP BY task.swarm
            """
        ).all { TaskID($0.int64(0)) }
    }

    package func taskCounts(of swarm: SwarmID) throws -> [TaskState: Int] {
        let rows = try connection.statement(
            """
            SELECT state, COUNT(*) FROM (SELECT state FROM task WHERE swarm = ?1
            UNION ALL SELECT state FROM task_history WHERE swarm = ?1) AS every GROUP BY state
            """
        ).bind(1, swarm.value).all { (TaskState(rawValue: $0.text(0)), $0.int(1)) }
        return Dictionary(uniqueKeysWithValues: rows.compactMap { state, count in state.map { ($0, count) } })
    }

    /// Numbers of the tasks that `task` waits for, with whether each is done.
    package func dependencies(of task: TaskID) throws -> [(number: Int, isResolved: Bool)] {
        try connection.statement(
            """
            SELECT COALESCE((SELECT number FROM task WHERE id = parent),
            (SELECT number FROM task_history WHERE id = parent)) AS number, resolved FROM
            (SELECT parent, resolved FROM edge WHERE child = ?1
            UNION ALL SELECT parent, resolved FROM edge_history WHERE child = ?1) AS awaited ORDER BY number
            """
        ).bind(1, task.value).all { ($0.int(0), $0.bool(1)) }
    }

    package func dependents(of task: TaskID) throws -> [TaskID] {
        try connection.statement(
            """
            SELECT child FROM edge WHERE parent = ?1 UNION ALL SELECT child FROM edge_history WHERE parent = ?1
            ORDER BY child
            """
        ).bind(1, task.value).all { TaskID($0.int64(0)) }
    }
}

extension TaskRecord {
    fileprivate init(row: Statement) throws {
        core = TaskCore(
            id: TaskID(row.int64(0)), swarm: SwarmID(row.int64(1)), number: row.int(2),
            state: try Column.value(TaskState(rawValue: row.text(3)), "task.state"),
            phase: try Column.value(TaskPhase(rawValue: row.int(4)), "task.phase"), isLeased: row.bool(5),
            priority: try Column.value(Priority(rawValue: row.int(6)), "task.priority"), epoch: row.int64(7),
            agent: row.optionalInt64(8).map(AgentID.init(_:)), assigned: row.optionalInt64(9).map(AgentID.init(_:)),
            leaseUntil: row.optionalInt64(10).map(Timestamp.init(milliseconds:)),
            runAt: row.optionalInt64(11).map(Timestamp.init(milliseconds:)), attempt: row.int(12),
            maxAttempts: row.int(13), crashes: row.int(14), generation: row.int(15), dependenciesLeft: row.int(16),
            loss: try Column.value(LeaseLoss(rawValue: row.int(17)), "task.loss"), unheard: row.int(34),
            canSalvage: row.bool(18), reason: row.optionalText(19),
            capabilityClass: row.int64(33))
        base = row.optionalText(23)
        result = row.optionalText(24)
        startedAt = row.optionalInt64(31).map(Timestamp.init(milliseconds:))
        rest = Rest(
            executor: try Column.value(Executor(rawValue: row.text(20)), "task.executor"), title: row.text(21),
            spec: row.text(22), candidate: row.optionalText(25), merged: row.optionalText(26),
            feedback: row.optionalText(27), spent: Money(microdollars: row.int64(28)),
            cap: row.optionalInt64(29).map(Money.init(microdollars:)),
            createdAt: Timestamp(milliseconds: row.int64(30)),
            finishedAt: row.optionalInt64(32).map(Timestamp.init(milliseconds:)))
    }
}
