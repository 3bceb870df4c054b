package import Vocabulary

extension ReadTransaction {
    /// The newest version of a swarm's plan.
    package func plan(of swarm: SwarmID) throws -> PlanRecord? {
        try connection.statement(
            """
            SELECT swarm, version, state, digest, body, feedback, error, at FROM plan WHERE swarm = ?1
            ORDER BY version DESC LIMIT 1
            """
        ).bind(1, swarm.value).first { try PlanRecord(row: $0) }
    }

    /// The newest version of a swarm's plan that is approved; nil where none ever was.
    package func approvedPlan(of swarm: SwarmID) throws -> PlanRecord? {
        try connection.statement(
            """
            SELECT swarm, version, state, digest, body, feedback, error, at FROM plan WHERE swarm = ?1
            AND state = 'approved' ORDER BY version DESC LIMIT 1
            """
        ).bind(1, swarm.value).first { try PlanRecord(row: $0) }
    }

    /// The number of the newest version of a swarm's plan; nil where none was asked for.
    package func planVersion(of swarm: SwarmID) throws -> Int64? {
        try connection.statement("SELECT version FROM plan WHERE swarm = ?1 ORDER BY version DESC LIMIT 1")
            .bind(1, swarm.value).first { $0.int64(0) }
    }

    /// The plan before `version`, for a change of it.
    package func approvedOrReadyPlan(of swarm: SwarmID, before version: Int64) throws -> Plan? {
        try connection.statement(
            """
            SELECT body FROM plan WHERE swarm = ?1 AND version < ?2 AND body IS NOT NULL ORDER BY version DESC LIMIT 1
            """
        ).bind(1, swarm.value).bind(2, version).first { try StoredJSON.decode(Plan.self, $0.text(0)) }
    }

    /// Plans somebody asked for and nobody made yet, oldest first; without those whose run waits for something.
    package func requestedPlans() throws -> [PlanRecord] {
        try connection.statement(
            """
            SELECT swarm, version, state, digest, body, feedback, error, at FROM plan WHERE state = 'requested'
            AND NOT EXISTS (SELECT 1 FROM step WHERE step.kind = 'plan' AND step.owner = plan.swarm
            AND step.generation = plan.version AND (step.state = 'waiting' OR (step.state = 'sleeping' AND step.due > ?1)))
            ORDER BY at, swarm
            """
        ).bind(1, now.milliseconds).all { try PlanRecord(row: $0) }
    }
}

extension WriteTransaction {
    /// Asks for the next version of a swarm's plan; an unapproved one before it is superseded.
    package func requestPlan(of swarm: SwarmID, feedback: String?) throws -> Int64 {
        let version = (try planVersion(of: swarm) ?? 0) + 1
        try supersedePlans(of: swarm)
        try connection.statement(
            "INSERT INTO plan(swarm, version, state, feedback, at) VALUES(?1, ?2, 'requested', ?3, ?4)"
        ).bind(1, swarm.value).bind(2, version).bind(3, feedback).bind(4, now.milliseconds).run()
        signal(.plans)
        return version
    }

    /// Adds a version that needs no approval of its own, and returns its number.
    ///
    /// Those before it stay as they are.
    package func addApprovedPlan(of swarm: SwarmID, digest: String, body: String) throws -> Int64 {
        let version = (try planVersion(of: swarm) ?? 0) + 1
        try connection.statement(
            "INSERT INTO plan(swarm, version, state, digest, body, at) VALUES(?1, ?2, 'approved', ?3, ?4, ?5)"
        ).bind(1, swarm.value).bind(2, version).bind(3, digest).bind(4, body).bind(5, now.milliseconds).run()
        return version
    }

    /// Ends what was asked for or waits for an answer: a newer wish, or the swarm's end, came first.
    package func supersedePlans(of swarm: SwarmID) throws {
        try connection.statement(
            "UPDATE plan SET state = 'superseded' WHERE swarm = ?1 AND state IN ('requested', 'ready', 'refused')"
        ).bind(1, swarm.value).run()
        try endRuns(.plan, of: swarm.value)
    }

    /// Moves a plan from one state to another, and notes when; false where it was not in that state.
    package func movePlan(
        of swarm: SwarmID, version: Int64, from: PlanRecord.State, to: PlanRecord.State, digest: String? = nil,
        body: String? = nil, error: String? = nil
    ) throws -> Bool {
        try connection.statement(
            """
            UPDATE plan SET state = ?1, digest = COALESCE(?2, digest), body = COALESCE(?3, body), error = ?4, at = ?8
            WHERE swarm = ?5 AND version = ?6 AND state = ?7
            """
        ).bind(1, to.rawValue).bind(2, digest).bind(3, body).bind(4, error).bind(5, swarm.value).bind(6, version)
            .bind(7, from.rawValue).bind(8, now.milliseconds).change() == 1
    }
}

extension PlanRecord {
    fileprivate init(row: Statement) throws {
        swarm = SwarmID(row.int64(0))
        version = row.int64(1)
        state = try Column.value(State(rawValue: row.text(2)), "plan.state")
        digest = row.optionalText(3)
        plan = try row.optionalText(4).map { try StoredJSON.decode(Plan.self, $0) }
        feedback = row.optionalText(5)
        error = row.optionalText(6)
        at = Timestamp(milliseconds: row.int64(7))
    }
}
