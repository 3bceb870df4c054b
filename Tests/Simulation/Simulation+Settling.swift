import Orchestrator
import SQLite
import Store
import Vocabulary

/// The second half of every history: nothing goes wrong any more, and all that was begun has to end.
extension Simulation {
    /// Virtual time that all work may take.
    private static let patience: Int64 = 2 * 3_600_000
    /// Virtual time that a job may be on offer while an agent looks for work.
    private static let offerTime: Int64 = 60_000
    /// Due times from here on wait for a person.
    static let never: Int64 = 250_000_000_000_000

    func settle() throws {
        checkEveryRow()
        isHealed = true
        faults = Faults.none
        note("healed")
        // Who stands still goes on by itself.
        for agent in agents { agent.cutOffUntil = 0 }
        offeredSince = now
        let healedAt = now
        let deadline = now + Self.patience
        helpOut()
        // Whoever writes again gets what waited for that.
        for person in [People.owner, People.viewer] { after(60_000) { self.say(Command(.help), as: person) } }
        while violations.isEmpty, let event = queue.next() {
            now = event.time
            try event.body()
            tally.count("steps")
            if try isOver() { break }
            try checkProgress()
            if now > deadline { return violate("I12: work did not end: \(try leftovers())") }
        }
        guard violations.isEmpty else { return }
        checkEveryRow()
        checkAcknowledged()
        try checkSends()
        // What housekeeping sees to once a minute.
        if now - healedAt > 65_000 { try checkTimes() }
        for problem in AuditChain.verify(try read { try $0.audit(limit: 100_000) }) { violate("W7: \(problem)") }
        for key in people.meanings.keys.sorted()
        where provider.effects[key] == nil && provider.acknowledged.contains(key) {
            violate("W2: \(key) was acknowledged and never handled")
        }
    }

    /// Nothing waits for a time that is further away than it can be, whatever the clock said before.
    private func checkTimes() throws {
        let late = try connection.statement(
            """
            SELECT 'question ' || id FROM confirmation WHERE state = 'open' AND created_at > ?1
            UNION ALL SELECT 'undo ' || id FROM undo WHERE used = 0 AND expires_at > ?1 + ?2
            UNION ALL SELECT 'last sign of agent ' || id FROM agent WHERE connected = 1 AND seen_at > ?1
            UNION ALL SELECT 'reservation ' || id FROM spend WHERE state = 'reserved' AND at > ?1
            UNION ALL SELECT 'message ' || id FROM outbound WHERE state IN ('queued', 'unknown')
            AND not_before < ?3 AND not_before > ?1 + 4096000
            """
        ).bind(1, (storeTime + .seconds(60)).milliseconds).bind(2, settings.undoSeconds * 1_000).bind(3, Self.never)
            .all { $0.text(0) }
        for row in late { violate("waits for as long as the clock was set back: \(row)") }
    }

    /// A person who sees to everything that waits for one.
    private func helpOut() {
        after(10_000) { self.helpOut() }
        guard plane.isUp, let owner = try? read({ try $0.principal(named: "owner") })?.id else { return }
        func order(_ command: Command) {
            submit(PerformCommand(principal: owner, command: command, settings: settings), for: .message) { _ in }
        }
        for agent in (try? read { try $0.agents() }) ?? [] where agent.isDraining {
            order(Command(.agentResume, [.agent: .text(agent.name)]))
        }
        for lane in (try? read { try $0.closedLanes() }.sorted()) ?? [] { try? setLane(lane, isOpen: true) }
        for swarm in (try? read { try $0.swarms() }) ?? [] where !swarm.state.isFinal {
            let target: [Slot: SlotValue] = [.swarm: .text("#\(swarm.id)")]
            if swarm.isPaused { order(Command(.swarmResume, target)) }
            if swarm.state == .awaitingApproval {
                // A change that could not be planned waits for another wish.
                let isRefused = (try? read { try $0.plan(of: swarm.id)?.state }) == .refused
                let feedback = target.merging([.feedback: .text("otherwise")]) { $1 }
                order(isRefused ? Command(.planRevise, feedback) : Command(.planApprove, target))
            }
            if swarm.gate.contains(.swarmBudget) {
                order(Command(.swarmBudget, target.merging([.budget: .number(swarm.spent.dollars + 100)]) { $1 }))
            }
            for task in (try? read { try $0.tasks(of: swarm.id) }) ?? [] {
                let target = target.merging([.task: .integer(task.core.number)]) { $1 }
                if task.core.phase == .approval { order(Command(.taskApprove, target)) }
                if [.blocked, .failed, .cancelled].contains(task.core.state) { order(Command(.taskRetry, target)) }
                // Whoever it was given to may lack what it needs.
                if task.core.state == .ready, task.core.assigned != nil, task.core.capabilityClass != 0 {
                    order(Command(.taskAssign, target.merging([.agent: .text(agents[0].name)]) { $1 }))
                }
            }
        }
    }

