package import Vocabulary

extension ReadTransaction {
    /// The answer given before under an idempotency key, with the digest of the request it answered.
    package func remembered(_ key: String) throws -> (digest: String, status: Int, body: String)? {
        try connection.statement("SELECT digest, status, body FROM idempotency WHERE key = ?1")
            .bind(1, key).first { ($0.text(0), $0.int(1), $0.text(2)) }
    }

    /// Goals people put on the backlog and nobody dropped.
    package func goals() throws -> [(id: Int64, text: String, priority: Priority)] {
        try connection.statement("SELECT id, text, priority FROM goal WHERE state = 'open' ORDER BY priority DESC, id")
            .all { ($0.int64(0), $0.text(1), Priority(rawValue: $0.int(2)) ?? .normal) }
    }
}

extension WriteTransaction {
    package func remember(_ key: String, digest: String, status: Int, body: String) throws {
        try connection.statement(
            "INSERT INTO idempotency(key, digest, status, body, at) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING"
        ).bind(1, key).bind(2, digest).bind(3, status).bind(4, body).bind(5, now.milliseconds).run()
    }

    package func forgetIdempotency(before time: Timestamp) throws {
        try connection.statement("DELETE FROM idempotency WHERE at < ?1").bind(1, time.milliseconds).run()
    }

    package func insertGoal(_ text: String, priority: Priority, by principal: PrincipalID) throws -> Int64 {
        try connection.statement(
            "INSERT INTO goal(text, priority, state, principal, at) VALUES(?1, ?2, 'open', ?3, ?4)"
        ).bind(1, text).bind(2, priority.rawValue).bind(3, principal.value).bind(4, now.milliseconds).insert()
    }

    package func dropGoal(_ id: Int64) throws -> Bool {
        try connection.statement("UPDATE goal SET state = 'dropped' WHERE id = ?1 AND state = 'open'").bind(1, id)
            .change() == 1
    }
}
