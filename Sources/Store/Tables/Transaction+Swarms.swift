package import Vocabulary

extension ReadTransaction {
    package func swarm(_ id: SwarmID) throws -> SwarmRecord? {
        try connection.statement(
            """
            SELECT id, slug, name, state, gate, conversation, principal, agents, running, budget, spent, reserved, origin,
            base_branch, (SELECT text FROM prd WHERE prd.swarm = swarm.id), prd_name, model, deadline, version, tasks, open_tasks, reason, created_at, finished_at, head,
            repository
            FROM swarm WHERE id = ?1
            """
        ).bind(1, id.value).first { try SwarmRecord(row: $0) }
    }

    /// All swarms, newest first.
    package func swarms(limit: Int = 1_000) throws -> [SwarmRecord] { try swarms(before: nil, limit: limit) }

    /// Swarms that are older than one, newest first; nil begins with the newest.
    package func swarms(before id: SwarmID?, limit: Int) throws -> [SwarmRecord] {
        try connection.statement(
            """
            SELECT id, slug, name, state, gate, conversation, principal, agents, running, budget, spent, reserved, origin,
            base_branch, (SELECT text FROM prd WHERE prd.swarm = swarm.id), prd_name, model, deadline, version, tasks, open_tasks, reason, created_at, finished_at, head,
            repository
            FROM swarm WHERE id < ?2 ORDER BY id DESC LIMIT ?1
            """
        ).bind(1, limit).bind(2, id?.value ?? .max).all { try SwarmRecord(row: $0) }
    }

    /// The swarm of that name or slug (without regard to case), an unfinished one first, else the newest.
    package func swarm(named name: String) throws -> SwarmRecord? {
        try connection.statement(
            """
            SELECT id, slug, name, state, gate, conversation, principal, agents, running, budget, spent, reserved, origin,
            base_branch, (SELECT text FROM prd WHERE prd.swarm = swarm.id), prd_name, model, deadline, version, tasks, open_tasks, reason, created_at, finished_at, head,
            repository
            FROM swarm WHERE LOWER(name) = LOWER(?1) OR slug = LOWER(?1)
            ORDER BY (finished_at IS NULL) DESC, id DESC LIMIT 1
            """
        ).bind(1, name).first { try SwarmRecord(row: $0) }
    }
}

extension WriteTransaction {
    /// Adds the swarm (its `id` is ignored) and returns its id.
    package func insert(_ swarm: SwarmRecord) throws -> SwarmID {
        let row = try connection.statement(
            """
            INSERT INTO swarm(slug, name, state, gate, conversation, principal, agents, budget, origin, base_branch,
            prd_name, model, deadline, created_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
            """
        ).bind(1, swarm.slug).bind(2, swarm.name).bind(3, swarm.state.rawValue).bind(4, swarm.gate.rawValue)
            .bind(5, swarm.conversation?.value).bind(6, swarm.principal?.value).bind(7, swarm.agents)
            .bind(8, swarm.budget?.microdollars).bind(9, swarm.origin).bind(10, swarm.baseBranch)
            .bind(11, swarm.prdName).bind(12, swarm.model).bind(13, swarm.deadline).bind(14, now.milliseconds).insert()
        let id = SwarmID(row)
        try connection.statement("INSERT INTO prd(swarm, text) VALUES(?1, ?2)").bind(1, id.value).bind(2, swarm.prd)
            .run()
        return id
    }

    /// Writes what a person or the swarm's machine changed, where the row still has `swarm.version`; the version grows.
    package func update(_ swarm: SwarmRecord) throws {
        let changes = try connection.statement(
            """
            UPDATE swarm SET name = ?1, state = ?2, gate = ?3, agents = ?4, budget = ?5, origin = ?6, base_branch = ?7,
            model = ?8, deadline = ?9, reason = ?10, finished_at = ?11, version = version + 1
            WHERE id = ?12 AND version = ?13
            """
        ).bind(1, swarm.name).bind(2, swarm.state.rawValue).bind(3, swarm.gate.rawValue).bind(4, swarm.agents)
            .bind(5, swarm.budget?.microdollars).bind(6, swarm.origin).bind(7, swarm.baseBranch).bind(8, swarm.model)
            .bind(9, swarm.deadline).bind(10, swarm.reason).bind(11, swarm.finishedAt?.milliseconds)
            .bind(12, swarm.id.value).bind(13, swarm.version).change()
        guard changes == 1 else { throw StoreError.conflict("\(swarm.name) was changed by somebody else") }
        forgetLoad(of: swarm.id)
        if swarm.finishedAt == nil { try bringBack(swarm.id) }
        if swarm.state.isFinal { signal(.goals) }
        if swarm.state == .running {
            if swarm.gate == [] { signal(.jobs) }
            if !swarm.isPaused { signal(.merges) }
        }
    }

    package func setRepository(_ path: String, of swarm: SwarmID) throws {
        try connection.statement("UPDATE swarm SET repository = ?1 WHERE id = ?2").bind(1, path).bind(2, swarm.value)
            .run()
    }

