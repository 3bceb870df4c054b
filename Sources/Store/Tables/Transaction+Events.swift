package import Vocabulary

extension ReadTransaction {
    /// Events after the cursor, oldest first.
    package func events(after cursor: Int64, swarm: SwarmID? = nil, limit: Int) throws -> [EventRecord] {
        var found: [EventRecord] = []
        var last = cursor
        while found.count < limit {
            let pages = try swarm.map { try self.pages(after: last, of: $0) } ?? self.pages(after: last)
            guard let newest = pages.last else { break }
            for page in pages where found.count < limit {
                found += try EventPage.read(page.lines, first: page.first).filter {
                    $0.cursor > cursor && (swarm == nil || $0.swarm == swarm)
                }
            }
            last = newest.last
        }
        return Array(found.prefix(limit))
    }

    /// The next pages of the log that hold something after the cursor.
    private func pages(after cursor: Int64) throws -> [(first: Int64, last: Int64, lines: String)] {
        try connection.statement(
            """
            SELECT first, last, lines FROM event_page WHERE last > ?1
            AND first >= (SELECT COALESCE(MAX(first), 0) FROM event_page WHERE first <= ?1) ORDER BY first LIMIT 16
            """
        ).bind(1, cursor).all { ($0.int64(0), $0.int64(1), $0.text(2)) }
    }

    /// The same, of those blocks in which the swarm has events.
    private func pages(after cursor: Int64, of swarm: SwarmID) throws -> [(first: Int64, last: Int64, lines: String)] {
        try connection.statement(
            """
            SELECT first, last, lines FROM event_block
            JOIN event_page ON first >= block * 256 AND first < block * 256 + 256
            WHERE swarm = ?1 AND block >= ?2 / 256 AND last > ?2 ORDER BY block, first LIMIT 64
            """
        ).bind(1, swarm.value).bind(2, cursor).all { ($0.int64(0), $0.int64(1), $0.text(2)) }
    }

    /// The cursor of the newest event, 0 where there is none.
    package func lastCursor() throws -> Int64 {
        try connection.statement("SELECT last FROM event_page ORDER BY first DESC LIMIT 1").first { $0.int64(0) } ?? 0
    }

    /// Number of events in the log; looks at all of its pages.
    package func eventCount() throws -> Int {
        try connection.statement("SELECT SUM(kept) FROM event_page").first { $0.optionalInt(0) ?? 0 } ?? 0
    }
}

extension WriteTransaction {
    /// Appends to the event log; `data` is a JSON object as text.
    package func emit(
        _ type: EventType, swarm: SwarmID? = nil, task: TaskCore? = nil, agent: AgentID? = nil, data: String? = nil
    ) throws {
        let swarm = swarm ?? task?.swarm
        let last = try state.events.last ?? lastCursor()
        state.note(
            .emitted(
                state.events.append(after: last, type, at: now, swarm: swarm, task: task, agent: agent, data: data)))
        signal(.events)
        if let swarm { try noteBlock(of: last + 1, swarm) }
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
