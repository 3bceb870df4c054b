package import Vocabulary

extension ReadTransaction {
    /// Open confirmations of a conversation that have not expired, oldest first.
    package func openConfirmations(in conversation: ConversationID) throws -> [ConfirmationRecord] {
        try connection.statement(
            """
            SELECT id, conversation, principal, code, commands, digest, world, state, asked, created_at, expires_at
            FROM confirmation WHERE conversation = ?1 AND state = 'open' AND expires_at > ?2 ORDER BY id
            """
        ).bind(1, conversation.value).bind(2, now.milliseconds).all { try ConfirmationRecord(row: $0) }
    }

    package func confirmation(_ id: ConfirmationID) throws -> ConfirmationRecord? {
        try connection.statement(
            """
            SELECT id, conversation, principal, code, commands, digest, world, state, asked, created_at, expires_at
            FROM confirmation WHERE id = ?1
            """
        ).bind(1, id.value).first { try ConfirmationRecord(row: $0) }
    }

    /// The newest effect of the conversation that could still be taken back.
    package func latestUndo(in conversation: ConversationID, by principal: PrincipalID) throws -> UndoRecord? {
        try connection.statement(
            """
            SELECT id, inverse, told, swarm, world, expires_at, used FROM undo
            WHERE conversation = ?1 AND principal = ?2 ORDER BY id DESC LIMIT 1
            """
        ).bind(1, conversation.value).bind(2, principal.value).first { row in
            UndoRecord(
                id: row.int64(0), inverse: try StoredJSON.decode([Command].self, row.text(1)), told: row.text(2),
                swarm: row.optionalInt64(3).map(SwarmID.init(_:)), world: row.text(4),
                expiresAt: Timestamp(milliseconds: row.int64(5)), isUsed: row.bool(6))
        }
    }
}

extension WriteTransaction {
    /// The id the next confirmation will get.
    package func nextConfirmation() throws -> ConfirmationID {
        ConfirmationID(
            try connection.statement("SELECT COALESCE(MAX(id), 0) + 1 FROM confirmation").first { $0.int64(0) } ?? 1)
    }

    package func insertConfirmation(
        conversation: ConversationID, principal: PrincipalID, code: String, commands: [Command], digest: String,
        world: String, asked: MessageID, expiresAt: Timestamp
    ) throws -> ConfirmationID {
        let row = try connection.statement(
            """
            INSERT INTO confirmation(conversation, principal, code, commands, digest, world, state, asked, created_at,
            expires_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, 'open', ?7, ?8, ?9)
            """
        ).bind(1, conversation.value).bind(2, principal.value).bind(3, code).bind(4, try StoredJSON.encode(commands))
            .bind(5, digest).bind(6, world).bind(7, asked.value).bind(8, now.milliseconds)
            .bind(9, expiresAt.milliseconds).insert()
        return ConfirmationID(row)
    }

    /// Ends an open confirmation; false where it was ended before.
    package func close(_ confirmation: ConfirmationID, as state: ConfirmationRecord.State) throws -> Bool {
        try connection.statement("UPDATE confirmation SET state = ?1 WHERE id = ?2 AND state = 'open'")
            .bind(1, state.rawValue).bind(2, confirmation.value).change() == 1
    }

    package func insertUndo(
        conversation: ConversationID, principal: PrincipalID, inverse: [Command], told: String, swarm: SwarmID?,
        world: String, expiresAt: Timestamp
    ) throws {
        _ = try connection.statement(
            """
            INSERT INTO undo(conversation, principal, inverse, told, swarm, world, expires_at)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """
        ).bind(1, conversation.value).bind(2, principal.value).bind(3, try StoredJSON.encode(inverse)).bind(4, told)
            .bind(5, swarm?.value).bind(6, world).bind(7, expiresAt.milliseconds).insert()
    }

    /// Marks every effect of the person in the conversation as taken back, or past taking back.
    package func endUndo(in conversation: ConversationID, by principal: PrincipalID) throws {
        try connection.statement(
            "UPDATE undo SET used = 1 WHERE conversation = ?1 AND principal = ?2 AND used = 0"
        ).bind(1, conversation.value).bind(2, principal.value).run()
    }

    /// Ends questions whose time is over, and forgets how to take back what is past taking back.
    package func expireQuestions() throws {
        try connection.statement("UPDATE confirmation SET state = 'void' WHERE state = 'open' AND expires_at <= ?1")
            .bind(1, now.milliseconds).run()
        try connection.statement("DELETE FROM undo WHERE expires_at <= ?1 AND id < (SELECT MAX(id) FROM undo)")
            .bind(1, now.milliseconds - 86_400_000).run()
    }
}

extension ConfirmationRecord {
    fileprivate init(row: Statement) throws {
        id = ConfirmationID(row.int64(0))
        conversation = ConversationID(row.int64(1))
        principal = PrincipalID(row.int64(2))
        code = row.text(3)
        commands = try StoredJSON.decode([Command].self, row.text(4))
        digest = row.text(5)
        world = row.text(6)
        state = try Column.value(State(rawValue: row.text(7)), "confirmation.state")
        asked = MessageID(row.int64(8))
        createdAt = Timestamp(milliseconds: row.int64(9))
        expiresAt = Timestamp(milliseconds: row.int64(10))
    }
}
