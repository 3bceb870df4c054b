import Orchestrator
import SQLite
import Store
import Vocabulary

/// Sees every change of a task inside its transaction, by a trigger, and compares it with the rules as they are stated in
/// docs/state-machines.md, not as the product's own code has them.
final class TransitionWatch {
    /// One change of one row.
    struct Change {
        let task: Int64
        let swarm: Int64
        let before: Side
        let after: Side

        struct Side {
            let state: String
            let phase: Int
            let isLeased: Bool
            let epoch: Int64
            let agent: Int64
            let attempt: Int
            let generation: Int
            let canSalvage: Bool
            let leaseUntil: Int64
            let crashes: Int

            var name: String { "\(state)/\(phase)\(isLeased ? "*" : "")" }
        }
    }

    private let connection: Connection
    private let reader = RoomReader()
    /// The newest epoch that is on disk; one that was rolled back was handed to nobody.
    private var lastEpoch: Int64 = 0
    private var newestEpoch: Int64 = 0
    private(set) var fairness = FairnessWatch()
    /// Leases whose holders have said that they have them.
    private var heard: Set<Int64> = []

    init(_ connection: Connection) { self.connection = connection }

    /// Begins, once there are tables.
    func begin() throws {
        let fields = [
            "state", "phase", "leased", "epoch", "agent", "attempt", "generation", "salvage", "lease_until", "crashes",
            // A heartbeat in the millisecond of its claim changes nothing else.
            "loss",
        ]
        let columns = fields.flatMap { ["before_\($0)", "after_\($0)"] }
        let values = fields.flatMap { ["OLD.\($0)", "NEW.\($0)"] }
        let differs = fields.map { "OLD.\($0) IS NOT NEW.\($0)" }.joined(separator: " OR ")
        try connection.execute(
            """
            CREATE TEMP TABLE IF NOT EXISTS change(id INTEGER PRIMARY KEY, task, swarm, \(columns.joined(separator: ", ")));
            CREATE TEMP TRIGGER IF NOT EXISTS watch AFTER UPDATE ON main.task WHEN \(differs) BEGIN
            INSERT INTO change(task, swarm, \(columns.joined(separator: ", ")))
            VALUES(NEW.id, NEW.swarm, \(values.joined(separator: ", "))); END;
            CREATE TEMP TABLE IF NOT EXISTS sending(id INTEGER PRIMARY KEY, row, before, after);
            CREATE TEMP TRIGGER IF NOT EXISTS sends AFTER UPDATE ON main.outbound WHEN OLD.state <> NEW.state BEGIN
            INSERT INTO sending(row, before, after) VALUES(NEW.id, OLD.state, NEW.state); END;
            CREATE TEMP TABLE IF NOT EXISTS childless(task INTEGER PRIMARY KEY);
            CREATE TEMP TRIGGER IF NOT EXISTS endings AFTER UPDATE ON main.task
            WHEN NEW.state = 'done' AND OLD.state <> 'done' AND (SELECT state FROM swarm WHERE id = NEW.swarm) = 'cancelled'
            BEGIN INSERT INTO childless VALUES(NEW.id); END;
            CREATE TEMP TABLE IF NOT EXISTS returned(swarm);
            CREATE TEMP TRIGGER IF NOT EXISTS returns AFTER UPDATE OF history ON main.swarm
            WHEN NEW.history = 0 AND OLD.history > 0 BEGIN INSERT INTO returned VALUES(NEW.id); END;
            """)
    }

    /// Judges what an operation changed, and forgets it.
    func check(_ cause: Cause, in simulation: Simulation) throws {
        let changes = try connection.ownStatement("SELECT * FROM temp.change ORDER BY id").all { row in
            Change(
                task: row.int64(1), swarm: row.int64(2), before: Self.side(row, 0), after: Self.side(row, 1))
        }
        try checkSends(in: simulation)
        // Also by a late report, which changes no task.
        if try connection.ownStatement("DELETE FROM temp.returned").change() > 0 {
            simulation.tally.count("swarms back from history")
            simulation.note("a swarm is back from history")
        }
        guard !changes.isEmpty else { return }
        try connection.ownStatement("DELETE FROM temp.change").run()
        for change in changes {
            simulation.tally.count("transition: \(change.before.name) to \(change.after.name)")
            if change.after.name == "done/0", !simulation.isHealed { simulation.tally.count("under faults: merged") }
            simulation.note(
                "task \(change.task) \(change.before.name) to \(change.after.name) at \(change.after.epoch)")
            if let problem = try problem(of: change, cause, simulation) {
                simulation.violate(
                    "\(problem): task \(change.task) \(change.before.name) to \(change.after.name) for \(cause)")
            }
        }
    }

