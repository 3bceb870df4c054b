package import Vocabulary

extension ReadTransaction {
    /// What may be sent at `time`: urgent before others, then in order of writing.
    package func sendable(at time: Timestamp, limit: Int) throws -> [OutboundRecord] {
        try connection.statement(
            """
            SELECT id, message, provider, address, state, attempts, urgent, part, body, not_before, provider_key, resent,
            error, updated_at FROM outbound WHERE state IN ('queued', 'unknown') AND +not_before <= ?1
            ORDER BY urgent DESC, id LIMIT ?2
            """
        ).bind(1, time.milliseconds).bind(2, limit).all { try OutboundRecord(row: $0) }
    }

    /// Sends that were under way when the process ended.
    package func interruptedSends() throws -> [OutboundRecord] {
        try connection.statement(
            """
            SELECT id, message, provider, address, state, attempts, urgent, part, body, not_before, provider_key, resent,
            error, updated_at FROM outbound WHERE state = 'sending' ORDER BY id
            """
        ).all { try OutboundRecord(row: $0) }
    }

    package func outbound(_ id: OutboundID) throws -> OutboundRecord? {
        try connection.statement(
            """
            SELECT id, message, provider, address, state, attempts, urgent, part, body, not_before, provider_key, resent,
            error, updated_at FROM outbound WHERE id = ?1
            """
        ).bind(1, id.value).first { try OutboundRecord(row: $0) }
    }

    package func outbound(providerKey: String) throws -> OutboundRecord? {
        try connection.statement(
            """
            SELECT id, message, provider, address, state, attempts, urgent, part, body, not_before, provider_key, resent,
            error, updated_at FROM outbound WHERE provider_key = ?1 LIMIT 1
            """
        ).bind(1, providerKey).first { try OutboundRecord(row: $0) }
    }

    /// All that went out under one key: several notifications can share one message.
    package func outbounds(providerKey: String) throws -> [OutboundRecord] {
        try connection.statement(
            """
            SELECT id, message, provider, address, state, attempts, urgent, part, body, not_before, provider_key, resent,
            error, updated_at FROM outbound WHERE provider_key = ?1 ORDER BY id
            """
        ).bind(1, providerKey).all { try OutboundRecord(row: $0) }
    }

    /// When something last went out, to whom, since `time`; to count what a provider's rate has left after a start.
    package func recentSends(since time: Timestamp) throws -> [(provider: Provider, address: String, at: Timestamp)] {
        try connection.statement(
            """
            SELECT provider, address, updated_at FROM outbound
            WHERE updated_at > ?1 AND attempts > 0 AND state <> 'queued' ORDER BY updated_at LIMIT 10000
            """
        ).bind(1, time.milliseconds).all {
            (
                try Column.value(Provider(rawValue: $0.text(0)), "outbound.provider"), $0.text(1),
                Timestamp(milliseconds: $0.int64(2))
            )
        }
    }

    /// The earliest time after `time` at which something that waits may be sent.
    package func nextSendTime(after time: Timestamp) throws -> Timestamp? {
        try connection.statement(
            "SELECT MIN(not_before) FROM outbound WHERE state IN ('queued', 'unknown') AND not_before > ?1"
        ).bind(1, time.milliseconds).first { $0.optionalInt64(0).map(Timestamp.init(milliseconds:)) } ?? nil
    }
}

extension WriteTransaction {
    package func insertOutbound(
        message: MessageID, provider: Provider, address: String, isUrgent: Bool, part: Int, body: String
    ) throws -> OutboundID {
        let row = try connection.statement(
            """
            INSERT INTO outbound(message, provider, address, state, urgent, part, body, not_before, updated_at)
            VALUES(?1, ?2, ?3, 'queued', ?4, ?5, ?6, ?7, ?7)
            """
        ).bind(1, message.value).bind(2, provider.rawValue).bind(3, address).bind(4, isUrgent).bind(5, part)
            .bind(6, body).bind(7, now.milliseconds).insert()
        signal(.outbound)
        return OutboundID(row)
    }

