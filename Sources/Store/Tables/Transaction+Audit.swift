package import Vocabulary
import Crypto

extension ReadTransaction {
    /// Audit records in order of time after the one with `cursor` (see `AuditRecord.cursor`), oldest first.
    package func audit(after cursor: AuditRecord.Cursor? = nil, limit: Int = 10_000) throws -> [AuditRecord] {
        try connection.statement(
            """
            SELECT writer, seq, at, principal, action, subject, detail, message, previous, hash FROM audit
            WHERE (at, writer, seq) > (?1, ?2, ?3) ORDER BY at, writer, seq LIMIT ?4
            """
        ).bind(1, cursor?.at ?? .min).bind(2, cursor?.writer ?? "").bind(3, cursor?.sequence ?? 0).bind(4, limit)
            .all { AuditRecord(row: $0) }
    }

    /// The newest records since `time`, newest first.
    package func audit(since time: Timestamp, limit: Int) throws -> [AuditRecord] {
        try connection.statement(
            """
            SELECT writer, seq, at, principal, action, subject, detail, message, previous, hash FROM audit
            WHERE at >= ?1 ORDER BY at DESC, writer DESC, seq DESC LIMIT ?2
            """
        ).bind(1, time.milliseconds).bind(2, limit).all { AuditRecord(row: $0) }
    }
}

extension AuditRecord {
    fileprivate init(row: Statement) {
        self.init(
            writer: row.text(0), sequence: row.int64(1), at: Timestamp(milliseconds: row.int64(2)),
            principal: row.optionalInt64(3).map(PrincipalID.init(_:)), action: row.text(4), subject: row.text(5),
            detail: row.text(6), message: row.optionalInt64(7).map(MessageID.init(_:)), previous: row.text(8),
            hash: row.text(9))
    }
}

extension WriteTransaction {
    /// Adds a link to this writer's chain.
    ///
    /// A writer's first link names the heads of the chains it finds, so that a chain cannot be dropped unseen.
    package func audit(
        _ action: String, by principal: PrincipalID?, subject: String, detail: String = "{}", message: MessageID? = nil
    ) throws {
        let head = try connection.statement("SELECT seq, hash FROM audit WHERE writer = ?1 ORDER BY seq DESC LIMIT 1")
            .bind(1, state.writer).first { ($0.int64(0), $0.text(1)) }
        let previous = try head?.1 ?? AuditChain.spelling(of: unnamedHeads())
        var record = AuditRecord(
            writer: state.writer, sequence: (head?.0 ?? 0) + 1, at: now, principal: principal, action: action,
            subject: subject, detail: detail, message: message, previous: previous, hash: "")
        record.hash = AuditChain.hash(of: record)
        try connection.statement(
            """
            INSERT INTO audit(writer, seq, at, principal, action, subject, detail, message, previous, hash)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """
        ).bind(1, record.writer).bind(2, record.sequence).bind(3, record.at.milliseconds)
            .bind(4, record.principal?.value).bind(5, record.action).bind(6, record.subject).bind(7, record.detail)
            .bind(8, record.message?.value).bind(9, record.previous).bind(10, record.hash).run()
    }

    /// The heads of chains that no chain has named in its first record; done once in a writer's life.
    private func unnamedHeads() throws -> [AuditChain.Head] {
        let firsts = try connection.statement("SELECT writer, previous FROM audit WHERE seq = 1 ORDER BY writer")
            .all { (writer: $0.text(0), previous: $0.text(1)) }
        let named = Set(firsts.flatMap { AuditChain.heads(in: $0.previous) ?? [] })
        return try firsts.compactMap { first in
            try connection.statement("SELECT seq, hash FROM audit WHERE writer = ?1 ORDER BY seq DESC LIMIT 1")
                .bind(1, first.writer)
                .first { AuditChain.Head(writer: first.writer, sequence: $0.int64(0), hash: $0.text(1)) }
        }.filter { !named.contains($0) }
    }
}
