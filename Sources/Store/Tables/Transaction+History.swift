package import Vocabulary

extension ReadTransaction {
    /// The swarm that ended first before `time` and still has tasks among those that are written, where nothing of it is
    /// under way: no lease, merge, model call, or child that has to be told.
    ///
    /// The swarm with the newest task waits (see Transaction+Retention.swift).
    package func swarmToMove(endedBefore time: Timestamp) throws -> SwarmID? {
        try connection.statement(
            """
            SELECT id FROM swarm WHERE finished_at < ?1 AND purged_at IS NULL AND history < 2 AND open_tasks = 0
            AND id NOT IN (SELECT task.swarm FROM lease CROSS JOIN task WHERE task.id = lease.task)
            AND id NOT IN (SELECT task.swarm FROM unlock CROSS JOIN task WHERE task.id = unlock.parent)
            AND id NOT IN (SELECT swarm FROM merge_attempt WHERE state = 'intended')
            AND id NOT IN (SELECT swarm FROM spend WHERE state = 'reserved' AND swarm IS NOT NULL)
            AND NOT EXISTS (SELECT 1 FROM task WHERE task.swarm = swarm.id AND task.id = (SELECT MAX(id) FROM task))
            ORDER BY finished_at LIMIT 1
            """
        ).bind(1, time.milliseconds).first { SwarmID($0.int64(0)) }
    }
}

extension WriteTransaction {
    /// Moves up to `limit` tasks of an ended swarm into history, with their texts, their reports and the edges that lead to
    /// them; returns how many.
    ///
    /// - Parameter swarm: One that `swarmToMove` gave in this transaction.
    package func moveToHistory(_ swarm: SwarmID, limit: Int) throws -> Int {
        let tasks = try connection.statement("SELECT id FROM task WHERE swarm = ?1 ORDER BY number LIMIT ?2")
            .bind(1, swarm.value).bind(2, limit).all { $0.int64(0) }
        for task in tasks {
            for sql in [
                "INSERT INTO report_history SELECT * FROM report WHERE task = ?1", "DELETE FROM report WHERE task = ?1",
                "INSERT INTO edge_history SELECT * FROM edge WHERE child = ?1", "DELETE FROM edge WHERE child = ?1",
                "INSERT INTO task_text_history SELECT * FROM task_text WHERE task = ?1",
                "DELETE FROM task_text WHERE task = ?1",
                "INSERT INTO task_history SELECT * FROM task WHERE id = ?1", "DELETE FROM task WHERE id = ?1",
            ] as [StaticString] {
                try connection.statement(sql).bind(1, task).run()
            }
        }
        try connection.statement("UPDATE swarm SET history = ?1 WHERE id = ?2")
            .bind(1, tasks.count < limit ? 2 : 1).bind(2, swarm.value).run()
        return tasks.count
    }

    /// Brings all that is in history of a swarm back to where it can change; nothing where nothing is.
    func bringBack(_ swarm: SwarmID) throws {
        let isThere = try connection.statement("UPDATE swarm SET history = 0 WHERE id = ?1 AND history > 0")
            .bind(1, swarm.value).change()
        guard isThere == 1 else { return }
        for sql in [
            """
            INSERT INTO report SELECT report_history.* FROM task_history CROSS JOIN report_history
            WHERE swarm = ?1 AND report_history.task = task_history.id
            """,
            "DELETE FROM report_history WHERE task IN (SELECT id FROM task_history WHERE swarm = ?1)",
            """
            INSERT INTO edge SELECT edge_history.* FROM task_history CROSS JOIN edge_history
            WHERE swarm = ?1 AND child = task_history.id
            """,
            "DELETE FROM edge_history WHERE child IN (SELECT id FROM task_history WHERE swarm = ?1)",
            """
            INSERT INTO task_text SELECT task_text_history.* FROM task_history CROSS JOIN task_text_history
            WHERE swarm = ?1 AND task_text_history.task = task_history.id
            """,
            "DELETE FROM task_text_history WHERE task IN (SELECT id FROM task_history WHERE swarm = ?1)",
            "INSERT INTO task SELECT * FROM task_history WHERE swarm = ?1",
            "DELETE FROM task_history WHERE swarm = ?1",
        ] as [StaticString] {
            try connection.statement(sql).bind(1, swarm.value).run()
        }
    }

    /// The swarm of a report whose task is in history, and whether the report is there already; nil where the task is not.
    func history(of report: ReportRecord) throws -> (swarm: SwarmID, isKept: Bool)? {
        try connection.statement(
            """
            SELECT swarm, (SELECT COUNT(*) FROM report_history WHERE task = ?1 AND epoch = ?2 AND digest = ?3)
            FROM task_history WHERE id = ?1
            """
        ).bind(1, report.task.value).bind(2, report.epoch).bind(3, report.digest)
            .first { (swarm: SwarmID($0.int64(0)), isKept: $0.bool(1)) }
    }
}
