package import Vocabulary

// Ids are given out as the highest plus one (PostgreSQL: all of them; SQLite: those of messages, tasks and events): the
// newest row of each table stays, so that no id is given out twice.
extension ReadTransaction {
    /// The swarm that ended first before `time` and still has its details; its slug is for the audit log.
    package func expiredSwarm(endedBefore time: Timestamp) throws -> (id: SwarmID, slug: String)? {
        try connection.statement(
            """
            SELECT id, slug FROM swarm WHERE finished_at < ?1 AND purged_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM task WHERE task.swarm = swarm.id AND task.id = (SELECT MAX(id) FROM task))
            ORDER BY finished_at LIMIT 1
            """
        ).bind(1, time.milliseconds).first { (SwarmID($0.int64(0)), $0.text(1)) }
    }
}

extension WriteTransaction {
    /// Removes up to `limit` tasks of an ended swarm with all that hangs on them; returns how many.
    package func purgeTasks(of swarm: SwarmID, limit: Int) throws -> Int {
        let tasks = try connection.statement(
            """
            SELECT id FROM task WHERE swarm = ?1 UNION ALL SELECT id FROM task_history WHERE swarm = ?1
            ORDER BY id LIMIT ?2
            """
        ).bind(1, swarm.value).bind(2, limit).all { $0.int64(0) }
        for task in tasks {
            for sql in [
                "DELETE FROM report WHERE task = ?1", "DELETE FROM task_log WHERE task = ?1",
                "DELETE FROM note WHERE task = ?1", "DELETE FROM edge WHERE parent = ?1",
                "DELETE FROM edge WHERE child = ?1", "DELETE FROM task_text WHERE task = ?1",
                "DELETE FROM task WHERE id = ?1", "DELETE FROM report_history WHERE task = ?1",
                "DELETE FROM edge_history WHERE parent = ?1", "DELETE FROM edge_history WHERE child = ?1",
                "DELETE FROM task_text_history WHERE task = ?1", "DELETE FROM task_history WHERE id = ?1",
            ] as [StaticString] {
                try connection.statement(sql).bind(1, task).run()
            }
            state.tasks.remove(TaskID(task))
        }
        return tasks.count
    }

    /// Removes an ended swarm's events in up to `limit` blocks of the log; returns in how many.
    package func purgeEvents(of swarm: SwarmID, limit: Int) throws -> Int {
        let blocks = try connection.statement("SELECT block FROM event_block WHERE swarm = ?1 ORDER BY block LIMIT ?2")
            .bind(1, swarm.value).bind(2, limit).all { $0.int64(0) }
        for block in blocks {
            let pages = try connection.statement(
                "SELECT first, lines FROM event_page WHERE first >= ?1 AND first < ?2"
            ).bind(1, block * EventPage.block).bind(2, (block + 1) * EventPage.block)
                .all { (first: $0.int64(0), lines: $0.text(1)) }
            for page in pages { try removeEvents(page.lines, first: page.first) { $0.swarm == swarm } }
            try connection.statement("DELETE FROM event_block WHERE swarm = ?1 AND block = ?2")
                .bind(1, swarm.value).bind(2, block).run()
        }
        state.note(.eventBlock(swarm))
        state.eventBlocks[swarm] = nil
        return blocks.count
    }

    /// Removes the swarm's document, plans and merges, and notes that its details are gone.
    ///
    /// The swarm itself stays, with its name, state and cost, and its slug is never another's.
    package func finishPurge(of swarm: SwarmID) throws {
        for sql in [
            "DELETE FROM plan WHERE swarm = ?1", "UPDATE prd SET text = '' WHERE swarm = ?1",
            "DELETE FROM merge_attempt WHERE swarm = ?1",
        ] as [StaticString] {
            try connection.statement(sql).bind(1, swarm.value).run()
        }
        try connection.statement("UPDATE swarm SET purged_at = ?1 WHERE id = ?2")
            .bind(1, now.milliseconds).bind(2, swarm.value).run()
    }

