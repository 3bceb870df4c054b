package import Vocabulary

extension ReadTransaction {
    /// Alerts that are not over, oldest first.
    package func openAlerts() throws -> [AlertRecord] {
        try connection.statement(
            """
            SELECT id, key, swarm, text, raised_at, acknowledged_at, acknowledged_by, cleared_at FROM alert
            WHERE cleared_at IS NULL ORDER BY id LIMIT 1000
            """
        ).all { AlertRecord(row: $0) }
    }

    /// Alerts before one, newest first; those that are over only where `isOpen` is false.
    package func alerts(before id: Int64, limit: Int, isOpen: Bool) throws -> [AlertRecord] {
        try connection.statement(
            """
            SELECT id, key, swarm, text, raised_at, acknowledged_at, acknowledged_by, cleared_at FROM alert
            WHERE id < ?1 AND (?3 = 0 OR cleared_at IS NULL) ORDER BY id DESC LIMIT ?2
            """
        ).bind(1, id).bind(2, limit).bind(3, isOpen).all { AlertRecord(row: $0) }
    }

    package func alert(_ id: Int64) throws -> AlertRecord? {
        try connection.statement(
            """
            SELECT id, key, swarm, text, raised_at, acknowledged_at, acknowledged_by, cleared_at FROM alert WHERE id = ?1
            """
        ).bind(1, id).first { AlertRecord(row: $0) }
    }
}

extension WriteTransaction {
    /// Raises an alert, and says so in the event log; nil where it stands already.
    package func raiseAlert(_ key: String, _ text: String, swarm: SwarmID? = nil) throws -> Int64? {
        let stands = try connection.statement("SELECT 1 FROM alert WHERE key = ?1 AND cleared_at IS NULL")
            .bind(1, key).first { _ in true }
        guard stands == nil else { return nil }
        let id = try connection.statement("INSERT INTO alert(key, swarm, text, raised_at) VALUES(?1, ?2, ?3, ?4)")
            .bind(1, key).bind(2, swarm?.value).bind(3, text).bind(4, now.milliseconds).insert()
        try emit(.alertRaised, swarm: swarm, data: try data(id, text))
        return id
    }

    /// Ends the open alert of that key; false where there is none.
    package func clearAlert(_ key: String) throws -> Bool {
        let cleared = try connection.statement(
            "UPDATE alert SET cleared_at = ?1 WHERE key = ?2 AND cleared_at IS NULL RETURNING id, swarm, text"
        ).bind(1, now.milliseconds).bind(2, key).first {
            ($0.int64(0), $0.optionalInt64(1).map(SwarmID.init(_:)), $0.text(2))
        }
        guard let (id, swarm, text) = cleared else { return false }
        try emit(.alertCleared, swarm: swarm, data: try data(id, text))
        return true
    }

    /// Notes who has seen an open alert; false where it is over or somebody has.
    package func acknowledgeAlert(_ id: Int64, by principal: PrincipalID) throws -> Bool {
        try connection.statement(
            """
            UPDATE alert SET acknowledged_at = ?1, acknowledged_by = ?2
            WHERE id = ?3 AND cleared_at IS NULL AND acknowledged_at IS NULL
            """
        ).bind(1, now.milliseconds).bind(2, principal.value).bind(3, id).change() == 1
    }

    private func data(_ id: Int64, _ text: String) throws -> String {
        try StoredJSON.encode(["alert": "\(id)", "reason": String(text.prefix(500))])
    }
}

extension AlertRecord {
    fileprivate init(row: Statement) {
        id = row.int64(0)
        key = row.text(1)
        swarm = row.optionalInt64(2).map(SwarmID.init(_:))
        text = row.text(3)
        raisedAt = Timestamp(milliseconds: row.int64(4))
        acknowledgedAt = row.optionalInt64(5).map(Timestamp.init(milliseconds:))
        acknowledgedBy = row.optionalInt64(6).map(PrincipalID.init(_:))
        clearedAt = row.optionalInt64(7).map(Timestamp.init(milliseconds:))
    }
}
