package import Vocabulary

extension WriteTransaction {
    /// The task as it stands in this transaction; mostly known without asking the database.
    package func record(_ id: TaskID) throws -> TaskRecord? {
        if let known = state.tasks[id] { return known.record }
        guard let record = try task(id) else { return nil }
        state.tasks.insert(record)
        return record
    }

    /// Adds a task and returns it; `dependsOn` are rows of the same swarm.
    package func insertTask(
        swarm: SwarmID, number: Int, plan: PlannedTask, spec: String, dependsOn: [Dependency], maxAttempts: Int,
        cap: Money?
    ) throws -> TaskCore {
        let unresolved = try dependsOn.filter { edge in
            guard let state = try task(edge.task)?.core.state else { return true }
            switch edge.on {
            case .success: return state != .done
            case .done: return !state.isFinal
            case .failure: return state != .failed
            }
        }
        let isReady = unresolved.isEmpty
        let capabilityClass = try plan.needs.map { try classNumber(of: $0) } ?? 0
        let row = try connection.ownStatement(
            """
            INSERT INTO task(swarm, number, state, phase, lane, priority, max_attempts, deps_left, executor, cap,
            created_at, class) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            """
        ).bind(1, swarm.value).bind(2, number).bind(3, (isReady ? TaskState.ready : .pending).rawValue)
            .bind(4, (isReady ? TaskPhase.work : .none).rawValue)
            .bind(5, isReady ? JobLane(plan.executor).rawValue : nil).bind(6, plan.priority.rawValue)
            .bind(7, maxAttempts).bind(8, unresolved.count).bind(9, plan.executor.rawValue)
            .bind(10, cap?.microdollars).bind(11, now.milliseconds).bind(12, capabilityClass).insert()
        try connection.ownStatement("INSERT INTO task_text(task, title, spec) VALUES(?1, ?2, ?3)")
            .bind(1, row).bind(2, plan.title).bind(3, spec).run()
        let core = TaskCore(
            id: TaskID(row), swarm: swarm, number: number, state: isReady ? .ready : .pending,
            phase: isReady ? .work : .none, priority: plan.priority, maxAttempts: maxAttempts,
            dependenciesLeft: unresolved.count, capabilityClass: capabilityClass)
        for parent in dependsOn {
            try connection.statement("INSERT INTO edge(parent, child, resolved, kind) VALUES(?1, ?2, ?3, ?4)")
                .bind(1, parent.task.value).bind(2, core.id.value).bind(3, !unresolved.contains(parent))
                .bind(4, parent.on.rawValue).run()
        }
        if isReady {
            let record = TaskRecord(
                core: core,
                rest: TaskRecord.Rest(
                    executor: plan.executor, title: plan.title, spec: spec, cap: cap, createdAt: now))
            state.note(.task(core.id))
            state.tasks.insert(record)
            enterQueue(record)
        }
        return core
    }

    /// Writes `record` where the row still stands at `old`'s state and epoch; false where somebody was faster.
    ///
    /// What it writes is the core, base, result and start of the attempt.
    package func write(_ record: TaskRecord, from old: TaskCore) throws -> Bool {
        let core = record.core
        // Of what is in history, every task is at its end.
        if old.state.isFinal { try bringBack(old.swarm) }
        state.note(.task(core.id))
        let isWide =
            core.priority != old.priority || core.assigned != old.assigned || core.maxAttempts != old.maxAttempts
            || core.generation != old.generation || core.dependenciesLeft != old.dependenciesLeft
            || core.unheard != old.unheard || (core.phase == .merge) != (old.phase == .merge)
        let statement =
            isWide
            ? try connection.ownStatement(
                """
                UPDATE task SET state = ?1, phase = ?2, leased = ?3, lane = ?4, epoch = ?5, agent = ?6, lease_until = ?7,
                run_at = ?8, attempt = ?9, crashes = ?10, loss = ?11, salvage = ?12, reason = ?13, base = ?14,
                result = ?15, started_at = ?16, priority = ?20, assigned = ?21, max_attempts = ?22, generation = ?23,
                deps_left = ?24, unheard = ?25, merging = ?26 WHERE id = ?17 AND state = ?18 AND epoch = ?19
                """
            ).bind(20, core.priority.rawValue).bind(21, core.assigned?.value).bind(22, core.maxAttempts)
                .bind(23, core.generation).bind(24, core.dependenciesLeft)
                .bind(25, core.unheard).bind(26, core.phase == .merge)
            : try connection.ownStatement(
                """
                UPDATE task SET state = ?1, phase = ?2, leased = ?3, lane = ?4, epoch = ?5, agent = ?6, lease_until = ?7,
                run_at = ?8, attempt = ?9, crashes = ?10, loss = ?11, salvage = ?12, reason = ?13, base = ?14,
                result = ?15, started_at = ?16 WHERE id = ?17 AND state = ?18 AND epoch = ?19
                """)
        let isWritten = try statement.bind(1, core.state.rawValue).bind(2, core.phase.rawValue).bind(3, core.isLeased)
            .bind(4, JobLane(record)?.rawValue).bind(5, core.epoch).bind(6, core.agent?.value)
            .bind(7, core.leaseUntil?.milliseconds).bind(8, core.runAt?.milliseconds).bind(9, core.attempt)
            .bind(10, core.crashes).bind(11, core.loss.rawValue).bind(12, core.canSalvage).bind(13, core.reason)
            .bind(14, record.base).bind(15, record.result).bind(16, record.startedAt?.milliseconds)
            .bind(17, core.id.value).bind(18, old.state.rawValue).bind(19, old.epoch).changesOne()
        guard isWritten else {
            state.tasks.remove(core.id)
            return false
        }
        try writeLease(core, old)
        remember(record)
        enterQueue(record)
        if let until = core.leaseUntil { noteTimer(until) }
        if let runAt = core.runAt { noteTimer(runAt) }
        if core.phase == .merge { signal(.merges) }
        return true
    }

