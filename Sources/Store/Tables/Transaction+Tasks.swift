package import Vocabulary

extension ReadTransaction {
    package func task(_ id: TaskID) throws -> TaskRecord? {
        try connection.statement(
            """
            SELECT id, swarm, number, state, phase, leased, priority, epoch, agent, assigned, lease_until, run_at, attempt,
            max_attempts, crashes, generation, deps_left, loss_explained, salvage, reason, executor, title, spec, base, result,
            candidate, merged, feedback, spent, cap, created_at, started_at, finished_at FROM task WHERE id = ?1
            """
        ).bind(1, id.value).first { try TaskRecord(row: $0) }
    }

    package func task(_ number: Int, of swarm: SwarmID) throws -> TaskRecord? {
        try connection.statement(
            """
            SELECT id, swarm, number, state, phase, leased, priority, epoch, agent, assigned, lease_until, run_at, attempt,
            max_attempts, crashes, generation, deps_left, loss_explained, salvage, reason, executor, title, spec, base, result,
            candidate, merged, feedback, spent, cap, created_at, started_at, finished_at
            FROM task WHERE swarm = ?1 AND number = ?2
            """
        ).bind(1, swarm.value).bind(2, number).first { try TaskRecord(row: $0) }
    }

    /// All tasks of a swarm in order of their numbers.
    package func tasks(of swarm: SwarmID) throws -> [TaskRecord] {
        try connection.statement(
            """
            SELECT id, swarm, number, state, phase, leased, priority, epoch, agent, assigned, lease_until, run_at, attempt,
            max_attempts, crashes, generation, deps_left, loss_explained, salvage, reason, executor, title, spec, base, result,
            candidate, merged, feedback, spent, cap, created_at, started_at, finished_at
            FROM task WHERE swarm = ?1 ORDER BY number
            """
        ).bind(1, swarm.value).all { try TaskRecord(row: $0) }
    }

    /// Tasks whose job an agent holds.
    package func leasedTasks(of agent: AgentID) throws -> [TaskRecord] {
        try connection.statement(
            """
            SELECT id, swarm, number, state, phase, leased, priority, epoch, agent, assigned, lease_until, run_at, attempt,
            max_attempts, crashes, generation, deps_left, loss_explained, salvage, reason, executor, title, spec, base, result,
            candidate, merged, feedback, spent, cap, created_at, started_at, finished_at
            FROM task WHERE agent = ?1 AND leased = 1 ORDER BY id
            """
        ).bind(1, agent.value).all { try TaskRecord(row: $0) }
    }

