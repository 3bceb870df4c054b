import AgentProtocol
import SQLite
import Store
import Vocabulary

/// What holds after every commit, in the database's own words.
extension Simulation {
    /// Commits after which every row is read, touched or not.
    private static let thoroughness = 100

    /// Checks what the commit touched; every row now and then, at every start of a process, and at the end.
    func checkInvariants() {
        tally.count("checks of what a commit touched")
        do {
            if try !touched.isEmpty() {
                for problem in try touched.problems() { violate(problem) }
                try touched.forget()
            }
        } catch { violate("the invariants cannot be read: \(error)") }
        commitsUnread += 1
        if commitsUnread >= Self.thoroughness || isThorough { checkEveryRow() }
    }

    func checkEveryRow() {
        tally.count("checks of every row")
        commitsUnread = 0
        do {
            let found = try everyProblem()
            if !found.isEmpty, violations.isEmpty { violate("only every row shows: \(found)") }
            for problem in found { violate(problem) }
        } catch { violate("the invariants cannot be read: \(error)") }
    }

    /// What is broken in any row, in words of its own: not by what was touched.
    func everyProblem() throws -> [String] {
        try connection.statement(
            """
            SELECT 'I7: running of swarm ' || id FROM swarm
            WHERE running <> (SELECT COUNT(*) FROM task WHERE swarm = swarm.id AND leased = 1)
            UNION ALL SELECT 'I7: open tasks of swarm ' || id FROM swarm WHERE open_tasks <>
            (SELECT COUNT(*) FROM task WHERE swarm = swarm.id AND state NOT IN ('done', 'failed', 'cancelled'))
            UNION ALL SELECT 'I7: tasks of swarm ' || id FROM swarm
            WHERE tasks <> (SELECT COUNT(*) FROM task WHERE swarm = swarm.id)
            + (SELECT COUNT(*) FROM task_history WHERE swarm = swarm.id)
            UNION ALL SELECT 'in history and elsewhere, or still under way: task ' || id FROM task_history
            WHERE state NOT IN ('done', 'failed', 'cancelled') OR leased = 1 OR id IN (SELECT id FROM task)
            OR id IN (SELECT task FROM task_text) OR id NOT IN (SELECT task FROM task_text_history)
            OR id IN (SELECT task FROM report) OR id IN (SELECT child FROM edge) OR id IN (SELECT task FROM lease)
            UNION ALL SELECT 'history of swarm ' || id FROM swarm
            WHERE CASE history WHEN 0 THEN id IN (SELECT swarm FROM task_history)
            WHEN 2 THEN id IN (SELECT swarm FROM task) ELSE 0 END OR (history > 0 AND finished_at IS NULL)
            UNION ALL SELECT 'I7: leases of task ' || id FROM task WHERE
            leased <> (SELECT COUNT(*) FROM lease WHERE lease.task = task.id AND holder = agent)
            OR leased <> (SELECT COUNT(*) FROM lease WHERE lease.task = task.id)
            UNION ALL SELECT 'I7: dependencies of task ' || id FROM task WHERE deps_left <>
            (SELECT COUNT(*) FROM edge WHERE child = task.id AND resolved = 0)
            UNION ALL SELECT 'I6: attempts of task ' || id FROM task WHERE attempt > max_attempts OR attempt < 0
            UNION ALL SELECT 'I6: crashes of task ' || id FROM task WHERE crashes > 3 OR unheard > 10
            UNION ALL SELECT 'I4: task ' || child FROM edge JOIN task ON task.id = child WHERE resolved = 0
            AND state IN ('ready', 'running', 'review', 'done')
            UNION ALL SELECT 'I4: an edge of task ' || child FROM edge JOIN task ON task.id = parent
            JOIN task AS waiting ON waiting.id = child WHERE CASE kind
            WHEN 0 THEN (resolved = 0 AND task.state = 'done') OR (resolved = 1 AND task.state <> 'done'
            AND (SELECT spec FROM task_text WHERE task_text.task = waiting.id) NOT LIKE '%"ifBlocked":"run"%') OR resolved = 2
            WHEN 1 THEN (resolved = 0 AND task.state IN ('done', 'failed', 'cancelled')) OR resolved = 2
            ELSE (resolved = 0 AND task.state IN ('done', 'failed')) OR (resolved = 2 AND task.state <> 'done') END
            UNION ALL SELECT 'what follows task ' || id || ' came not, or twice' FROM task WHERE
            id NOT IN (SELECT childless.task FROM temp.childless) AND
            ((SELECT spec FROM task_text WHERE task_text.task = task.id) LIKE '%"next":[%' AND state = 'done') <>
            (SELECT COUNT(*) FROM edge JOIN task AS follower ON follower.id = child WHERE parent = task.id AND (SELECT title FROM task_text WHERE task_text.task = follower.id) = 'follower')
            UNION ALL SELECT 'I2: done without a merge, or merged and not done: task ' || id FROM task
            WHERE (state = 'done') <> (SELECT COUNT(*) FROM merge_attempt WHERE task = task.id AND state = 'landed')
            OR (state = 'done') <> (merged IS NOT NULL)
            UNION ALL SELECT 'I2: two results under epoch ' || epoch FROM report WHERE verdict = 'accepted'
            GROUP BY task, epoch HAVING COUNT(*) > 1
            UNION ALL SELECT 'I7: money of swarm ' || id FROM swarm WHERE
            spent <> (SELECT COALESCE(SUM(settled), 0) FROM spend WHERE swarm = swarm.id) OR reserved <>
            (SELECT COALESCE(SUM(reserved), 0) FROM spend WHERE swarm = swarm.id AND state = 'reserved')
            UNION ALL SELECT 'W2: a message twice ' || provider_key FROM message WHERE outgoing = 0
            GROUP BY provider_key HAVING COUNT(*) > 1
            UNION ALL SELECT 'given up after one send of unknown outcome: message ' || id FROM outbound
            WHERE state = 'unknown' AND attempts < 2 AND not_before >= ?1
            """
        ).bind(1, Self.never).all { $0.text(0) }
    }

    /// What was acknowledged is there: messages to the provider, results to agents.
    func checkAcknowledged() {
        do {
            let messages = try connection.statement(
                "SELECT provider_key, COUNT(*) FROM message WHERE outgoing = 0 GROUP BY provider_key"
            ).all { ($0.text(0), $0.int(1)) }
            let counts = Dictionary(messages, uniquingKeysWith: +)
            for key in provider.acknowledged where counts[key] != 1 {
                violate("I1: the message \(key) was acknowledged and is there \(counts[key] ?? 0) times")
            }
            for agent in agents {
                for (lease, digest) in agent.accepted {
                    let count = try connection.statement(
                        """
                        SELECT (SELECT COUNT(*) FROM report WHERE task = ?1 AND epoch = ?2 AND digest = ?3)
                        + (SELECT COUNT(*) FROM report_history WHERE task = ?1 AND epoch = ?2 AND digest = ?3)
                        """
                    ).bind(1, lease.task).bind(2, lease.epoch).bind(3, digest).first { $0.int(0) }
                    if count != 1 { violate("I10: the result of lease \(lease) was taken and is not there") }
                }
            }
            for (swarm, branch) in branches.sorted(by: { $0.key.value < $1.key.value }) {
                if Set(branch.commits).count != branch.commits.count { violate("I2: merged twice in swarm \(swarm)") }
            }
        } catch { violate("what was acknowledged cannot be read: \(error)") }
    }
}
