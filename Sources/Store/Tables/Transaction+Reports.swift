package import Vocabulary

extension ReadTransaction {
    package func reports(of task: TaskID) throws -> [ReportRecord] {
        try connection.statement(
            """
            SELECT task, epoch, phase, verdict, digest, body, at, agent FROM report WHERE task = ?1 UNION ALL
            SELECT task, epoch, phase, verdict, digest, body, at, agent FROM report_history WHERE task = ?1
            ORDER BY at, epoch
            """
        ).bind(1, task.value).all { try ReportRecord(row: $0) }
    }

    /// The report that was accepted under the epoch, if any.
    package func acceptedReport(of task: TaskID, epoch: Int64) throws -> ReportRecord? {
        try connection.statement(
            """
            SELECT task, epoch, phase, verdict, digest, body, at, agent FROM report
            WHERE task = ?1 AND epoch = ?2 AND verdict = 'accepted' UNION ALL
            SELECT task, epoch, phase, verdict, digest, body, at, agent FROM report_history
            WHERE task = ?1 AND epoch = ?2 AND verdict = 'accepted'
            """
        ).bind(1, task.value).bind(2, epoch).first { try ReportRecord(row: $0) }
    }

    /// Number of reports that were accepted.
    package func reportCount() throws -> Int {
        try connection.statement(
            """
            SELECT (SELECT COUNT(*) FROM report WHERE verdict = 'accepted')
            + (SELECT COUNT(*) FROM report_history WHERE verdict = 'accepted')
            """
        ).first { $0.int(0) } ?? 0
    }

    /// Results of a swarm that came too late and were kept, newest first.
    package func setAside(of swarm: SwarmID) throws -> [(number: Int, at: Timestamp)] {
        try connection.statement(
            """
            SELECT task.number, report.at FROM report JOIN task ON task.id = report.task
            WHERE task.swarm = ?1 AND report.verdict = 'set_aside' UNION ALL
            SELECT task_history.number, report_history.at FROM report_history
            JOIN task_history ON task_history.id = report_history.task
            WHERE task_history.swarm = ?1 AND report_history.verdict = 'set_aside' ORDER BY 2 DESC LIMIT 100
            """
        ).bind(1, swarm.value).all { ($0.int(0), Timestamp(milliseconds: $0.int64(1))) }
    }

    /// Whether one more late result is kept: eight a task and a hundred an agent are, so that none fills the disk.
    package func mayKeepAside(_ task: TaskID, agent: AgentID) throws -> Bool {
        let ofTask = try connection.statement(
            """
            SELECT (SELECT COUNT(*) FROM report WHERE task = ?1 AND verdict = 'set_aside')
            + (SELECT COUNT(*) FROM report_history WHERE task = ?1 AND verdict = 'set_aside')
            """
        ).bind(1, task.value).first { $0.int(0) }
        guard ofTask ?? 0 < 8 else { return false }
        let ofAgent = try connection.statement(
            """
            SELECT (SELECT COUNT(*) FROM report WHERE agent = ?1 AND verdict = 'set_aside')
            + (SELECT COUNT(*) FROM report_history WHERE agent = ?1 AND verdict = 'set_aside')
            """
        ).bind(1, agent.value).first { $0.int(0) }
        return ofAgent ?? 0 < 100
    }

    /// The last lines of a task's log, oldest first.
    package func log(of task: TaskID, last count: Int) throws -> [(at: Timestamp, text: String)] {
        try connection.statement("SELECT at, text FROM task_log WHERE task = ?1 ORDER BY seq DESC LIMIT ?2")
            .bind(1, task.value).bind(2, count).all { (Timestamp(milliseconds: $0.int64(0)), $0.text(1)) }.reversed()
    }

    /// Whether the task's merge is under way: written down as intended, its outcome not yet.
    package func isMerging(_ task: TaskRecord) throws -> Bool {
        try connection.statement("SELECT 1 FROM merge_attempt WHERE swarm = ?1 AND task = ?2 AND state = 'intended'")
            .bind(1, task.core.swarm.value).bind(2, task.core.id.value).first { _ in true } ?? false
    }

    /// Merges whose outcome was never written down: the process died between intent and outcome.
    package func openMerges() throws -> [(
        id: Int64, swarm: SwarmID, task: TaskID, branch: String, old: String, new: String
    )] {
        try connection.statement(
            "SELECT id, swarm, task, branch, old, new FROM merge_attempt WHERE state = 'intended' ORDER BY id"
        ).all {
            ($0.int64(0), SwarmID($0.int64(1)), TaskID($0.int64(2)), $0.text(3), $0.text(4), $0.text(5))
        }
    }
}

extension WriteTransaction {
    /// Keeps a report; the same one twice is kept once.
    package func insertReport(_ report: ReportRecord) throws {
        // Only what is set aside comes for a task that ended long ago.
        if report.verdict == .setAside, let place = try history(of: report) {
            if place.isKept { return }
            try bringBack(place.swarm)
        }
        try connection.ownStatement(
            """
            INSERT INTO report(task, epoch, phase, verdict, digest, body, at, agent)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT(task, epoch, digest) DO NOTHING
            """
        ).bind(1, report.task.value).bind(2, report.epoch).bind(3, report.phase.rawValue)
            .bind(4, report.verdict.rawValue).bind(5, report.digest).bind(6, report.body)
            .bind(7, report.at.milliseconds).bind(8, report.agent?.value).run()
    }

    /// Appends to a task's log, which keeps its last 2,000 entries.
    package func appendLog(_ text: String, to task: TaskID) throws {
        let last =
            try connection.statement("SELECT COALESCE(MAX(seq), 0) FROM task_log WHERE task = ?1")
            .bind(1, task.value).first { $0.int64(0) } ?? 0
        try connection.statement("INSERT INTO task_log(task, seq, at, text) VALUES(?1, ?2, ?3, ?4)")
            .bind(1, task.value).bind(2, last + 1).bind(3, now.milliseconds).bind(4, text).run()
        try connection.statement("DELETE FROM task_log WHERE task = ?1 AND seq <= ?2")
            .bind(1, task.value).bind(2, last - 1_999).run()
    }

    package func insertMergeIntent(swarm: SwarmID, task: TaskID, branch: String, old: String, new: String) throws
        -> Int64
    {
        try connection.statement(
            """
            INSERT INTO merge_attempt(swarm, task, branch, old, new, state, at)
            VALUES(?1, ?2, ?3, ?4, ?5, 'intended', ?6)
            """
        ).bind(1, swarm.value).bind(2, task.value).bind(3, branch).bind(4, old).bind(5, new)
            .bind(6, now.milliseconds).insert()
    }

    /// Writes down how a merge ended: `landed` or `lost`.
    package func closeMerge(_ id: Int64, as state: String) throws {
        try connection.statement("UPDATE merge_attempt SET state = ?1 WHERE id = ?2 AND state = 'intended'")
            .bind(1, state).bind(2, id).run()
    }
}

extension ReportRecord {
    fileprivate init(row: Statement) throws {
        task = TaskID(row.int64(0))
        epoch = row.int64(1)
        phase = try Column.value(TaskPhase(rawValue: row.int(2)), "report.phase")
        verdict = try Column.value(Verdict(rawValue: row.text(3)), "report.verdict")
        digest = row.text(4)
        body = row.text(5)
        at = Timestamp(milliseconds: row.int64(6))
        agent = row.optionalInt64(7).map(AgentID.init(_:))
    }
}