    private func checkSends(in simulation: Simulation) throws {
        let sends = try connection.ownStatement("SELECT row, before, after FROM temp.sending ORDER BY id").all {
            (row: $0.int64(0), change: "\($0.text(1)) \($0.text(2))")
        }
        guard !sends.isEmpty else { return }
        try connection.ownStatement("DELETE FROM temp.sending").run()
        for send in sends {
            simulation.tally.count("send: \(send.change)")
            if Self.isStep(send.change) { continue }
            simulation.violate("message \(send.row) went from \(send.change)")
        }
    }

    /// A message of ours goes on along its chain; only one that surely did not arrive goes back to the queue.
    private static func isStep(_ change: String) -> Bool {
        let chain = ["sent", "failed", "delivered", "read"]
        let words = change.split(separator: " ").map(String.init)
        if let from = chain.firstIndex(of: words[0]) {
            return chain.firstIndex(of: words[1]).map { $0 > from } ?? false
        }
        return chain.contains(words[1])
            || ["queued sending", "unknown sending", "sending queued", "sending unknown"].contains(change)
    }

    /// The transaction the changes were made in has ended; gives what only its end shows.
    ///
    /// - Parameter isKnown: False where the process cannot tell how it ended.
    func ended(isDurable: Bool, isKnown: Bool) -> [String] {
        if isDurable { lastEpoch = newestEpoch } else { newestEpoch = lastEpoch }
        if !isKnown { fairness.forget() }
        guard isDurable else {
            fairness.undo()
            return []
        }
        return fairness.commit()
    }

    /// A process has begun.
    func processBegan() { fairness.forget() }

    private static func side(_ row: Statement, _ offset: Int32) -> Change.Side {
        func column(_ index: Int32) -> Int32 { 3 + 2 * index + offset }
        return Change.Side(
            state: row.text(column(0)), phase: row.int(column(1)), isLeased: row.bool(column(2)),
            epoch: row.int64(column(3)), agent: row.optionalInt64(column(4)) ?? 0, attempt: row.int(column(5)),
            generation: row.int(column(6)), canSalvage: row.bool(column(7)),
            leaseUntil: row.optionalInt64(column(8)) ?? 0, crashes: row.int(column(9)))
    }

    // MARK: The rules

    /// Pairs of states that a task may pass between.
    private static let steps: Set<String> = [
        "pending ready", "pending running", "pending blocked", "pending cancelled", "pending review", "ready running",
        "ready review",
        "ready cancelled", "running review", "running pending", "running ready", "running blocked", "running failed",
        "running cancelled", "review done", "review pending", "review failed", "review cancelled", "blocked ready",
        "blocked pending", "blocked cancelled", "failed ready", "failed pending", "cancelled ready",
        "cancelled pending",
    ]