    /// Notes the tip of the swarm's branch.
    package func setHead(_ commit: String, of swarm: SwarmID) throws {
        try connection.statement("UPDATE swarm SET head = ?1 WHERE id = ?2").bind(1, commit).bind(2, swarm.value).run()
        forgetLoad(of: swarm)
        signal(.jobs)
    }

    package func addRunning(_ delta: Int, to swarm: SwarmID) throws {
        state.count(SwarmCounts(running: delta), of: swarm)
        if delta < 0 { signalJobs(1) }
    }

    /// Counts tasks that were added or closed, and returns how many there are; nil where there is no such swarm.
    @discardableResult
    package func addTasks(_ count: Int, open: Int, to swarm: SwarmID) throws -> Int? {
        guard let load = try load(of: swarm) else { return nil }
        state.count(SwarmCounts(tasks: count, open: open), of: swarm)
        return load.tasks
    }

    /// Counts a first attempt, which pays for retries.
    package func noteFirstAttempt(of swarm: SwarmID) {
        changeBudget(of: swarm) { $0.noteFirstAttempt(at: now) }
    }

    /// Takes one retry out of the swarm's budget; false where it is used up.
    package func takeRetry(of swarm: SwarmID) -> Bool { changeBudget(of: swarm) { $0.takeRetry(at: now) } }

    private func changeBudget<Result>(of swarm: SwarmID, _ body: (inout RetryBudget) -> Result) -> Result {
        state.note(.retries(swarm, state.retries[swarm]))
        if state.retries.count >= 4_096 { state.retries = [:] }
        return body(&state.retries[swarm, default: RetryBudget(at: now)])
    }

    /// Says whether the swarm runs, is not held up, and may start another job.
    package func hasRoom(_ swarm: SwarmID) throws -> Bool { try load(of: swarm)?.hasRoom ?? false }

    /// What the queue has to know about a swarm.
    func load(of swarm: SwarmID) throws -> SwarmLoad? {
        if let known = state.swarms[swarm] { return known }
        let load = try connection.statement(
            "SELECT slug, head, model, state, gate, agents, running, tasks FROM swarm WHERE id = ?1"
        ).bind(1, swarm.value).first { row in
            SwarmLoad(
                open: row.optionalText(1).map {
                    OpenSwarm(id: swarm, slug: row.text(0), head: $0, model: row.optionalText(2))
                }, isRunning: row.text(3) == SwarmState.running.rawValue,
                gate: SwarmRecord.Gate(rawValue: row.int(4)), agents: row.int(5), running: row.int(6),
                tasks: row.int(7))
        }
        if let load { state.swarms[swarm] = load }
        return load
    }

    func forgetLoad(of swarm: SwarmID) {
        state.note(.swarm(swarm))
        state.swarms[swarm] = nil
    }

    package func addSpend(_ amount: Money, reserved: Money, to swarm: SwarmID) throws {
        try connection.statement("UPDATE swarm SET spent = spent + ?1, reserved = reserved + ?2 WHERE id = ?3")
            .bind(1, amount.microdollars).bind(2, reserved.microdollars).bind(3, swarm.value).run()
    }
}

extension SwarmRecord {
    fileprivate init(row: Statement) throws {
        id = SwarmID(row.int64(0))
        slug = row.text(1)
        name = row.text(2)
        state = try Column.value(SwarmState(rawValue: row.text(3)), "swarm.state")
        gate = Gate(rawValue: row.int(4))
        conversation = row.optionalInt64(5).map(ConversationID.init(_:))
        principal = row.optionalInt64(6).map(PrincipalID.init(_:))
        agents = row.int(7)
        running = row.int(8)
        budget = row.optionalInt64(9).map(Money.init(microdollars:))
        spent = Money(microdollars: row.int64(10))
        reserved = Money(microdollars: row.int64(11))
        origin = row.optionalText(12)
        baseBranch = row.optionalText(13)
        prd = row.text(14)
        prdName = row.optionalText(15)
        model = row.optionalText(16)
        deadline = row.optionalText(17)
        version = row.int64(18)
        tasks = row.int(19)
        openTasks = row.int(20)
        reason = row.optionalText(21)
        createdAt = Timestamp(milliseconds: row.int64(22))
        finishedAt = row.optionalInt64(23).map(Timestamp.init(milliseconds:))
        head = row.optionalText(24)
        repository = row.optionalText(25)
    }

    /// A swarm that was just asked for.
    package init(
        slug: String, name: String, conversation: ConversationID?, principal: PrincipalID?, agents: Int, budget: Money?,
        origin: String?, prd: String, prdName: String?, model: String?, deadline: String?, at: Timestamp
    ) {
        id = SwarmID(0)
        self.slug = slug
        self.name = name
        state = .planning
        gate = []
        self.conversation = conversation
        self.principal = principal
        self.agents = agents
        running = 0
        self.budget = budget
        spent = .zero
        reserved = .zero
        self.origin = origin
        baseBranch = nil
        head = nil
        repository = nil
        self.prd = prd
        self.prdName = prdName
        self.model = model
        self.deadline = deadline
        version = 1
        tasks = 0
        openTasks = 0
        reason = nil
        createdAt = at
        finishedAt = nil
    }
}
