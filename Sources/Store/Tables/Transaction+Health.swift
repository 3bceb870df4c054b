package import Vocabulary

extension WriteTransaction {
    /// Writes the one row of probes anew, with so many bytes of padding.
    func noteProbe(padding: Int) throws {
        try connection.statement(
            """
            INSERT INTO probe(id, at, padding) VALUES(1, ?1, ?2)
            ON CONFLICT(id) DO UPDATE SET at = excluded.at, padding = excluded.padding
            """
        ).bind(1, now.milliseconds).bind(2, String(repeating: " ", count: padding)).run()
    }

    /// Notes that a report was made; false where it was before.
    package func markReported(_ name: String, at time: Timestamp) throws -> Bool {
        let changed = try connection.statement(
            """
            INSERT INTO counter(name, value) VALUES(?1, ?2)
            ON CONFLICT(name) DO UPDATE SET value = excluded.value WHERE counter.value < excluded.value
            """
        ).bind(1, name).bind(2, time.milliseconds).change()
        return changed == 1
    }
}

extension ReadTransaction {
    /// Leases of lower epochs that are still held.
    package func leases(before epoch: Int64) throws -> Int {
        try connection.statement("SELECT COUNT(*) FROM lease JOIN task ON task.id = lease.task WHERE epoch < ?1").bind(
            1, epoch
        )
        .first { $0.int(0) } ?? 0
    }
}