    /// Writes the delivery part of `record`, where the row still stands at `state`; false where it does not.
    package func update(_ record: OutboundRecord, expecting state: OutboundRecord.State) throws -> Bool {
        let changes = try connection.statement(
            """
            UPDATE outbound SET state = ?1, attempts = ?2, not_before = ?3, provider_key = ?4, resent = ?5, error = ?6,
            updated_at = ?7 WHERE id = ?8 AND state = ?9
            """
        ).bind(1, record.state.rawValue).bind(2, record.attempts).bind(3, record.notBefore.milliseconds)
            .bind(4, record.providerKey).bind(5, record.wasResent).bind(6, record.error).bind(7, now.milliseconds)
            .bind(8, record.id.value).bind(9, state.rawValue).change()
        guard changes == 1 else { return false }
        if record.state == .queued || record.state == .unknown { signal(.outbound) }
        return true
    }
}

extension WriteTransaction {
    /// What the row sends, made by the bridge's codec.
    package func setBody(_ body: String, of id: OutboundID) throws {
        try connection.statement("UPDATE outbound SET body = ?1 WHERE id = ?2").bind(1, body).bind(2, id.value).run()
    }

    /// Puts off what waits for one recipient.
    package func postpone(
        _ provider: Provider, _ address: String, isUrgent: Bool, until time: Timestamp
    ) throws {
        try connection.statement(
            """
            UPDATE outbound SET not_before = ?1 WHERE provider = ?2 AND address = ?3 AND urgent = ?4
            AND state IN ('queued', 'unknown') AND not_before < ?1
            """
        ).bind(1, time.milliseconds).bind(2, provider.rawValue).bind(3, address).bind(4, isUrgent).run()
    }

    /// Makes sendable now what is put off for longer than it can be.
    ///
    /// - Parameters:
    ///   - pause: What waits for anything but a retry waits so long at most.
    ///   - retry: After the nth attempt a retry waits 4^(n-1) of it.
    ///   - retries: No later attempt is waited for so.
    ///   - time: What is put off to then or later waits for no time at all.
    package func boundSends(pause: Duration, retry: Duration, retries: Int, below time: Timestamp) throws {
        let changes = try connection.statement(
            """
            UPDATE outbound SET not_before = ?1 WHERE state IN ('queued', 'unknown') AND not_before < ?2
            AND not_before > ?1 + ?3 AND not_before > ?1 + CASE WHEN attempts BETWEEN 1 AND ?5 THEN ?4 << CAST(2 * (attempts - 1) AS INTEGER) ELSE 0 END
            """
        ).bind(1, now.milliseconds).bind(2, time.milliseconds).bind(3, pause.wholeMilliseconds)
            .bind(4, retry.wholeMilliseconds).bind(5, retries).change()
        if changes > 0 { signal(.outbound) }
    }

    /// Makes what was put off to `time` or later sendable now.
    package func release(_ provider: Provider, _ address: String, postponedTo time: Timestamp) throws {
        let changes = try connection.statement(
            """
            UPDATE outbound SET not_before = ?1 WHERE provider = ?2 AND address = ?3
            AND state IN ('queued', 'unknown') AND state = 'queued' AND not_before >= ?4
            """
        ).bind(1, now.milliseconds).bind(2, provider.rawValue).bind(3, address).bind(4, time.milliseconds).change()
        if changes > 0 { signal(.outbound) }
    }
}

extension OutboundRecord {
    fileprivate init(row: Statement) throws {
        id = OutboundID(row.int64(0))
        message = MessageID(row.int64(1))
        provider = try Column.value(Provider(rawValue: row.text(2)), "outbound.provider")
        address = row.text(3)
        state = try Column.value(State(rawValue: row.text(4)), "outbound.state")
        attempts = row.int(5)
        isUrgent = row.bool(6)
        part = row.int(7)
        body = row.text(8)
        notBefore = Timestamp(milliseconds: row.int64(9))
        providerKey = row.optionalText(10)
        wasResent = row.bool(11)
        error = row.optionalText(12)
        updatedAt = Timestamp(milliseconds: row.int64(13))
    }
}
