package import Vocabulary

extension ReadTransaction {
    package func principal(_ id: PrincipalID) throws -> PrincipalRecord? {
        try connection.statement("SELECT id, name, role, notify FROM principal WHERE id = ?1 AND retired_at IS NULL")
            .bind(1, id.value).first { try PrincipalRecord(row: $0) }
    }

    /// Who is behind a chat identity; nil for a stranger.
    package func principal(_ provider: Provider, _ external: String) throws -> PrincipalRecord? {
        try connection.statement(
            """
            SELECT principal.id, name, role, notify FROM identity JOIN principal ON principal.id = identity.principal
            WHERE provider = ?1 AND external = ?2 AND retired_at IS NULL
            """
        ).bind(1, provider.rawValue).bind(2, external).first { try PrincipalRecord(row: $0) }
    }

    package func principal(named name: String) throws -> PrincipalRecord? {
        try connection.statement(
            "SELECT id, name, role, notify FROM principal WHERE name = ?1 AND retired_at IS NULL"
        ).bind(1, name).first { try PrincipalRecord(row: $0) }
    }

    package func principals() throws -> [PrincipalRecord] {
        try connection.statement("SELECT id, name, role, notify FROM principal WHERE retired_at IS NULL ORDER BY id")
            .all { try PrincipalRecord(row: $0) }
    }

    package func identities(of principal: PrincipalID) throws -> [String] {
        try connection.statement(
            "SELECT provider || ':' || external FROM identity WHERE principal = ?1 ORDER BY provider, external"
        ).bind(1, principal.value).all { $0.text(0) }
    }

    /// The token with that digest, revoked and expired ones included.
    package func token(digest: [UInt8]) throws -> TokenRecord? {
        try connection.statement(
            """
            SELECT id, kind, label, principal, agent, created_at, expires_at, used_at, revoked_at FROM token
            WHERE digest = ?1
            """
        ).bind(1, digest).first { try TokenRecord(row: $0) }
    }

    package func tokens() throws -> [TokenRecord] {
        try connection.statement(
            """
            SELECT id, kind, label, principal, agent, created_at, expires_at, used_at, revoked_at FROM token
            WHERE kind <> 'agent' ORDER BY id
            """
        ).all { try TokenRecord(row: $0) }
    }
}

extension WriteTransaction {
    package func insertPrincipal(name: String, role: Role) throws -> PrincipalID {
        let row = try connection.statement("INSERT INTO principal(name, role, created_at) VALUES(?1, ?2, ?3)")
            .bind(1, name).bind(2, role.rawValue).bind(3, now.milliseconds).insert()
        return PrincipalID(row)
    }

    package func setRole(_ role: Role, of principal: PrincipalID) throws {
        try connection.statement("UPDATE principal SET role = ?1 WHERE id = ?2")
            .bind(1, role.rawValue).bind(2, principal.value).run()
    }

    package func setNotify(_ level: String, of principal: PrincipalID) throws {
        try connection.statement("UPDATE principal SET notify = ?1 WHERE id = ?2")
            .bind(1, level).bind(2, principal.value).run()
    }

    /// Gives a chat identity to a principal, taking it from whoever had it.
    package func link(_ provider: Provider, _ external: String, to principal: PrincipalID) throws {
        try connection.statement(
            """
            INSERT INTO identity(provider, external, principal, linked_at) VALUES(?1, ?2, ?3, ?4)
            ON CONFLICT(provider, external) DO UPDATE SET principal = excluded.principal, linked_at = excluded.linked_at
            """
        ).bind(1, provider.rawValue).bind(2, external).bind(3, principal.value).bind(4, now.milliseconds).run()
    }

    /// Notes that a stranger was refused; false where that was done since `time`.
    package func markRefused(_ provider: Provider, _ external: String, since time: Timestamp) throws -> Bool {
        try connection.statement(
            """
            INSERT INTO stranger(provider, external, refused_at) VALUES(?1, ?2, ?3)
            ON CONFLICT(provider, external) DO UPDATE SET refused_at = excluded.refused_at
            WHERE stranger.refused_at < ?4 OR stranger.refused_at > ?3
            """
        ).bind(1, provider.rawValue).bind(2, external).bind(3, now.milliseconds).bind(4, time.milliseconds).change()
            == 1
    }

    package func insertToken(
        digest: [UInt8], kind: TokenRecord.Kind, label: String, principal: PrincipalID?, agent: AgentID?,
        expiresAt: Timestamp?
    ) throws -> Int64 {
        try connection.statement(
            """
            INSERT INTO token(digest, kind, label, principal, agent, created_at, expires_at)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """
        ).bind(1, digest).bind(2, kind.rawValue).bind(3, label).bind(4, principal?.value).bind(5, agent?.value)
            .bind(6, now.milliseconds).bind(7, expiresAt?.milliseconds).insert()
    }

    /// Uses up a one-time token; false where it was used, revoked or has expired.
    package func useToken(_ id: Int64) throws -> Bool {
        try connection.statement(
            """
            UPDATE token SET used_at = ?1 WHERE id = ?2 AND used_at IS NULL AND revoked_at IS NULL
            AND (expires_at IS NULL OR expires_at > ?1)
            """
        ).bind(1, now.milliseconds).bind(2, id).change() == 1
    }

    package func revokeToken(_ id: Int64) throws -> Bool {
        try connection.statement("UPDATE token SET revoked_at = ?1 WHERE id = ?2 AND revoked_at IS NULL")
            .bind(1, now.milliseconds).bind(2, id).change() == 1
    }

    /// Makes a principal's tokens of one kind and label worthless.
    package func revokeTokens(_ kind: TokenRecord.Kind, labelled label: String, of principal: PrincipalID) throws {
        try connection.statement(
            """
            UPDATE token SET revoked_at = ?1 WHERE principal = ?2 AND kind = ?3 AND label = ?4 AND revoked_at IS NULL
            """
        ).bind(1, now.milliseconds).bind(2, principal.value).bind(3, kind.rawValue).bind(4, label).run()
    }

    package func revokeTokens(of agent: AgentID) throws {
        try connection.statement("UPDATE token SET revoked_at = ?1 WHERE agent = ?2 AND revoked_at IS NULL")
            .bind(1, now.milliseconds).bind(2, agent.value).run()
    }
}

extension PrincipalRecord {
    fileprivate init(row: Statement) throws {
        id = PrincipalID(row.int64(0))
        name = row.text(1)
        role = try Column.value(Role(rawValue: row.int(2)), "principal.role")
        notify = row.text(3)
    }
}

extension TokenRecord {
    fileprivate init(row: Statement) throws {
        id = row.int64(0)
        kind = try Column.value(Kind(rawValue: row.text(1)), "token.kind")
        label = row.text(2)
        principal = row.optionalInt64(3).map(PrincipalID.init(_:))
        agent = row.optionalInt64(4).map(AgentID.init(_:))
        createdAt = Timestamp(milliseconds: row.int64(5))
        expiresAt = row.optionalInt64(6).map(Timestamp.init(milliseconds:))
        usedAt = row.optionalInt64(7).map(Timestamp.init(milliseconds:))
        revokedAt = row.optionalInt64(8).map(Timestamp.init(milliseconds:))
    }
}
