package import Vocabulary

extension ReadTransaction {
    package func agent(_ id: AgentID) throws -> AgentRecord? {
        try connection.statement(
            """
            SELECT id, name, slot, process, capabilities, connected, draining, retired, version, seen_at, created_at
            FROM agent WHERE id = ?1
            """
        ).bind(1, id.value).first { AgentRecord(row: $0) }
    }

    package func agent(named name: String) throws -> AgentRecord? {
        try connection.statement(
            """
            SELECT id, name, slot, process, capabilities, connected, draining, retired, version, seen_at, created_at
            FROM agent WHERE LOWER(name) = LOWER(?1) ORDER BY id DESC LIMIT 1
            """
        ).bind(1, name).first { AgentRecord(row: $0) }
    }

    /// Agents in order of joining, without those that were removed.
    package func agents() throws -> [AgentRecord] {
        try connection.statement(
            """
            SELECT id, name, slot, process, capabilities, connected, draining, retired, version, seen_at, created_at
            FROM agent WHERE retired = 0 ORDER BY id
            """
        ).all { AgentRecord(row: $0) }
    }

    /// Agents that count as connected and gave no sign since `time`.
    package func agents(silentSince time: Timestamp) throws -> [AgentRecord] {
        try connection.statement(
            """
            SELECT id, name, slot, process, capabilities, connected, draining, retired, version, seen_at, created_at
            FROM agent WHERE connected = 1 AND retired = 0 AND COALESCE(seen_at, 0) < ?1 ORDER BY id
            """
        ).bind(1, time.milliseconds).all { AgentRecord(row: $0) }
    }
}

extension WriteTransaction {
    /// Says whether the agent is there and may take jobs; one that is about to restart takes none.
    package func takesJobs(_ agent: AgentID) throws -> Bool { try load(of: agent).takesJobs }

    /// Says whether the agent's own limit lets it hold one more job.
    ///
    /// - Parameter idle: Jobs it holds that are done and only wait for being brought.
    package func mayTakeAnother(_ agent: AgentID, idle: Int) throws -> Bool {
        try load(of: agent).mayTakeAnother(idle: idle)
    }

    /// Says whether what the task takes of an agent fits beside what that agent does already.
    package func hasRoom(for task: TaskCore, on agent: AgentID) throws -> Bool {
        let load = try load(of: agent)
        return try load.mayTakeAnother(idle: 0) && load.hasRoom(for: knownNeeds(ofClass: task.capabilityClass))
    }

    /// Reserves what a job takes of its agent (1), or gives it back (-1).
    ///
    /// The rows of the leases are the truth, so that nothing of this is written.
    package func occupy(_ task: TaskCore, by delta: Int) throws {
        guard let agent = task.agent else { return }
        state.note(.agent(agent))
        guard let load = state.agents[agent] else { return }
        load.count(delta, try knownNeeds(ofClass: task.capabilityClass))
    }

    /// What the queue has to know about an agent.
    func load(of agent: AgentID) throws -> AgentLoad {
        if let known = state.agents[agent] { return known }
        let row = try connection.statement(
            """
            SELECT capabilities, CASE WHEN draining = 0 AND retired = 0 AND NOT EXISTS (SELECT 1 FROM agent_command
            WHERE agent_command.agent = ?1 AND agent_command.state IN ('pending', 'acknowledged')) THEN 1 ELSE 0 END,
            connected FROM agent WHERE id = ?1
            """
        ).bind(1, agent.value).first { (capabilities: $0.text(0), takesJobs: $0.bool(1), isConnected: $0.bool(2)) }
        let load = AgentLoad(
            takesJobs: row?.takesJobs ?? false, isConnected: row?.isConnected ?? false,
            capacity: try row.map { try StoredJSON.decode(Capacity.self, $0.capabilities) } ?? Capacity())
        let held = try connection.statement(
            "SELECT class FROM lease JOIN task ON task.id = lease.task WHERE holder = ?1"
        )
        .bind(1, agent.value).all { $0.int64(0) }
        for number in held { load.count(1, try knownNeeds(ofClass: number)) }
        state.agents[agent] = load
        return load
    }

    func forgetAgent(_ agent: AgentID) {
        state.note(.agent(agent))
        state.agents[agent] = nil
    }

