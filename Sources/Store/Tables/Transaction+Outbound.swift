package import Vocabulary
import SQLite

extension ReadTransaction {
    /// What may be sent at `time`: urgent before others, then in order of writing.
    package func sendable(at time: Timestamp, limit: Int) throws -> [OutboundRecord] {
        try connection.statement(
            """
            SELECT id, message, provider, address, state, attempts, urgent, part, body, not_before, provider_key, resent,
            error, updated_at FROM outbound WHERE state IN ('queued', 'unknown') AND not_before <= ?1
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

    /// The earliest time at which something that waits may be sent.
    package func nextSendTime() throws -> Timestamp? {
        try connection.statement("SELECT MIN(not_before) FROM outbound WHERE state IN ('queued', 'unknown')")
            .first { $0.optionalInt64(0).map(Timestamp.init(milliseconds:)) } ?? nil
    }
}

extension WriteTransaction {
    package func insertOutbound(
        message: MessageID, provider: Provider, address: String, isUrgent: Bool, part: Int, body: String
    ) throws -> OutboundID {
        try connection.statement(
            """
            INSERT INTO outbound(message, provider, address, state, urgent, part, body, not_before, updated_at)
            VALUES(?1, ?2, ?3, 'queued', ?4, ?5, ?6, ?7, ?7)
            """
        ).bind(1, message.value).bind(2, provider.rawValue).bind(3, address).bind(4, isUrgent).bind(5, part)
            .bind(6, body).bind(7, now.milliseconds).run()
        signal(.outbound)
        return OutboundID(connection.lastInsertRowID)
    }

    /// Writes the delivery part of `record`, where the row still stands at `state`; false where it does not.
    package func update(_ record: OutboundRecord, expecting state: OutboundRecord.State) throws -> Bool {
        try connection.statement(
            """
            UPDATE outbound SET state = ?1, attempts = ?2, not_before = ?3, provider_key = ?4, resent = ?5, error = ?6,
            updated_at = ?7 WHERE id = ?8 AND state = ?9
            """
        ).bind(1, record.state.rawValue).bind(2, record.attempts).bind(3, record.notBefore.milliseconds)
            .bind(4, record.providerKey).bind(5, record.wasResent).bind(6, record.error).bind(7, now.milliseconds)
            .bind(8, record.id.value).bind(9, state.rawValue).run()
        guard connection.changes == 1 else { return false }
        if record.state == .queued || record.state == .unknown { signal(.outbound) }
        return true
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
