extension Schema {
    /// What belongs to the installation as a whole: the backlog, alerts, directives for agents, pushes.
    static let hub = """

        CREATE TABLE goal(
            id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL, priority INTEGER NOT NULL, state TEXT NOT NULL,
            principal INTEGER NOT NULL, conversation INTEGER, swarm INTEGER, at INTEGER NOT NULL);
        CREATE INDEX goal_open ON goal(priority DESC, id) WHERE state = 'open';
        CREATE INDEX goal_taken ON goal(id) WHERE state = 'taken';
        CREATE TABLE alert(
            id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, swarm INTEGER, text TEXT NOT NULL,
            raised_at INTEGER NOT NULL, acknowledged_at INTEGER, acknowledged_by INTEGER, cleared_at INTEGER);
        CREATE UNIQUE INDEX alert_open ON alert(key) WHERE cleared_at IS NULL;
        CREATE TABLE agent_command(
            id INTEGER PRIMARY KEY AUTOINCREMENT, agent INTEGER NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
            conversation INTEGER, detail TEXT, at INTEGER NOT NULL, updated_at INTEGER NOT NULL);
        CREATE UNIQUE INDEX agent_command_open ON agent_command(agent) WHERE state IN ('pending', 'acknowledged');
        CREATE INDEX report_aside ON report(agent) WHERE verdict = 'set_aside';
        CREATE TABLE push(
            swarm INTEGER PRIMARY KEY, wanted TEXT NOT NULL, pushed TEXT, failures INTEGER NOT NULL DEFAULT 0,
            next_at INTEGER NOT NULL);
        """
}