    /// Leases that ended before `time`, oldest first.
    package func leases(endedBefore time: Timestamp, limit: Int) throws -> [TaskID] {
        try connection.statement(
            "SELECT id FROM task WHERE leased = 1 AND lease_until < ?1 ORDER BY lease_until LIMIT ?2"
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

    /// The earliest time at which a lease ends or a backoff is over.
    package func nextTaskTimer() throws -> Timestamp? {
        try connection.statement(
            """
            SELECT MIN(at) FROM (SELECT MIN(lease_until) AS at FROM task WHERE leased = 1
            UNION ALL SELECT MIN(run_at) FROM task WHERE state = 'pending' AND run_at IS NOT NULL AND deps_left = 0) AS timer
            """
        ).first { $0.optionalInt64(0).map(Timestamp.init(milliseconds:)) } ?? nil
    }

    /// The next task to merge of every swarm that runs and is not paused: one landing lane a branch.
    package func tasksToMerge() throws -> [TaskID] {
        try connection.statement(
            """
            SELECT MIN(task.id) FROM task JOIN swarm ON swarm.id = task.swarm
            WHERE phase = 3 AND swarm.state = 'running' AND swarm.gate & 1 = 0 GROUP BY task.swarm
            """
        ).all { TaskID($0.int64(0)) }
    }

    package func taskCounts(of swarm: SwarmID) throws -> [TaskState: Int] {
        let rows = try connection.statement("SELECT state, COUNT(*) FROM task WHERE swarm = ?1 GROUP BY state")
            .bind(1, swarm.value).all { (TaskState(rawValue: $0.text(0)), $0.int(1)) }
        return Dictionary(uniqueKeysWithValues: rows.compactMap { state, count in state.map { ($0, count) } })
    }

    /// Numbers of the tasks that `task` waits for, with whether each is done.
    package func dependencies(of task: TaskID) throws -> [(number: Int, isResolved: Bool)] {
        try connection.statement(
            """
            SELECT task.number, edge.resolved FROM edge JOIN task ON task.id = edge.parent
            WHERE edge.child = ?1 ORDER BY task.number
            """
        ).bind(1, task.value).all { ($0.int(0), $0.bool(1)) }
    }

    package func dependents(of task: TaskID) throws -> [TaskID] {
        try connection.statement("SELECT child FROM edge WHERE parent = ?1 ORDER BY child")
            .bind(1, task.value).all { TaskID($0.int64(0)) }
    }
}

extension WriteTransaction {
    /// Adds a task and returns it; `dependsOn` are rows of the same swarm.
    package func insertTask(
        swarm: SwarmID, number: Int, plan: PlannedTask, spec: String, dependsOn: [TaskID], maxAttempts: Int, cap: Money?
    ) throws -> TaskCore {
        let unresolved = try dependsOn.filter { try task($0)?.core.state != .done }
        let state: TaskState = unresolved.isEmpty ? .ready : .pending
        let phase: TaskPhase = unresolved.isEmpty ? .work : .none
        let row = try connection.statement(
            """
            INSERT INTO task(swarm, number, state, phase, lane, priority, max_attempts, deps_left, executor, title,
            spec, cap, created_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            """
        ).bind(1, swarm.value).bind(2, number).bind(3, state.rawValue).bind(4, phase.rawValue)
            .bind(5, unresolved.isEmpty ? JobLane(plan.executor).rawValue : nil).bind(6, plan.priority.rawValue).bind(
                7, maxAttempts
            ).bind(8, unresolved.count)
            .bind(9, plan.executor.rawValue).bind(10, plan.title).bind(11, spec).bind(12, cap?.microdollars)
            .bind(13, now.milliseconds).insert()
        let id = TaskID(row)
        for parent in dependsOn {
            try connection.statement("INSERT INTO edge(parent, child, resolved) VALUES(?1, ?2, ?3)")
                .bind(1, parent.value).bind(2, id.value).bind(3, !unresolved.contains(parent)).run()
        }
        if unresolved.isEmpty { signal(.jobs) }
        return TaskCore(
            id: id, swarm: swarm, number: number, state: state, phase: phase, priority: plan.priority,
            maxAttempts: maxAttempts, dependenciesLeft: unresolved.count)
    }

    /// Writes `core` where the row still stands at (`state`, `epoch`); false where somebody was faster.
    ///
    /// - Parameters:
    ///   - base: The attempt's pinned commit, where it changes; the task counts as started with its first one.
    ///   - result: Commit of accepted work, where it changes.
    package func update(
        _ core: TaskCore, expecting state: TaskState, epoch: Int64, base: String? = nil, result: String? = nil
    ) throws -> Bool {
        let changes = try connection.statement(
            """
            UPDATE task SET state = ?1, phase = ?2, leased = ?3, lane = CASE WHEN ?4 = 0 THEN NULL WHEN ?2 <> 1 THEN 1
            WHEN ?8 IS NOT NULL THEN 2 WHEN executor = 'shell' THEN 3 ELSE 4 END, priority = ?5, epoch = ?6, agent = ?7,
            assigned = ?8, lease_until = ?9, run_at = ?10, attempt = ?11, max_attempts = ?12, crashes = ?13,
            generation = ?14, deps_left = ?15, loss_explained = ?16, salvage = ?17, reason = ?18,
            base = COALESCE(?22, base), result = COALESCE(?23, result), started_at = COALESCE(started_at, ?24)
            WHERE id = ?19 AND state = ?20 AND epoch = ?21
            """
        ).bind(1, core.state.rawValue).bind(2, core.phase.rawValue).bind(3, core.isLeased).bind(4, core.isClaimable)
            .bind(5, core.priority.rawValue).bind(6, core.epoch).bind(7, core.agent?.value).bind(
                8, core.assigned?.value
            )
            .bind(9, core.leaseUntil?.milliseconds).bind(10, core.runAt?.milliseconds).bind(11, core.attempt)
            .bind(12, core.maxAttempts).bind(13, core.crashes).bind(14, core.generation).bind(15, core.dependenciesLeft)
            .bind(16, core.isLossExplained).bind(17, core.canSalvage).bind(18, core.reason).bind(19, core.id.value)
            .bind(20, state.rawValue).bind(21, epoch).bind(22, base).bind(23, result)
            .bind(24, base == nil ? nil : now.milliseconds).change()
        guard changes == 1 else { return false }
        if core.isClaimable { signal(.jobs) }
        if core.isLeased || core.runAt != nil { signal(.timers) }
        if core.phase == .merge { signal(.merges) }
        return true
    }

    package func setCandidate(_ commit: String?, of task: TaskID) throws { try set("candidate", commit, of: task) }
    package func setMerged(_ commit: String?, of task: TaskID) throws { try set("merged", commit, of: task) }
    package func setFeedback(_ text: String?, of task: TaskID) throws { try set("feedback", text, of: task) }

    package func setFinished(_ task: TaskID, _ isFinished: Bool) throws {
        try connection.statement("UPDATE task SET finished_at = ?1 WHERE id = ?2")
            .bind(1, isFinished ? now.milliseconds : nil).bind(2, task.value).run()
    }

    /// Extends the lease where that agent still holds it under that epoch; false where it does not.
    package func extendLease(of task: TaskID, epoch: Int64, by agent: AgentID, until: Timestamp) throws -> Bool {
        try connection.statement(
            "UPDATE task SET lease_until = ?1 WHERE id = ?2 AND leased = 1 AND epoch = ?3 AND agent = ?4"
        ).bind(1, until.milliseconds).bind(2, task.value).bind(3, epoch).bind(4, agent.value).change() == 1
    }

    /// Marks the edges of a done task resolved and returns the children that now wait for nothing.
    package func resolveEdges(from parent: TaskID) throws -> [TaskID] {
        let children = try connection.statement(
            "UPDATE edge SET resolved = 1 WHERE parent = ?1 AND resolved = 0 RETURNING child"
        ).bind(1, parent.value).all { $0.int64(0) }
        return try children.sorted().compactMap { child in
            try connection.statement("UPDATE task SET deps_left = deps_left - 1 WHERE id = ?1 RETURNING deps_left")
                .bind(1, child).first { $0.int(0) } == 0 ? TaskID(child) : nil
        }
    }

    package func addSpend(_ amount: Money, to task: TaskID) throws {
        try connection.statement("UPDATE task SET spent = spent + ?1 WHERE id = ?2")
            .bind(1, amount.microdollars).bind(2, task.value).run()
    }

    private func set(_ column: String, _ value: String?, of task: TaskID) throws {
        let statement =
            switch column {
            case "candidate": try connection.statement("UPDATE task SET candidate = ?1 WHERE id = ?2")
            case "merged": try connection.statement("UPDATE task SET merged = ?1 WHERE id = ?2")
            default: try connection.statement("UPDATE task SET feedback = ?1 WHERE id = ?2")
            }
        try statement.bind(1, value).bind(2, task.value).run()
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
            isLossExplained: row.bool(17), canSalvage: row.bool(18), reason: row.optionalText(19))
        executor = try Column.value(Executor(rawValue: row.text(20)), "task.executor")
        title = row.text(21)
        spec = row.text(22)
        base = row.optionalText(23)
        result = row.optionalText(24)
        candidate = row.optionalText(25)
        merged = row.optionalText(26)
        feedback = row.optionalText(27)
        spent = Money(microdollars: row.int64(28))
        cap = row.optionalInt64(29).map(Money.init(microdollars:))
        createdAt = Timestamp(milliseconds: row.int64(30))
        startedAt = row.optionalInt64(31).map(Timestamp.init(milliseconds:))
        finishedAt = row.optionalInt64(32).map(Timestamp.init(milliseconds:))
    }
}
