package import Vocabulary

extension ReadTransaction {
    /// Events after the cursor, oldest first.
    package func events(after cursor: Int64, swarm: SwarmID? = nil, limit: Int) throws -> [EventRecord] {
        let statement =
            if swarm == nil {
                try connection.statement(
                    """
                    SELECT cursor, type, at, swarm, task, number, agent, data FROM event WHERE cursor > ?1
                    ORDER BY cursor LIMIT ?2
                    """)
            } else {
                try connection.statement(
                    """
                    SELECT cursor, type, at, event.swarm, task, number, agent, data FROM event_block
                    JOIN event ON cursor >= block * 256 AND cursor < block * 256 + 256 AND event.swarm = ?3
                    WHERE event_block.swarm = ?3 AND block >= ?1 / 256 AND cursor > ?1 ORDER BY block, cursor LIMIT ?2
                    """
                ).bind(3, swarm?.value)
            }
        return try statement.bind(1, cursor).bind(2, limit).all { try EventRecord(row: $0) }
    }

    /// The cursor of the newest event, 0 where there is none.
    package func lastCursor() throws -> Int64 {
        try connection.statement("SELECT MAX(cursor) FROM event").first { $0.optionalInt64(0) ?? 0 } ?? 0
    }

    /// Number of events in the log; looks at all of them.
    package func eventCount() throws -> Int {
        try connection.statement("SELECT COUNT(*) FROM event").first { $0.int(0) } ?? 0
    }
}

extension WriteTransaction {
    /// Appends to the event log; `data` is a JSON object as text.
    package func emit(
        _ type: EventType, swarm: SwarmID? = nil, task: TaskCore? = nil, agent: AgentID? = nil, data: String? = nil
    ) throws {
        let swarm = swarm ?? task?.swarm
        let cursor = try connection.ownStatement(
            "INSERT INTO event(type, at, swarm, task, number, agent, data) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"
        ).bind(1, type.rawValue).bind(2, now.milliseconds).bind(3, swarm?.value)
            .bind(4, task?.id.value).bind(5, task?.number).bind(6, agent?.value).bind(7, data).insert()
        signal(.events)
        if let swarm { try noteBlock(of: cursor, swarm) }
    }

    /// Notes where in the log a swarm has events: a line for every 256 events of the log costs less than one for each.
    private func noteBlock(of cursor: Int64, _ swarm: SwarmID) throws {
        let block = cursor / 256
        guard state.eventBlocks[swarm] != block else { return }
        try connection.ownStatement(
            "INSERT INTO event_block(swarm, block) VALUES(?1, ?2) ON CONFLICT(swarm, block) DO NOTHING"
        ).bind(1, swarm.value).bind(2, block).run()
        state.note(.eventBlock(swarm))
        state.eventBlocks[swarm] = block
    }
}

extension EventRecord {
    fileprivate init(row: Statement) throws {
        self.init(
            cursor: row.int64(0), type: try Column.value(EventType(rawValue: row.text(1)), "event.type"),
            at: Timestamp(milliseconds: row.int64(2)), swarm: row.optionalInt64(3).map(SwarmID.init(_:)),
            task: row.optionalInt64(4).map(TaskID.init(_:)), number: row.optionalInt64(5).map(Int.init),
            agent: row.optionalInt64(6).map(AgentID.init(_:)), data: row.optionalText(7))
    }
}
