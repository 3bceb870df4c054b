import SQLite

/// Notes, by triggers inside the transaction and undone with it, which rows an operation touched, so that the invariants
/// are asked of what can have broken them, and not of every row there is.
///
/// The triggers stand on every column that `problems` reads; `TouchedRowsTests` breaks each invariant to see that.
struct TouchedRows {
    private let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// Begins, once there are tables.
    func begin() throws {
        try connection.execute(
            "CREATE TEMP TABLE IF NOT EXISTS touched(kind, row, PRIMARY KEY(kind, row)) WITHOUT ROWID")
        try watch(
            "task",
            [
                "id", "swarm", "state", "leased", "deps_left", "attempt", "max_attempts", "crashes", "unheard",
                "merged",
                "agent",
            ]
        ) { ["'task', \($0).id", "'swarm', \($0).swarm"] }
        try watch("task_text", ["task", "title", "spec"]) { ["'task', \($0).task"] }
        try watch("lease", ["holder", "task"]) { ["'task', \($0).task"] }
        try watch("edge", ["parent", "child", "resolved", "kind"]) {
            ["'task', \($0).parent", "'task', \($0).child"]
        }
        try watch("merge_attempt", ["task", "state"]) { ["'task', \($0).task"] }
        try watch("report", ["task", "epoch", "verdict"]) { ["'task', \($0).task"] }
        try watch("swarm", ["id", "running", "open_tasks", "tasks", "spent", "reserved"]) { ["'swarm', \($0).id"] }
        try watch("spend", ["swarm", "settled", "reserved", "state"]) { ["'swarm', COALESCE(\($0).swarm, 0)"] }
        try watch("message", ["id", "provider_key", "outgoing"]) { ["'message', \($0).id"] }
        try watch("outbound", ["id", "state", "attempts", "not_before"]) { ["'outbound', \($0).id"] }
    }

    /// - Parameter marks: What a row touches, as kind and id: of the row before, `OLD`, and after, `NEW`.
    private func watch(_ table: String, _ columns: [String], _ marks: (String) -> [String]) throws {
        func noting(_ sides: [String]) -> String {
            sides.flatMap(marks).map { "INSERT OR IGNORE INTO touched VALUES(\($0));" }.joined(separator: " ")
        }
        let differs = columns.map { "OLD.\($0) IS NOT NEW.\($0)" }.joined(separator: " OR ")
        try connection.execute(
            """
            CREATE TEMP TRIGGER IF NOT EXISTS \(table)_added AFTER INSERT ON main.\(table) BEGIN \(noting(["NEW"])) END;
            CREATE TEMP TRIGGER IF NOT EXISTS \(table)_changed AFTER UPDATE OF \(columns.joined(separator: ", "))
            ON main.\(table) WHEN \(differs) BEGIN \(noting(["OLD", "NEW"])) END;
            CREATE TEMP TRIGGER IF NOT EXISTS \(table)_removed AFTER DELETE ON main.\(table) BEGIN \(noting(["OLD"])) END;
            """)
    }

    /// Whether nothing that an invariant reads was touched since the last `forget`.
    func isEmpty() throws -> Bool {
        try connection.ownStatement("SELECT 1 FROM temp.touched LIMIT 1").first { _ in true } == nil
    }

    func forget() throws { try connection.ownStatement("DELETE FROM temp.touched").run() }