    private func problem(of change: Change, _ cause: Cause, _ simulation: Simulation) throws -> String? {
        let (before, after) = (change.before, change.after)
        if before.state != after.state, !Self.steps.contains("\(before.state) \(after.state)") {
            return "no such transition"
        }
        if before.state == "done" { return "a task that was done changed" }
        // One that takes back what only time took is a sign too.
        if case .beat = cause, before.isLeased || after.isLeased { heard.insert(after.epoch) }
        let isReport = if case .report = cause { true } else { false }
        if !isReport, after.crashes > before.crashes, !heard.contains(before.epoch) {
            return "I6: an offer that nobody took up counted as a crash"
        }
        if after.isLeased, !["running/1", "review/2", "review/4"].contains("\(after.state)/\(after.phase)") {
            return "nothing of that kind can be leased"
        }
        if case .beat(let agent, let epochs) = cause, !before.isLeased, after.isLeased, before.epoch == after.epoch {
            // The holder takes back what only time took from it.
            let isTheirs = before.canSalvage && before.agent == agent.value && epochs.contains(before.epoch)
            return isTheirs ? nil : "I3: there was nothing to take back"
        }
        if before.state == "pending", after.state == "running" { return "only a holder takes a waiting task back" }
        if before.epoch != after.epoch || (!before.isLeased && after.isLeased) {
            return try problem(ofClaim: change, cause, isReserved: simulation.store?.wasReserved ?? false)
        }
        if after.state == "done" || (before.phase == 3 && after.phase == 4) {
            guard case .merge = cause else { return "only a merge makes a task done" }
        }
        let isReap = if case .reap = cause { true } else { false }
        if after.canSalvage, !before.canSalvage, !isReap { return "I3: only what time took may be taken back" }
        if after.generation != before.generation, after.generation != before.generation + 1 || after.attempt != 0 {
            return "a generation begins anew, one after the other"
        }
        switch cause {
        case .report(let task, let epoch, let agent):
            // Others change only where they wait for this task.
            guard change.task == task else {
                let isWaiting = before.state == "pending" || before.state == "blocked"
                return isWaiting && ["blocked", "ready", "cancelled"].contains(after.state) ? nil : "I3: not its task"
            }
            let isTheirs = before.epoch == epoch && before.agent == agent.value
            guard isTheirs || before.state == "pending" else { return "I3: the epoch is not the newest" }
            return before.isLeased || before.canSalvage || before.state == "pending" ? nil : "I3: nothing was held"
        case .beat(let agent, let epochs):
            guard before.agent == agent.value, epochs.contains(before.epoch), before.isLeased else {
                return "I3: the lease is not theirs"
            }
            // Only a clock that was set back over a restart can have given more than one lease time.
            let most = simulation.storeTime + .seconds(simulation.settings.leaseSeconds)
            return after.leaseUntil >= min(before.leaseUntil, most.milliseconds) ? nil : "a lease was shortened"
        case .reap where before.isLeased && !after.isLeased:
            let quiet = Int64(simulation.settings.leaseSeconds) * 1_000 * 2 / 3 - 1_000
            return simulation.now - simulation.plane.quietSince < quiet ? "a lease was lost in the blackout" : nil
        case .process(let agent) where before.isLeased && !after.isLeased:
            return before.agent == agent.value ? nil : "another agent's lease was lost"
        default: return nil
        }
    }

    private func problem(ofClaim change: Change, _ cause: Cause, isReserved: Bool) throws -> String? {
        let (before, after) = (change.before, change.after)
        guard case .claim(let agent) = cause, !before.isLeased, after.isLeased, after.agent == agent.value else {
            return "I3: only a claim gives a new epoch"
        }
        guard after.epoch > newestEpoch else { return "I3: epoch \(after.epoch) after \(newestEpoch)" }
        newestEpoch = after.epoch
        guard after.attempt == before.attempt + (after.phase == 1 ? 1 : 0) else { return "I6: attempts are miscounted" }
        if !isReserved {
            fairness.note(try FairnessWatch.Claim(of: change.task, by: agent.value, on: connection, reader: reader))
        }
        let problem = try connection.statement(
            """
            SELECT CASE WHEN gate <> 0 THEN 'I5: claimed behind a gate' WHEN state <> 'running' THEN
            'claimed in a swarm that does not run' WHEN running > agents THEN 'I8: more jobs than the swarm has agents'
            WHEN EXISTS (SELECT 1 FROM edge WHERE child = ?1 AND resolved = 0) THEN
            'I4: claimed before its dependencies were done' WHEN EXISTS (SELECT 1 FROM agent WHERE id = ?3 AND
            (draining = 1 OR retired = 1)) THEN 'claimed by an agent that takes nothing' WHEN EXISTS (SELECT 1 FROM lane_gate
            JOIN task ON task.priority = lane_gate.lane WHERE task.id = ?1) THEN 'I5: claimed from a paused lane' END
            FROM swarm WHERE id = ?2
            """
        ).bind(1, change.task).bind(2, change.swarm).bind(3, agent.value).first { $0.optionalText(0) }
        return try (problem ?? nil)
            ?? (AgentRoom(of: agent.value, on: connection, reader: reader).isOverloaded
                ? "I8: \(agent) took more than it has" : nil)
    }
}
