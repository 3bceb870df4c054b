extension Schema {
    // Columns that a table and its history share, in the same order: rows move from one to the other whole.
    static let task = """

            id INTEGER PRIMARY KEY, swarm INTEGER NOT NULL, number INTEGER NOT NULL,
            state TEXT NOT NULL, phase INTEGER NOT NULL, leased INTEGER NOT NULL DEFAULT 0,
            lane INTEGER, priority INTEGER NOT NULL, epoch INTEGER NOT NULL DEFAULT 0,
            agent INTEGER, assigned INTEGER, lease_until INTEGER, run_at INTEGER, attempt INTEGER NOT NULL DEFAULT 0,
            max_attempts INTEGER NOT NULL, crashes INTEGER NOT NULL DEFAULT 0, generation INTEGER NOT NULL DEFAULT 0,
            deps_left INTEGER NOT NULL DEFAULT 0, loss INTEGER NOT NULL DEFAULT 0, salvage INTEGER NOT NULL DEFAULT 0,
            reason TEXT, executor TEXT NOT NULL, base TEXT, result TEXT, merged TEXT, candidate TEXT, feedback TEXT,
            merging INTEGER NOT NULL DEFAULT 0, spent INTEGER NOT NULL DEFAULT 0, cap INTEGER,
            created_at INTEGER NOT NULL, started_at INTEGER, finished_at INTEGER, class INTEGER NOT NULL DEFAULT 0,
            unheard INTEGER NOT NULL DEFAULT 0, UNIQUE(swarm, number)
        """
    static let taskText = "task INTEGER PRIMARY KEY, title TEXT NOT NULL, spec TEXT NOT NULL"
    static let edge = """

            parent INTEGER NOT NULL, child INTEGER NOT NULL, resolved INTEGER NOT NULL DEFAULT 0,
            kind INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(parent, child)
        """
    static let report = """

            task INTEGER NOT NULL, epoch INTEGER NOT NULL, phase INTEGER NOT NULL, verdict TEXT NOT NULL,
            digest TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL, agent INTEGER,
            PRIMARY KEY(task, epoch, digest)
        """

    /// What a `TaskRecord` is read from, in the order in which it is read.
    private static let taskRow = """
        id, swarm, number, state, phase, leased, priority, epoch, agent, assigned, lease_until, run_at, attempt,
        max_attempts, crashes, generation, deps_left, loss, salvage, reason, executor, title, spec, base, result,
        candidate, merged, feedback, spent, cap, created_at, started_at, finished_at, class, unheard
        """

    /// Where the tasks of swarms that ended a while ago lie, with their texts, reports and the edges that lead to them; a
    /// swarm's `history` is 0 where none of its tasks is here, 1 where some may be, 2 where all are.
    ///
    /// Nothing here changes: what shall change is brought back first.
    static let history = """

        CREATE TABLE task_history(\(task));
        CREATE TABLE task_text_history(\(taskText));
        CREATE TABLE edge_history(\(edge)) WITHOUT ROWID;
        CREATE INDEX edge_history_child ON edge_history(child, parent);
        CREATE TABLE report_history(\(report)) WITHOUT ROWID;
        CREATE INDEX report_history_aside ON report_history(agent) WHERE verdict = 'set_aside';
        CREATE VIEW task_row AS SELECT \(taskRow)
            FROM task JOIN task_text ON task_text.task = task.id;
        CREATE VIEW task_row_history AS SELECT \(taskRow)
            FROM task_history JOIN task_text_history ON task_text_history.task = task_history.id;
        """
}
