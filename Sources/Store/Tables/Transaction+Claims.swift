package import Vocabulary

extension WriteTransaction {
    /// Takes the next job out of the queue that an agent may do (see `ReadySet` for the order); nil where there is none.
    ///
    /// An agent that is kept free for a large job gets that one or nothing (`Reservations`).
    /// The caller gives it to the agent in the same transaction, or fails. It costs the same however many tasks wait, in
    /// open or paused swarms, for whatever they need.
    /// - Parameter lanes: What the agent takes: `assigned` gives only what was assigned to it.
    package func takeJob(
        for agent: AgentID, lanes: [JobLane], executors: [Executor]
    ) throws -> (task: TaskRecord, swarm: OpenSwarm)? {
        try readQueue()
        let asking = try self.load(of: agent)
        var taker = ReadySet.Taker(
            agent: agent.value, lanes: lanes, closed: try knownClosedLanes(),
            fits: { asking.hasRoom(for: try self.knownNeeds(ofClass: $0)) })
        taker.reserved = try reserved(for: taker, asking)
        if let kept = taker.reserved {
            guard try taker.fits(kept.requirement.capabilityClass) else { return nil }
        } else if try isReserved(for: taker, asking, executors: executors) {
            return nil
        }
        var found: (task: TaskRecord, swarm: OpenSwarm)?
        let served = try state.ready?.next(
            taker, isOpen: { try load(of: SwarmID($0))?.hasRoom ?? false },
            standing: { entry in
                do {
                    found = try waiting(entry)
                    let isFit = found.map {
                        entry.requirement.lane != .assigned || executors.contains($0.task.executor)
                    }
                    if isFit == nil { state.note(.taken(entry)) }
                    return isFit.map { $0 ? .current : .unfit } ?? .outdated
                } catch {
                    state.note(.taken(entry))
                    throw error
                }
            })
        guard let served else {
            if taker.reserved != nil { release(agent.value) }
            return nil
        }
        state.note(.served(served.entry, served.turn))
        state.wasReserved = taker.reserved != nil
        if served.entry.task == taker.reserved?.task { release(agent.value) }
        return found
    }

    /// The job of an entry; nil where it no longer stands as it did when it was entered: it has another entry, or waits no
    /// more.
    func waiting(_ entry: ReadySet.Entry) throws -> (task: TaskRecord, swarm: OpenSwarm)? {
        guard let record = try record(TaskID(entry.task)), let current = ReadySet.Entry(record),
            current.priority == entry.priority, current.requirement == entry.requirement,
            let swarm = try load(of: record.core.swarm)?.open
        else { return nil }
        return (record, swarm)
    }

    /// Enters a task that waits for an agent.
    func enterQueue(_ record: TaskRecord) {
        guard let entry = ReadySet.Entry(record) else { return }
        state.ready?.insert(entry)
        if connection.isShared { state.entered.append(entry.task) }
        signalJobs(1)
    }

    /// Reads the queue where it was not read, and what other processes added to it.
    ///
    /// What they do and this one's agents cannot is never taken out of it here, so that the whole is read again after many
    /// additions.
    private func readQueue() throws {
        guard state.ready != nil else { return try loadReadySet() }
        guard state.isOutdated else { return }
        guard state.turn - state.seen < QueuedTasks.keptTurns, state.takenOver < QueuedTasks.maxTakenOver else {
            return try loadReadySet()
        }
        let rows = try connection.statement("SELECT tasks FROM queued WHERE turn > ?1").bind(1, state.seen)
            .all { $0.text(0) }
        guard let tasks = QueuedTasks.parse(rows) else { return try loadReadySet() }
        if !tasks.isEmpty {
            let added = try connection.statement(
                """
                SELECT id, swarm, priority, lane, assigned, class FROM task WHERE finished_at IS NULL AND lane IS NOT NULL
                AND id = ANY(string_to_array(?1, ' ')::BIGINT[]) ORDER BY id
                """
            ).bind(1, tasks).all { try ReadySet.Entry(row: $0) }
            for entry in added { state.ready?.insert(entry) }
            state.takenOver += added.count
        }
        state.seen = state.turn
        state.isOutdated = false
    }

    /// Reads the jobs that wait from their rows.
    func loadReadySet() throws {
        var ready = ReadySet()
        state.seen = state.turn
        state.takenOver = 0
        state.isOutdated = false
        try connection.statement(
            """
            SELECT task.id, task.swarm, priority, lane, assigned, class FROM swarm CROSS JOIN task
            WHERE task.swarm = swarm.id AND swarm.finished_at IS NULL AND lane IS NOT NULL
            """
        ).each { ready.insert(try ReadySet.Entry(row: $0)) }
        for swarm in try connection.statement("SELECT id FROM swarm WHERE state = 'running'").all({ $0.int64(0) }) {
            _ = try load(of: SwarmID(swarm))
        }
        state.ready = ready
        if !connection.isShared { signal(.jobs) }
        state.note(.readySetLoaded)
    }
}

extension ReadySet.Entry {
    fileprivate init(row: Statement) throws {
        let lane = try Column.value(JobLane(rawValue: row.int(3)), "task.lane")
        self.init(
            task: row.int64(0), swarm: row.int64(1), priority: row.int(2),
            requirement: ReadySet.Requirement(
                lane: lane, agent: lane == .assigned ? row.int64(4) : 0, capabilityClass: row.int64(5)))
    }

    /// Nil where the task does not wait for an agent.
    fileprivate init?(_ record: TaskRecord) {
        guard let lane = JobLane(record) else { return nil }
        self.init(
            task: record.core.id.value, swarm: record.core.swarm.value, priority: record.core.priority.rawValue,
            requirement: ReadySet.Requirement(
                lane: lane, agent: lane == .assigned ? record.core.assigned?.value ?? 0 : 0,
                capabilityClass: record.core.capabilityClass))
    }
}
