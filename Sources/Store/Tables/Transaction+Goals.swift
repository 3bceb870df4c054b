package import Vocabulary

extension ReadTransaction {
    /// Goals that are neither done nor dropped, the most urgent first.
    package func goals() throws -> [GoalRecord] {
        try connection.statement(
            """
            SELECT id, text, priority, state, principal, conversation, swarm FROM goal
            WHERE state <> 'dropped' AND state <> 'done' ORDER BY priority DESC, id LIMIT 10000
            """
        ).all { try GoalRecord(row: $0) }
    }

    /// Goals for which a swarm was made that was not at its end when last looked at.
    package func takenGoals() throws -> [GoalRecord] {
        try connection.statement(
            "SELECT id, text, priority, state, principal, conversation, swarm FROM goal WHERE state = 'taken' ORDER BY id"
        ).all { try GoalRecord(row: $0) }
    }

    /// The most urgent goal that waits to be taken up.
    package func nextGoal() throws -> GoalRecord? {
        try connection.statement(
            """
            SELECT id, text, priority, state, principal, conversation, swarm FROM goal WHERE state = 'open'
            ORDER BY priority DESC, id LIMIT 1
            """
        ).first { try GoalRecord(row: $0) }
    }

    /// Number of swarms that are not at their end.
    package func unfinishedSwarms() throws -> Int {
        try connection.statement("SELECT COUNT(*) FROM swarm WHERE finished_at IS NULL").first { $0.int(0) } ?? 0
    }

    /// What the hub is told to do; `executing` until somebody says otherwise.
    package func hubMode() throws -> HubMode {
        let name = try connection.statement("SELECT value FROM meta WHERE name = 'hub.mode'").first { $0.text(0) }
        return name.flatMap { HubMode(rawValue: $0) } ?? .executing
    }
}

extension WriteTransaction {
    package func insertGoal(
        _ text: String, priority: Priority, by principal: PrincipalID, in conversation: ConversationID?
    ) throws -> Int64 {
        let id = try connection.statement(
            """
            INSERT INTO goal(text, priority, state, principal, conversation, at) VALUES(?1, ?2, 'open', ?3, ?4, ?5)
            """
        ).bind(1, text).bind(2, priority.rawValue).bind(3, principal.value).bind(4, conversation?.value)
            .bind(5, now.milliseconds).insert()
        signal(.goals)
        return id
    }

    /// Takes a goal off the backlog; false where it is not on it.
    package func dropGoal(_ id: Int64) throws -> Bool {
        try connection.statement(
            "UPDATE goal SET state = 'dropped' WHERE id = ?1 AND state <> 'dropped' AND state <> 'done'"
        ).bind(1, id).change() == 1
    }

    package func moveGoal(_ id: Int64, to state: GoalRecord.State, swarm: SwarmID?) throws {
        try connection.statement("UPDATE goal SET state = ?1, swarm = ?2 WHERE id = ?3")
            .bind(1, state.rawValue).bind(2, swarm?.value).bind(3, id).run()
    }

    package func setHubMode(_ mode: HubMode) throws {
        try connection.statement(
            """
            INSERT INTO meta(name, value) VALUES('hub.mode', ?1)
            ON CONFLICT(name) DO UPDATE SET value = excluded.value
            """
        ).bind(1, mode.rawValue).run()
        signal(.goals)
    }

    /// Closes, or opens again, every unfinished swarm because the hub rests; questions about them stay good.
    package func setResting(_ isResting: Bool) throws {
        let statement =
            isResting
            ? try connection.statement("UPDATE swarm SET gate = gate | ?1 WHERE finished_at IS NULL RETURNING id")
            : try connection.statement("UPDATE swarm SET gate = gate & ~?1 WHERE gate & ?1 <> 0 RETURNING id")
        let changed = try statement.bind(1, SwarmRecord.Gate.resting.rawValue).all { SwarmID($0.int64(0)) }
        for swarm in changed { forgetLoad(of: swarm) }
        if !isResting { signal(.jobs) }
    }
}

extension GoalRecord {
    fileprivate init(row: Statement) throws {
        id = row.int64(0)
        text = row.text(1)
        priority = Priority(rawValue: row.int(2)) ?? .normal
        state = try Column.value(State(rawValue: row.text(3)), "goal.state")
        principal = PrincipalID(row.int64(4))
        conversation = row.optionalInt64(5).map(ConversationID.init(_:))
        swarm = row.optionalInt64(6).map(SwarmID.init(_:))
    }
}