    /// I12: while an agent looks for work, no job that is on offer waits for long.
    private func checkProgress() throws {
        let isIdle = agents.contains { agent in
            agent.isWorking && agent.job == nil && !agent.isDraining && agent.standsStillUntil < now - Self.offerTime
        }
        guard isIdle, try isWaiting() else { return offeredSince = now }
        if now - offeredSince > Self.offerTime { violate("I12: a job waited while an agent looked for one") }
    }

    private func isWaiting() throws -> Bool {
        if let known = findings.isWaiting, findings.changes == connection.totalChanges { return known }
        let isWaiting = try connection.statement(
            """
            SELECT EXISTS (SELECT 1 FROM task JOIN swarm ON swarm.id = task.swarm WHERE swarm.state = 'running'
            AND gate = 0 AND running < agents AND leased = 0 AND ((task.state = 'ready' AND assigned IS NULL)
            OR (task.state = 'review' AND phase IN (2, 4))) AND class = 0
            AND priority NOT IN (SELECT lane_gate.lane FROM lane_gate))
            """
        ).first { $0.bool(0) }
        renewFindings()
        findings.isWaiting = isWaiting
        return isWaiting == true
    }

    private func isOver() throws -> Bool {
        guard plane.isUp, plane.waiting.isEmpty, agents.allSatisfy(\.spool.isEmpty) else { return false }
        if let known = findings.isOver, findings.changes == connection.totalChanges { return known }
        // What most often is left comes first.
        let isLeft = try connection.statement(
            """
            SELECT CASE WHEN EXISTS (SELECT 1 FROM swarm WHERE state NOT IN ('completed', 'failed', 'cancelled')) THEN 1
            WHEN EXISTS (SELECT 1 FROM outbound WHERE state IN ('queued', 'unknown') AND not_before < ?1) THEN 1 ELSE 0 END
            """
        ).bind(1, Self.never).first { $0.bool(0) }
        let isOver = try isLeft != true && leftovers().isEmpty
        renewFindings()
        findings.isOver = isOver
        return isOver
    }

    /// What was found stands while no row changes.
    private func renewFindings() {
        guard findings.changes != connection.totalChanges else { return }
        findings = SettlingFindings(changes: connection.totalChanges)
    }

    /// What has not ended: swarms, and messages nobody handled.
    private func leftovers() throws -> String {
        let swarms = try connection.statement(
            "SELECT id || ' ' || state FROM swarm WHERE state NOT IN ('completed', 'failed', 'cancelled')"
        ).all { "swarm " + $0.text(0) }
        let messages = try connection.statement("SELECT id FROM message WHERE state = 0 AND outgoing = 0 LIMIT 3")
            .all { "message \($0.int64(0))" }
        let sends = try connection.statement(
            """
            SELECT id, state FROM outbound WHERE state = 'sending' OR state = 'unknown' AND not_before < ?1
            OR state = 'queued' AND (not_before < ?1 OR address <> ?2) LIMIT 3
            """
        ).bind(1, Self.never).bind(2, String(People.stranger.suffix(1))).all { "\($0.text(1)) message \($0.int64(0))" }
        let spools = agents.filter { !$0.spool.isEmpty }.map { "\($0.name) keeps \($0.spool[0].lease)" }
        return (swarms + messages + sends + spools).joined(separator: ", ")
    }
}