    /// What the touched rows and their neighbours break, in the words of `Simulation.everyProblem`.
    func problems() throws -> [String] {
        try connection.statement(
            """
            SELECT 'I7: counters of swarm ' || swarm.id FROM temp.touched CROSS JOIN swarm ON swarm.id = row
            WHERE touched.kind = 'swarm' AND (running, open_tasks, tasks) <> (SELECT COALESCE(SUM(leased = 1), 0),
            COALESCE(SUM(state NOT IN ('done', 'failed', 'cancelled')), 0), COUNT(*)
            + (SELECT COUNT(*) FROM task_history WHERE swarm = swarm.id) FROM task WHERE swarm = swarm.id)
            UNION ALL SELECT 'I7: money of swarm ' || swarm.id FROM temp.touched CROSS JOIN swarm ON swarm.id = row
            WHERE touched.kind = 'swarm' AND (spent, swarm.reserved) <> (SELECT COALESCE(SUM(settled), 0),
            COALESCE(SUM(CASE WHEN state = 'reserved' THEN reserved END), 0) FROM spend WHERE swarm = swarm.id)
            UNION ALL SELECT problems || 'of task ' || id FROM (SELECT task.id,
            CASE WHEN attempt > max_attempts OR attempt < 0 THEN 'I6: attempts, ' ELSE '' END ||
            CASE WHEN crashes > 3 OR unheard > 10 THEN 'I6: crashes, ' ELSE '' END ||
            CASE WHEN leased <> (SELECT COUNT(*) FROM lease WHERE lease.task = task.id AND holder = agent)
            OR leased <> (SELECT COUNT(*) FROM lease WHERE lease.task = task.id) THEN 'I7: leases, ' ELSE '' END ||
            CASE WHEN deps_left <> (SELECT COUNT(*) FROM edge WHERE child = task.id AND resolved = 0)
            THEN 'I7: dependencies, ' ELSE '' END ||
            CASE WHEN (state = 'done') <> (merged IS NOT NULL) OR (state = 'done') <>
            (SELECT COUNT(*) FROM merge_attempt WHERE task = task.id AND state = 'landed')
            THEN 'I2: done without a merge, or merged and not done, ' ELSE '' END ||
            CASE WHEN task.id NOT IN (SELECT childless.task FROM temp.childless) AND
            CASE WHEN state = 'done' THEN (SELECT spec FROM task_text WHERE task_text.task = task.id)
            LIKE '%"next":[%' ELSE 0 END <> (SELECT COUNT(*) FROM edge
            JOIN task AS follower ON follower.id = child WHERE parent = task.id
            AND (SELECT title FROM task_text WHERE task_text.task = follower.id) = 'follower')
            THEN 'what follows came not, or twice, ' ELSE '' END ||
            CASE WHEN EXISTS (SELECT 1 FROM report WHERE task = task.id AND verdict = 'accepted' GROUP BY epoch
            HAVING COUNT(*) > 1) THEN 'I2: two results under an epoch, ' ELSE '' END AS problems
            FROM temp.touched CROSS JOIN task ON task.id = row WHERE touched.kind = 'task') WHERE problems <> ''
            UNION ALL SELECT 'what follows came not, or twice, of task ' || task.id FROM temp.touched
            CROSS JOIN edge AS above ON above.child = row CROSS JOIN task ON task.id = above.parent
            WHERE touched.kind = 'task' AND task.id NOT IN (SELECT childless.task FROM temp.childless)
            AND CASE WHEN state = 'done' THEN (SELECT spec FROM task_text WHERE task_text.task = task.id)
            LIKE '%"next":[%' ELSE 0 END <>
            (SELECT COUNT(*) FROM edge JOIN task AS follower ON follower.id = child WHERE parent = task.id
            AND (SELECT title FROM task_text WHERE task_text.task = follower.id) = 'follower')
            UNION ALL SELECT 'I4: task ' || child FROM temp.touched CROSS JOIN edge ON child = row
            CROSS JOIN task ON task.id = child WHERE touched.kind = 'task' AND resolved = 0
            AND state IN ('ready', 'running', 'review', 'done')
            UNION ALL SELECT 'I4: an edge of task ' || child FROM (SELECT parent, child, resolved, edge.kind FROM temp.touched
            CROSS JOIN edge ON child = row WHERE touched.kind = 'task' UNION ALL
            SELECT parent, child, resolved, edge.kind FROM temp.touched CROSS JOIN edge ON parent = row
            WHERE touched.kind = 'task') CROSS JOIN task ON task.id = parent
            CROSS JOIN task AS waiting ON waiting.id = child WHERE CASE kind
            WHEN 0 THEN (resolved = 0 AND task.state = 'done') OR (resolved = 1 AND task.state <> 'done'
            AND (SELECT spec FROM task_text WHERE task_text.task = waiting.id) NOT LIKE '%"ifBlocked":"run"%') OR resolved = 2
            WHEN 1 THEN (resolved = 0 AND task.state IN ('done', 'failed', 'cancelled')) OR resolved = 2
            ELSE (resolved = 0 AND task.state IN ('done', 'failed')) OR (resolved = 2 AND task.state <> 'done') END
            UNION ALL SELECT 'W2: a message twice ' || message.provider_key FROM temp.touched
            CROSS JOIN message ON message.id = row WHERE touched.kind = 'message' AND outgoing = 0
            AND (SELECT COUNT(*) FROM message AS other WHERE other.outgoing = 0
            AND other.provider_key IS message.provider_key) > 1
            UNION ALL SELECT 'given up after one send of unknown outcome: message ' || outbound.id FROM temp.touched
            CROSS JOIN outbound ON outbound.id = row WHERE touched.kind = 'outbound' AND state = 'unknown'
            AND attempts < 2 AND not_before >= ?1
            """
        ).bind(1, Simulation.never).all { $0.text(0) }
    }
}
