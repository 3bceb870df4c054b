package import Vocabulary

extension ReadTransaction {
    /// The answer given before under an idempotency key, with the digest of the request it answered.
    package func remembered(_ key: String) throws -> (digest: String, status: Int, body: String)? {
        try connection.statement("SELECT digest, status, body FROM idempotency WHERE key = ?1")
            .bind(1, key).first { ($0.text(0), $0.int(1), $0.text(2)) }
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
}