    /// Removes messages from before `time`, oldest first, and what was sent for them; looks at `limit` at most and
    /// returns at how many.
    ///
    /// A message whose provider's id is still remembered stays, so that the id leads to it.
    package func purgeMessages(before time: Timestamp, limit: Int) throws -> Int {
        let old = try connection.statement(
            """
            SELECT id, at, state FROM message WHERE id > ?1 AND id < (SELECT MAX(id) FROM message)
            AND id <= (SELECT value FROM counter WHERE name = 'seen_forgotten') ORDER BY id LIMIT ?2
            """
        ).bind(1, try place("purged_message")).bind(2, limit)
            .all { (id: $0.int64(0), at: $0.int64(1), isWaiting: $0.int(2) == 0) }
            .prefix { $0.at < time.milliseconds }
        for message in old where !message.isWaiting {
            try connection.statement("DELETE FROM message WHERE id = ?1").bind(1, message.id).run()
        }
        if let last = old.last { try setPlace("purged_message", last.id) }
        let sent = try purgeOutbound(before: time, limit: limit)
        return max(old.count, sent)
    }

    private func purgeOutbound(before time: Timestamp, limit: Int) throws -> Int {
        let old = try connection.statement(
            """
            SELECT id, updated_at, state FROM outbound WHERE id > ?1 AND id < (SELECT MAX(id) FROM outbound)
            ORDER BY id LIMIT ?2
            """
        ).bind(1, try place("purged_outbound")).bind(2, limit)
            .all { (id: $0.int64(0), at: $0.int64(1), state: $0.text(2)) }
            .prefix { $0.at < time.milliseconds }
        for sending in old where !["queued", "sending", "unknown"].contains(sending.state) {
            try connection.statement("DELETE FROM outbound WHERE id = ?1").bind(1, sending.id).run()
        }
        if let last = old.last { try setPlace("purged_outbound", last.id) }
        return old.count
    }

    /// Removes events from before `time` that belong to no swarm; looks at `limit` pages at most and returns at how many.
    package func purgeLooseEvents(before time: Timestamp, limit: Int) throws -> Int {
        let old = try connection.statement(
            """
            SELECT first, at, lines FROM event_page WHERE first > ?1
            AND first < (SELECT MAX(first) FROM event_page) ORDER BY first LIMIT ?2
            """
        ).bind(1, try place("purged_event")).bind(2, limit)
            .all { (first: $0.int64(0), at: $0.int64(1), lines: $0.text(2)) }
            .prefix { $0.at < time.milliseconds }
        for page in old { try removeEvents(page.lines, first: page.first) { $0.swarm == nil } }
        if let last = old.last { try setPlace("purged_event", last.first) }
        return old.count
    }

    /// Removes events out of a page, and the page where none is left in it; the newest one stays.
    private func removeEvents(_ lines: String, first: Int64, _ isRemoved: (EventRecord) -> Bool) throws {
        guard let (left, kept) = try EventPage.lines(lines, first: first, without: isRemoved) else { return }
        if kept == 0 {
            let isGone =
                try connection.statement(
                    "DELETE FROM event_page WHERE first = ?1 AND first < (SELECT MAX(first) FROM event_page)"
                ).bind(1, first).change() == 1
            if isGone { return }
        }
        try connection.statement("UPDATE event_page SET lines = ?1, kept = ?2 WHERE first = ?3")
            .bind(1, left).bind(2, kept).bind(3, first).run()
    }

    // MARK: How far it has come

    private func place(_ name: String) throws -> Int64 {
        try connection.statement("SELECT value FROM counter WHERE name = ?1").bind(1, name).first { $0.int64(0) } ?? 0
    }

    private func setPlace(_ name: String, _ value: Int64) throws {
        try connection.statement(
            "INSERT INTO counter(name, value) VALUES(?1, ?2) ON CONFLICT(name) DO UPDATE SET value = excluded.value"
        ).bind(1, name).bind(2, value).run()
    }
}
