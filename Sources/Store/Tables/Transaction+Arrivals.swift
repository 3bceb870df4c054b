package import Vocabulary

// Arrivals are a plain queue: a row at the end is all that a flood's message costs before its answer.
extension ReadTransaction {
    /// Whether any arrival waits.
    package func hasArrivals() throws -> Bool {
        try connection.statement("SELECT id FROM arrival LIMIT 1").first { _ in true } ?? false
    }

    /// The oldest arrivals.
    package func arrivals(limit: Int) throws -> [ArrivalRecord] {
        try connection.statement(
            "SELECT id, provider, key, conversation, sender, text, payload FROM arrival ORDER BY id LIMIT ?1"
        ).bind(1, limit).all { try ArrivalRecord(row: $0) }
    }

    package func arrival(_ id: ArrivalID) throws -> ArrivalRecord? {
        try connection.statement(
            "SELECT id, provider, key, conversation, sender, text, payload FROM arrival WHERE id = ?1"
        ).bind(1, id.value).first { try ArrivalRecord(row: $0) }
    }
}

extension WriteTransaction {
    /// Adds a message that is sorted into its conversation later; nil where the provider's key was taken before.
    ///
    /// The record's own id does not count.
    package func insertArrival(_ record: ArrivalRecord) throws -> ArrivalID? {
        let isKnown =
            try connection.statement("SELECT 1 FROM seen WHERE provider = ?1 AND key = ?2")
            .bind(1, record.provider.rawValue).bind(2, record.key).first { _ in true } ?? false
        if isKnown { return nil }
        if let candidate = state.arrivalKeys.candidate(record.provider, record.key),
            let other = try arrival(candidate), other.provider == record.provider, other.key == record.key
        {
            return nil
        }
        let row = try connection.statement(
            "INSERT INTO arrival(provider, key, conversation, sender, text, payload) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"
        ).bind(1, record.provider.rawValue).bind(2, record.key).bind(3, record.conversation).bind(4, record.sender)
            .bind(5, record.text).bind(6, record.payload).insert()
        let id = ArrivalID(row)
        state.arrivalKeys.insert(record.provider, record.key, id)
        signal(.inbox)
        return id
    }

    package func removeArrival(_ record: ArrivalRecord) throws {
        try connection.statement("DELETE FROM arrival WHERE id = ?1").bind(1, record.id.value).run()
        state.arrivalKeys.remove(record.provider, record.key)
    }
}

extension ArrivalRecord {
    fileprivate init(row: Statement) throws {
        self.init(
            id: ArrivalID(row.int64(0)),
            provider: try Column.value(Provider(rawValue: row.text(1)), "arrival.provider"),
            key: row.text(2), conversation: row.text(3), sender: row.text(4), text: row.text(5),
            payload: row.optionalText(6))
    }
}
