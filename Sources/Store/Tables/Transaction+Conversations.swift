package import Vocabulary

extension ReadTransaction {
    package func conversation(_ id: ConversationID) throws -> ConversationRecord? {
        try connection.statement("SELECT id, provider, address, focus, turn FROM conversation WHERE id = ?1")
            .bind(1, id.value).first { try ConversationRecord(row: $0) }
    }

    package func conversation(_ provider: Provider, _ address: String) throws -> ConversationRecord? {
        try connection.statement(
            "SELECT id, provider, address, focus, turn FROM conversation WHERE provider = ?1 AND address = ?2"
        ).bind(1, provider.rawValue).bind(2, address).first { try ConversationRecord(row: $0) }
    }

    /// The conversation in which a person wrote last, among the newest messages of all.
    package func lastConversation(of principal: PrincipalID) throws -> ConversationID? {
        try connection.statement(
            """
            SELECT newest.conversation FROM (SELECT id, conversation, principal FROM message WHERE outgoing = 0
            ORDER BY id DESC LIMIT 5000) AS newest WHERE newest.principal = ?1 ORDER BY newest.id DESC LIMIT 1
            """
        ).bind(1, principal.value).first { ConversationID($0.int64(0)) }
    }
}

extension WriteTransaction {
    /// The conversation of that address, made where it does not exist yet.
    package func openConversation(_ provider: Provider, _ address: String) throws -> ConversationRecord {
        if let known = try conversation(provider, address) { return known }
        let row = try connection.statement("INSERT INTO conversation(provider, address, created_at) VALUES(?1, ?2, ?3)")
            .bind(1, provider.rawValue).bind(2, address).bind(3, now.milliseconds).insert()
        return ConversationRecord(
            id: ConversationID(row), provider: provider, address: address, focus: nil, turn: 0)
    }

    package func setFocus(_ swarm: SwarmID?, of conversation: ConversationID) throws {
        try connection.statement("UPDATE conversation SET focus = ?1 WHERE id = ?2")
            .bind(1, swarm?.value).bind(2, conversation.value).run()
    }
}

extension ConversationRecord {
    fileprivate init(row: Statement) throws {
        id = ConversationID(row.int64(0))
        provider = try Column.value(Provider(rawValue: row.text(1)), "conversation.provider")
        address = row.text(2)
        focus = row.optionalInt64(3).map(SwarmID.init(_:))
        turn = row.int64(4)
    }
}