    /// Keeps the list of leases as the tasks have it.
    private func writeLease(_ core: TaskCore, _ old: TaskCore) throws {
        guard core.isLeased != old.isLeased || (core.isLeased && core.agent != old.agent) else { return }
        if old.isLeased, let holder = old.agent {
            try connection.ownStatement("DELETE FROM lease WHERE holder = ?1 AND task = ?2")
                .bind(1, holder.value).bind(2, core.id.value).run()
        }
        if core.isLeased, let holder = core.agent {
            try connection.ownStatement("INSERT INTO lease(holder, task) VALUES(?1, ?2)")
                .bind(1, holder.value).bind(2, core.id.value).run()
        }
    }

    package func setCandidate(_ commit: String?, of task: TaskID) throws { try set("candidate", commit, of: task) }
    package func setMerged(_ commit: String?, of task: TaskID) throws { try set("merged", commit, of: task) }
    package func setFeedback(_ text: String?, of task: TaskID) throws { try set("feedback", text, of: task) }

    package func setFinished(_ task: TaskID, _ isFinished: Bool) throws {
        forget(task)
        try connection.statement("UPDATE task SET finished_at = ?1 WHERE id = ?2")
            .bind(1, isFinished ? now.milliseconds : nil).bind(2, task.value).run()
    }

    /// Extends the lease where that agent still holds it under that epoch; false where it does not.
    ///
    /// From now on the agent is known to have the job.
    package func extendLease(of task: TaskID, epoch: Int64, by agent: AgentID, until: Timestamp) throws -> Bool {
        forget(task)
        return try connection.ownStatement(
            """
            UPDATE task SET lease_until = ?1, loss = 0, unheard = 0 WHERE id = ?2 AND leased = 1 AND epoch = ?3
            AND agent = ?4
            """
        ).bind(1, until.milliseconds).bind(2, task.value).bind(3, epoch).bind(4, agent.value).change() == 1
    }

    /// Notes that the holder of a lease gave a sign.
    package func noteHeard(_ task: TaskID, epoch: Int64) throws {
        forget(task)
        try connection.statement(
            "UPDATE task SET loss = 0, unheard = 0 WHERE id = ?1 AND leased = 1 AND epoch = ?2 AND loss = 2"
        ).bind(1, task.value).bind(2, epoch).run()
    }

    /// Brings leases and backoffs that end later than they can down to these times: the clock was set back.
    package func boundTimers(leases: Timestamp, backoffs: Timestamp) throws {
        let held = try connection.statement(
            """
            UPDATE task SET lease_until = ?1 WHERE id IN (SELECT task FROM lease) AND lease_until > ?1 RETURNING id
            """
        ).bind(1, leases.milliseconds).all { TaskID($0.int64(0)) }
        let waiting = try connection.statement(
            "UPDATE task SET run_at = ?1 WHERE state = 'pending' AND run_at > ?1 RETURNING id"
        ).bind(1, backoffs.milliseconds).all { TaskID($0.int64(0)) }
        for task in held + waiting { forget(task) }
    }

    /// Notes whether a done task has children that were not told yet.
    package func keepUnlock(of parent: TaskID, _ isOpen: Bool) throws {
        let statement =
            isOpen
            ? try connection.statement("INSERT INTO unlock(parent) VALUES(?1) ON CONFLICT(parent) DO NOTHING")
            : try connection.statement("DELETE FROM unlock WHERE parent = ?1")
        try statement.bind(1, parent.value).run()
        if isOpen { noteTimer(now) }
    }

    package func addSpend(_ amount: Money, to task: TaskID) throws {
        forget(task)
        try connection.statement("UPDATE task SET spent = spent + ?1 WHERE id = ?2")
            .bind(1, amount.microdollars).bind(2, task.value).run()
    }

    /// Sets when the reaper has to look again; it is woken where that is earlier than what it waits for.
    package func noteTimer(_ time: Timestamp) {
        guard time.milliseconds < state.nextTimer else { return }
        state.nextTimer = time.milliseconds
        signal(.timers)
    }

    /// The reaper has seen everything before `time`, and looks again then; nil where nothing waits for time.
    package func setTimer(_ time: Timestamp?) throws {
        let next = time?.milliseconds ?? .max
        guard next != state.nextTimer else { return }
        state.nextTimer = next
        // Whichever process sets an earlier time wakes the one whose reaper it is.
        if connection.isShared { try connection.ownStatement("UPDATE turn SET timer = ?1").bind(1, next).run() }
    }

    /// Keeps what was written, unless something else of the row changed since the record was read.
    private func remember(_ record: TaskRecord) {
        guard let known = state.tasks[record.core.id] else { return }
        let isCurrent = known.record.rest === record.rest
        if isCurrent { known.record = record } else { state.tasks.remove(record.core.id) }
    }

    func forget(_ task: TaskID) {
        state.note(.task(task))
        state.tasks.remove(task)
    }

    private func set(_ column: String, _ value: String?, of task: TaskID) throws {
        forget(task)
        let statement =
            switch column {
            case "candidate": try connection.statement("UPDATE task SET candidate = ?1 WHERE id = ?2")
            case "merged": try connection.statement("UPDATE task SET merged = ?1 WHERE id = ?2")
            default: try connection.statement("UPDATE task SET feedback = ?1 WHERE id = ?2")
            }
        try statement.bind(1, value).bind(2, task.value).run()
    }
}
