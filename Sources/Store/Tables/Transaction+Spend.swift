package import Vocabulary

extension ReadTransaction {
    /// What was spent and reserved on a day (see `Timestamp.day`).
    package func dayBudget(_ day: Int64) throws -> (spent: Money, reserved: Money) {
        try connection.statement("SELECT spent, reserved FROM day_budget WHERE day = ?1").bind(1, day)
            .first { (Money(microdollars: $0.int64(0)), Money(microdollars: $0.int64(1))) } ?? (.zero, .zero)
    }

    /// What was spent from `day` on, in total or by one swarm.
    package func spent(since day: Int64, swarm: SwarmID?) throws -> Money {
        let statement =
            if let swarm {
                try connection.statement(
                    "SELECT COALESCE(SUM(settled), 0) FROM spend WHERE day >= ?1 AND swarm = ?2"
                ).bind(2, swarm.value)
            } else {
                try connection.statement("SELECT COALESCE(SUM(spent), 0) FROM day_budget WHERE day >= ?1")
            }
        return Money(microdollars: try statement.bind(1, day).first { $0.int64(0) } ?? 0)
    }

    /// Calls and tokens of a swarm by model.
    package func usage(of swarm: SwarmID) throws -> [(model: String, calls: Int, input: Int, output: Int, cost: Money)]
    {
        try connection.statement(
            """
            SELECT model, COUNT(*), SUM(input + cached), SUM(output), SUM(settled) FROM spend
            WHERE swarm = ?1 AND state = 'settled' GROUP BY model ORDER BY model
            """
        ).bind(1, swarm.value).all {
            ($0.text(0), $0.int(1), $0.int(2), $0.int(3), Money(microdollars: $0.int64(4)))
        }
    }

    /// What is reserved for calls of a task that are under way.
    package func reserved(for task: TaskID) throws -> Money {
        Money(
            microdollars: try connection.statement(
                "SELECT COALESCE(SUM(reserved), 0) FROM spend WHERE state = 'reserved' AND task = ?1"
            ).bind(1, task.value).first { $0.int64(0) } ?? 0)
    }

    /// Whether a share of the day's cap was told already (in percent).
    package func isNoticed(_ day: Int64, percent: Int) throws -> Bool {
        try connection.statement("SELECT noticed >= ?1 FROM day_budget WHERE day = ?2")
            .bind(1, percent).bind(2, day).first { $0.bool(0) } ?? false
    }

    /// Reservations made before `time`, nil for all, that were never settled: their callers died.
    package func reservations(before time: Timestamp?) throws -> [Int64] {
        try connection.statement("SELECT id FROM spend WHERE state = 'reserved' AND at < ?1 ORDER BY id")
            .bind(1, time?.milliseconds ?? .max).all { $0.int64(0) }
    }

    package func reservation(_ id: Int64) throws -> (day: Int64, swarm: SwarmID?, task: TaskID?, reserved: Money)? {
        try connection.statement("SELECT day, swarm, task, reserved FROM spend WHERE id = ?1 AND state = 'reserved'")
            .bind(1, id).first {
                (
                    $0.int64(0), $0.optionalInt64(1).map(SwarmID.init(_:)), $0.optionalInt64(2).map(TaskID.init(_:)),
                    Money(microdollars: $0.int64(3))
                )
            }
    }
}

extension WriteTransaction {
    package func insertReservation(
        day: Int64, swarm: SwarmID?, task: TaskID?, purpose: String, model: String, amount: Money
    ) throws -> Int64 {
        let id = try connection.statement(
            """
            INSERT INTO spend(day, swarm, task, purpose, model, state, reserved, at)
            VALUES(?1, ?2, ?3, ?4, ?5, 'reserved', ?6, ?7)
            """
        ).bind(1, day).bind(2, swarm?.value).bind(3, task?.value).bind(4, purpose).bind(5, model)
            .bind(6, amount.microdollars).bind(7, now.milliseconds).insert()
        try addDay(day, spent: .zero, reserved: amount)
        return id
    }

    package func settleReservation(
        _ id: Int64, cost: Money, input: Int, cached: Int, output: Int
    ) throws {
        try connection.statement(
            """
            UPDATE spend SET state = 'settled', settled = ?1, input = ?2, cached = ?3, output = ?4
            WHERE id = ?5 AND state = 'reserved'
            """
        ).bind(1, cost.microdollars).bind(2, input).bind(3, cached).bind(4, output).bind(5, id).run()
    }

    package func addDay(_ day: Int64, spent: Money, reserved: Money) throws {
        try connection.statement(
            """
            INSERT INTO day_budget(day, spent, reserved) VALUES(?1, ?2, ?3)
            ON CONFLICT(day) DO UPDATE SET spent = day_budget.spent + excluded.spent,
            reserved = day_budget.reserved + excluded.reserved
            """
        ).bind(1, day).bind(2, spent.microdollars).bind(3, reserved.microdollars).run()
    }

    /// Marks a share of the day's cap as told (in percent); false where that was done before.
    package func markNoticed(_ day: Int64, percent: Int) throws -> Bool {
        try connection.statement("UPDATE day_budget SET noticed = ?1 WHERE day = ?2 AND noticed < ?1")
            .bind(1, percent).bind(2, day).change() == 1
    }
}
