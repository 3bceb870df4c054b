extension Schema {
    // Messages, tasks and events carry no AUTOINCREMENT, which doubles the cost of an insert: the newest of
    // their rows is never deleted, so that the next id is one nobody saw. What is large and never changes lies beside the
    // rows that often do. No index of a task names a column that a claim or a report changes: PostgreSQL then writes the
    // new version of the row into the same page, and none of the indexes anew.
    static let first = """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE process(
            writer TEXT PRIMARY KEY, batch INTEGER NOT NULL, at INTEGER NOT NULL, node TEXT, presence INTEGER) WITHOUT ROWID;
        CREATE TABLE service(name TEXT PRIMARY KEY, holder TEXT NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE turn(number INTEGER NOT NULL, timer INTEGER NOT NULL DEFAULT 9223372036854775807);
        CREATE TABLE queued(turn INTEGER PRIMARY KEY, tasks TEXT NOT NULL);
        CREATE TABLE counter(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE probe(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, padding TEXT NOT NULL);

        CREATE TABLE principal(
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, role INTEGER NOT NULL, notify TEXT NOT NULL DEFAULT 'all',
            created_at INTEGER NOT NULL, retired_at INTEGER);
        CREATE TABLE identity(
            provider TEXT NOT NULL, external TEXT NOT NULL, principal INTEGER NOT NULL REFERENCES principal(id),
            linked_at INTEGER NOT NULL, PRIMARY KEY(provider, external)) WITHOUT ROWID;
        CREATE TABLE stranger(
            provider TEXT NOT NULL, external TEXT NOT NULL, refused_at INTEGER NOT NULL,
            PRIMARY KEY(provider, external)) WITHOUT ROWID;
        CREATE TABLE token(
            id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, kind TEXT NOT NULL, label TEXT NOT NULL,
            principal INTEGER REFERENCES principal(id), agent INTEGER, created_at INTEGER NOT NULL, expires_at INTEGER,
            used_at INTEGER, revoked_at INTEGER);
        CREATE INDEX token_agent ON token(agent) WHERE agent IS NOT NULL;

        CREATE TABLE conversation(
            id INTEGER PRIMARY KEY, provider TEXT NOT NULL, address TEXT NOT NULL, focus INTEGER,
            turn INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL, UNIQUE(provider, address));
        CREATE TABLE seen(
            provider TEXT NOT NULL, key TEXT NOT NULL, message INTEGER NOT NULL,
            PRIMARY KEY(provider, key)) WITHOUT ROWID;
        CREATE TABLE arrival(
            id INTEGER PRIMARY KEY, provider TEXT NOT NULL, key TEXT NOT NULL, conversation TEXT NOT NULL,
            sender TEXT NOT NULL, text TEXT NOT NULL, payload TEXT);
        CREATE TABLE message(
            id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, outgoing INTEGER NOT NULL,
            state INTEGER NOT NULL, at INTEGER NOT NULL, sender TEXT, provider_key TEXT, text TEXT NOT NULL,
            payload TEXT, in_reply_to INTEGER, buttons TEXT, swarm INTEGER, principal INTEGER);
        CREATE INDEX message_conversation ON message(conversation, id);
        CREATE INDEX message_waiting ON message(conversation, id) WHERE state = 0;
        CREATE INDEX message_provider_key ON message(provider_key) WHERE outgoing = 1 AND provider_key IS NOT NULL;
        CREATE TABLE outbound(
            id INTEGER PRIMARY KEY AUTOINCREMENT, message INTEGER NOT NULL, provider TEXT NOT NULL, address TEXT NOT NULL,
            state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, urgent INTEGER NOT NULL DEFAULT 0,
            part INTEGER NOT NULL DEFAULT 0, body TEXT NOT NULL, not_before INTEGER NOT NULL, provider_key TEXT,
            resent INTEGER NOT NULL DEFAULT 0, error TEXT, updated_at INTEGER NOT NULL);
        CREATE INDEX outbound_waiting ON outbound(not_before) WHERE state IN ('queued', 'unknown');
        CREATE INDEX outbound_order ON outbound(urgent DESC, id, not_before) WHERE state IN ('queued', 'unknown');
        CREATE INDEX outbound_recipient ON outbound(provider, address) WHERE state IN ('queued', 'unknown');
        CREATE INDEX outbound_sending ON outbound(id) WHERE state = 'sending';
        CREATE INDEX outbound_provider_key ON outbound(provider_key) WHERE provider_key IS NOT NULL;
        CREATE TABLE confirmation(
            id INTEGER PRIMARY KEY AUTOINCREMENT, conversation INTEGER NOT NULL, principal INTEGER NOT NULL,
            code TEXT NOT NULL, commands TEXT NOT NULL, digest TEXT NOT NULL, world TEXT NOT NULL,
            state TEXT NOT NULL, asked INTEGER NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL);
        CREATE INDEX confirmation_open ON confirmation(conversation) WHERE state = 'open';
        CREATE TABLE undo(
            id INTEGER PRIMARY KEY AUTOINCREMENT, conversation INTEGER NOT NULL, principal INTEGER NOT NULL,
            inverse TEXT NOT NULL, told TEXT NOT NULL, swarm INTEGER, world TEXT NOT NULL,
            expires_at INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0);
        CREATE INDEX undo_conversation ON undo(conversation, id);

        CREATE TABLE swarm(
            id INTEGER PRIMARY KEY AUTOINCREMENT, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, state TEXT NOT NULL,
            gate INTEGER NOT NULL DEFAULT 0, conversation INTEGER, principal INTEGER, agents INTEGER NOT NULL,
            running INTEGER NOT NULL DEFAULT 0, budget INTEGER, spent INTEGER NOT NULL DEFAULT 0,
            reserved INTEGER NOT NULL DEFAULT 0, origin TEXT, base_branch TEXT, head TEXT, repository TEXT, prd_name TEXT,
            model TEXT, deadline TEXT, version INTEGER NOT NULL DEFAULT 1, tasks INTEGER NOT NULL DEFAULT 0,
            open_tasks INTEGER NOT NULL DEFAULT 0, reason TEXT, created_at INTEGER NOT NULL, finished_at INTEGER,
            purged_at INTEGER, history INTEGER NOT NULL DEFAULT 0);
        CREATE INDEX swarm_ended ON swarm(finished_at) WHERE finished_at IS NOT NULL AND purged_at IS NULL;
        CREATE INDEX swarm_to_move ON swarm(finished_at)
            WHERE finished_at IS NOT NULL AND purged_at IS NULL AND history < 2;
        CREATE TABLE prd(swarm INTEGER PRIMARY KEY REFERENCES swarm(id), text TEXT NOT NULL);
        CREATE INDEX swarm_open ON swarm(id) WHERE state = 'running' AND gate = 0;
        CREATE TABLE plan(
            swarm INTEGER NOT NULL REFERENCES swarm(id), version INTEGER NOT NULL, state TEXT NOT NULL, digest TEXT,
            body TEXT, feedback TEXT, error TEXT, at INTEGER NOT NULL, PRIMARY KEY(swarm, version)) WITHOUT ROWID;
        CREATE INDEX plan_requested ON plan(at) WHERE state = 'requested';
        CREATE TABLE task(\(task)) /* rows change often */;
        CREATE INDEX task_waiting ON task(run_at) WHERE run_at IS NOT NULL;
        CREATE INDEX task_merging ON task(swarm, id) WHERE merging = 1;
        CREATE TABLE task_text(\(taskText));
        CREATE TABLE lease(holder INTEGER NOT NULL, task INTEGER NOT NULL, PRIMARY KEY(holder, task)) WITHOUT ROWID;
        CREATE TABLE capability_class(id INTEGER PRIMARY KEY AUTOINCREMENT, needs TEXT NOT NULL UNIQUE);
        CREATE TABLE lane_gate(lane INTEGER PRIMARY KEY, principal INTEGER, at INTEGER NOT NULL);
        CREATE TABLE edge(\(edge)) WITHOUT ROWID;
        CREATE INDEX edge_child ON edge(child, parent);
        CREATE TABLE unlock(parent INTEGER PRIMARY KEY);
        CREATE TABLE report(\(report)) WITHOUT ROWID;
        CREATE TABLE task_log(
            task INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL,
            PRIMARY KEY(task, seq)) WITHOUT ROWID;
        CREATE TABLE note(
            id INTEGER PRIMARY KEY AUTOINCREMENT, task INTEGER, agent INTEGER, text TEXT NOT NULL, at INTEGER NOT NULL);
        CREATE INDEX note_task ON note(task) WHERE task IS NOT NULL;
        CREATE INDEX note_agent ON note(agent) WHERE agent IS NOT NULL;
        CREATE TABLE merge_attempt(
            id INTEGER PRIMARY KEY AUTOINCREMENT, swarm INTEGER NOT NULL, task INTEGER NOT NULL, branch TEXT NOT NULL,
            old TEXT NOT NULL, new TEXT NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL);
        CREATE INDEX merge_attempt_open ON merge_attempt(swarm) WHERE state = 'intended';

        CREATE TABLE agent(
            id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, slot INTEGER, process TEXT,
            capabilities TEXT NOT NULL, connected INTEGER NOT NULL DEFAULT 0, draining INTEGER NOT NULL DEFAULT 0,
            retired INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 1, seen_at INTEGER,
            created_at INTEGER NOT NULL);

        CREATE TABLE spend(
            id INTEGER PRIMARY KEY AUTOINCREMENT, day INTEGER NOT NULL, swarm INTEGER, task INTEGER, purpose TEXT NOT NULL,
            model TEXT NOT NULL, state TEXT NOT NULL, reserved INTEGER NOT NULL, settled INTEGER NOT NULL DEFAULT 0,
            input INTEGER NOT NULL DEFAULT 0, cached INTEGER NOT NULL DEFAULT 0, output INTEGER NOT NULL DEFAULT 0,
            at INTEGER NOT NULL);
        CREATE INDEX spend_open ON spend(at) WHERE state = 'reserved';
        CREATE INDEX spend_swarm ON spend(swarm, day);
        CREATE TABLE day_budget(
            day INTEGER PRIMARY KEY, spent INTEGER NOT NULL DEFAULT 0, reserved INTEGER NOT NULL DEFAULT 0,
            noticed INTEGER NOT NULL DEFAULT 0);

        CREATE TABLE run(
            kind TEXT NOT NULL, owner INTEGER NOT NULL, generation INTEGER NOT NULL, epoch INTEGER NOT NULL,
            process TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY(kind, owner, generation)) WITHOUT ROWID;
        CREATE TABLE step(
            kind TEXT NOT NULL, owner INTEGER NOT NULL, generation INTEGER NOT NULL, number INTEGER NOT NULL,
            name TEXT NOT NULL, state TEXT NOT NULL, epoch INTEGER NOT NULL, outcome TEXT,
            lost INTEGER NOT NULL DEFAULT 0, pauses INTEGER NOT NULL DEFAULT 0, due INTEGER, event TEXT,
            at INTEGER NOT NULL, PRIMARY KEY(kind, owner, generation, number)) WITHOUT ROWID;

        CREATE TABLE event_page(
            first INTEGER PRIMARY KEY, last INTEGER NOT NULL, kept INTEGER NOT NULL, at INTEGER NOT NULL,
            lines TEXT NOT NULL);
        CREATE TABLE event_block(swarm INTEGER NOT NULL, block INTEGER NOT NULL, PRIMARY KEY(swarm, block)) WITHOUT ROWID;
        CREATE TABLE audit(
            writer TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, principal INTEGER, action TEXT NOT NULL,
            subject TEXT NOT NULL, detail TEXT NOT NULL, message INTEGER, previous TEXT NOT NULL, hash TEXT NOT NULL,
            PRIMARY KEY(writer, seq)) WITHOUT ROWID;
        CREATE INDEX audit_at ON audit(at);
        CREATE INDEX audit_first ON audit(writer) WHERE seq = 1;
        CREATE TABLE idempotency(
            key TEXT PRIMARY KEY, digest TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
            at INTEGER NOT NULL) WITHOUT ROWID;
        """
}