    /// Messages people left for a task or for its agent: the newest 50 of each, in order of writing.
    package func notes(for task: TaskID, agent: AgentID) throws -> [String] {
        let noted = try noted()
        guard noted.tasks.contains(task) || noted.agents.contains(agent) else { return [] }
        let forTask = try connection.statement("SELECT id, text FROM note WHERE task = ?1 ORDER BY id DESC LIMIT 50")
            .bind(1, task.value).all { ($0.int64(0), $0.text(1)) }
        let forAgent = try connection.statement("SELECT id, text FROM note WHERE agent = ?1 ORDER BY id DESC LIMIT 50")
            .bind(1, agent.value).all { ($0.int64(0), $0.text(1)) }
        let merged = Dictionary(forTask + forAgent, uniquingKeysWith: { first, _ in first })
        return merged.sorted { $0.key < $1.key }.map(\.value)
    }
    private func noted() throws -> (tasks: Set<TaskID>, agents: Set<AgentID>) {
        if let known = state.notes { return known }
        let tasks = try connection.statement(
            "SELECT DISTINCT note.task FROM note JOIN task ON task.id = note.task WHERE task.finished_at IS NULL"
        ).all { TaskID($0.int64(0)) }
        let agents = try connection.statement("SELECT DISTINCT agent FROM note WHERE agent IS NOT NULL")
            .all { AgentID($0.int64(0)) }
        let noted = (tasks: Set(tasks), agents: Set(agents))
        state.notes = noted
        return noted
    }

    /// Adds the agent, or hands back the one of that name with its new slot.
    package func openAgent(name: String, slot: Int?, capabilities: String) throws -> AgentRecord {
        _ = try connection.statement(
            """
            INSERT INTO agent(name, slot, capabilities, created_at) VALUES(?1, ?2, ?3, ?4)
            ON CONFLICT(name) DO UPDATE SET slot = excluded.slot, capabilities = excluded.capabilities, retired = 0
            """
        ).bind(1, name).bind(2, slot).bind(3, capabilities).bind(4, now.milliseconds).insert()
        guard let agent = try agent(named: name) else { throw StoreError.missing("agent \(name)") }
        forgetAgent(agent.id)
        return agent
    }

    /// Writes what changed; the version of its directives grows.
    package func update(_ agent: AgentRecord) throws {
        try connection.statement(
            """
            UPDATE agent SET process = ?1, capabilities = ?2, connected = ?3, draining = ?4, retired = ?5, seen_at = ?6,
            version = version + 1 WHERE id = ?7
            """
        ).bind(1, agent.process).bind(2, agent.capabilities).bind(3, agent.isConnected).bind(4, agent.isDraining)
            .bind(5, agent.isRetired).bind(6, agent.seenAt?.milliseconds).bind(7, agent.id.value).run()
        forgetAgent(agent.id)
        signal(.directives)
    }

    package func touch(_ agent: AgentID) throws {
        try connection.statement("UPDATE agent SET seen_at = ?1, connected = 1 WHERE id = ?2")
            .bind(1, now.milliseconds).bind(2, agent.value).run()
    }

    /// Makes an agent's open question for directives come back.
    package func bumpDirectives(of agent: AgentID) throws {
        try connection.statement("UPDATE agent SET version = version + 1 WHERE id = ?1").bind(1, agent.value).run()
        signal(.directives)
    }

    package func insertNote(_ text: String, task: TaskID?, agent: AgentID?) throws {
        _ = try connection.statement("INSERT INTO note(task, agent, text, at) VALUES(?1, ?2, ?3, ?4)")
            .bind(1, task?.value).bind(2, agent?.value).bind(3, text).bind(4, now.milliseconds).insert()
        if let task { state.notes?.tasks.insert(task) }
        if let agent { state.notes?.agents.insert(agent) }
    }
}

extension AgentRecord {
    fileprivate init(row: Statement) {
        id = AgentID(row.int64(0))
        name = row.text(1)
        slot = row.optionalInt64(2).map(Int.init)
        process = row.optionalText(3)
        capabilities = row.text(4)
        isConnected = row.bool(5)
        isDraining = row.bool(6)
        isRetired = row.bool(7)
        version = row.int64(8)
        seenAt = row.optionalInt64(9).map(Timestamp.init(milliseconds:))
        createdAt = Timestamp(milliseconds: row.int64(10))
    }
}
