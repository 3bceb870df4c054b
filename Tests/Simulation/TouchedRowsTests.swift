import SQLite
import Testing

/// Each invariant broken by hand in the rows of a whole history: what was touched has to show it, as every row does.
struct TouchedRowsTests {
    /// A change of rows, and what has to be said.
    private struct Change {
        let finding: String
        let sql: String

        init(_ finding: String, _ sql: String) { (self.finding, self.sql) = (finding, sql) }
    }

    private static let done = "(SELECT MIN(id) FROM task WHERE state = 'done')"
    private static let parent = "(SELECT MIN(parent) FROM edge)"
    private static let next = """
        (SELECT MIN(parent) FROM edge JOIN task_text ON task_text.task = child WHERE title = 'follower')
        """

    private static let changes = [
        Change("I7", "UPDATE swarm SET running = running + 1 WHERE id = 1"),
        Change("I7", "UPDATE swarm SET open_tasks = 1 WHERE id = 1"),
        Change("I7", "UPDATE swarm SET tasks = tasks - 1 WHERE id = 1"),
        Change("I7", "UPDATE task SET leased = 1 WHERE id = \(done)"),
        Change("I7", "UPDATE task SET swarm = 99 WHERE id = \(done)"),
        Change("I7", "UPDATE task SET deps_left = 1 WHERE id = \(done)"),
        Change("I7: leases", "INSERT INTO lease(holder, task) VALUES(1, \(done))"),
        Change("I7", "UPDATE edge SET resolved = 0 WHERE parent = \(parent)"),
        Change("I7", "INSERT INTO edge(parent, child) SELECT task, \(done) FROM task_text WHERE title <> 'follower'"),
        Change(
            "I7",
            """
            INSERT INTO task(swarm, number, state, phase, priority, max_attempts, executor, created_at)
            SELECT swarm, 1000, 'pending', 0, 0, 1, executor, 0 FROM task WHERE id = \(done)
            """),
        Change("I7", "DELETE FROM task WHERE id = \(done)"),
        Change("I7", "UPDATE swarm SET spent = spent + 1 WHERE id = 1"),
        Change("I7", "UPDATE swarm SET reserved = 1 WHERE id = 1"),
        Change("I7", "UPDATE spend SET settled = settled + 1"),
        Change("I7", "UPDATE spend SET state = 'reserved'"),
        Change("I7", "UPDATE spend SET swarm = NULL WHERE settled > 0"),
        Change("I7", "DELETE FROM spend WHERE settled > 0"),
        Change(
            "I7",
            """
            INSERT INTO spend(day, swarm, purpose, model, state, reserved, settled, at)
            VALUES(1, 1, 'work', 'm', 'settled', 0, 7, 0)
            """),
        Change("I6", "UPDATE task SET attempt = max_attempts + 1 WHERE id = \(done)"),
        Change("I6", "UPDATE task SET max_attempts = -1 WHERE id = \(done)"),
        Change("I6", "UPDATE task SET crashes = 4 WHERE id = \(done)"),
        Change("I6", "UPDATE task SET unheard = 11 WHERE id = \(done)"),
        Change("I4: task", "UPDATE edge SET resolved = 0 WHERE parent = \(parent)"),
        Change("I4: an edge", "UPDATE edge SET resolved = 2, kind = 0 WHERE parent = \(parent)"),
        Change("I4: an edge", "UPDATE edge SET kind = 2, resolved = 0 WHERE parent = \(parent)"),
        Change(
            "I4: an edge",
            "UPDATE task_text SET spec = '{}'; UPDATE task SET state = 'failed' WHERE state = 'done'"),
        Change("what follows", "UPDATE task_text SET spec = '{\"next\":[' WHERE task = \(done)"),
        Change("what follows", "UPDATE task_text SET title = 'another' WHERE title = 'follower'"),
        Change("what follows", "DELETE FROM edge WHERE parent = \(next)"),
        Change("what follows", "UPDATE task SET state = 'failed' WHERE id = \(next)"),
        Change("I2: done", "UPDATE task SET merged = NULL WHERE id = \(done)"),
        Change("I2: done", "UPDATE task SET state = 'failed' WHERE id = \(done)"),
        Change("I2: done", "UPDATE merge_attempt SET state = 'lost' WHERE task = \(done)"),
        Change("I2: done", "DELETE FROM merge_attempt WHERE task = \(done)"),
        Change(
            "I2: done",
            """
            INSERT INTO merge_attempt(swarm, task, branch, old, new, state, at)
            SELECT swarm, task, branch, old, new, state, at FROM merge_attempt WHERE task = \(done)
            """),
        Change(
            "I2: two results",
            """
            INSERT INTO report(task, epoch, phase, verdict, digest, body, at) SELECT task, epoch, phase, verdict, 'x',
            body, at FROM report WHERE task = \(done) AND verdict = 'accepted'
            """),
        Change("I2: two results", "UPDATE report SET epoch = 1 WHERE task = \(done)"),
        Change(
            "W2",
            """
            INSERT INTO message(conversation, outgoing, state, at, provider_key, text)
            SELECT conversation, 0, 1, at, provider_key, '' FROM message WHERE provider_key = 'message 1'
            """),
        Change("W2", "UPDATE message SET provider_key = 'message 1' WHERE outgoing = 0"),
        Change("W2", "UPDATE message SET outgoing = 0, provider_key = 'message 1' WHERE outgoing = 1"),
        Change(
            "given up",
            "UPDATE outbound SET state = 'unknown', attempts = 1, not_before = \(Simulation.never) WHERE id = 1"),
        Change(
            "given up",
            """
            INSERT INTO outbound(message, provider, address, state, attempts, body, not_before, updated_at)
            VALUES(1, 'whatsapp', '1', 'unknown', 1, '', \(Simulation.never), 0)
            """),
    ]

    @Test func `what breaks an invariant is seen in the rows that were touched`() throws {
        let simulation = try Simulation(seed: 1)
        simulation.run()
        #expect(simulation.violations.isEmpty)
        let connection = simulation.connection
        try connection.execute("PRAGMA foreign_keys = OFF")
        for change in Self.changes {
            try simulation.touched.forget()
            try connection.begin()
            try connection.execute(change.sql)
            let (touched, every) = (try simulation.touched.problems(), try simulation.everyProblem())
            #expect(every.contains { $0.contains(change.finding) }, "nothing was broken by \(change.sql): \(every)")
            #expect(touched.contains { $0.contains(change.finding) }, "not seen: \(change.sql): \(touched)")
            try connection.rollback()
            #expect(try simulation.touched.isEmpty(), "what was undone touched nothing")
        }
        #expect(try simulation.everyProblem().isEmpty)
    }
}
