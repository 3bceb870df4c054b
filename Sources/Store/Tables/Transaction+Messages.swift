package import Vocabulary

// `+conversation` keeps the planner from walking a whole conversation where a provider's key names one row.
extension ReadTransaction {
    package func message(_ id: MessageID) throws -> MessageRecord? {
        try connection.statement(
            """
            SELECT id, conversation, outgoing, state, at, sender, provider_key, text, payload, in_reply_to, buttons, swarm,
            principal FROM message WHERE id = ?1
            """
        ).bind(1, id.value).first { try MessageRecord(row: $0) }
    }

    /// Our message that the provider knows under `key`.
    package func sentMessage(providerKey key: String, in conversation: ConversationID) throws -> MessageRecord? {
        try connection.statement(
            """
            SELECT id, conversation, outgoing, state, at, sender, provider_key, text, payload, in_reply_to, buttons, swarm,
            principal FROM message WHERE +conversation = ?2 AND outgoing = 1 AND (provider_key = ?1
            OR id = (SELECT message FROM outbound WHERE provider_key = ?1)) LIMIT 1
            """
        ).bind(1, key).bind(2, conversation.value).first { try MessageRecord(row: $0) }
    }

    /// The message that came in under the provider's key; known for as long as the key is kept.
    package func incomingMessage(providerKey key: String, _ provider: Provider, _ address: String) throws -> MessageID?
    {
        guard let conversation = try conversation(provider, address) else { return nil }
        return try receivedMessage(providerKey: key, in: conversation)?.id
    }

    /// The incoming message that the provider knows under `key`; known for as long as the key is kept.
    package func receivedMessage(providerKey key: String, in conversation: ConversationRecord) throws -> MessageRecord?
    {
        let id =
            try connection.statement("SELECT message FROM seen WHERE provider = ?1 AND key = ?2")
            .bind(1, conversation.provider.rawValue).bind(2, key).first { $0.optionalInt64(0) } ?? nil
        guard let id, let record = try message(MessageID(id)), record.conversation == conversation.id else {
            return nil
        }
        return record
    }

    /// Messages of a conversation after `after`, oldest first.
    package func messages(of conversation: ConversationID, after: MessageID, limit: Int) throws -> [MessageRecord] {
        try connection.statement(
            """
            SELECT id, conversation, outgoing, state, at, sender, provider_key, text, payload, in_reply_to, buttons, swarm,
            principal FROM message WHERE conversation = ?1 AND id > ?2 ORDER BY id LIMIT ?3
            """
        ).bind(1, conversation.value).bind(2, after.value).bind(3, limit).all { try MessageRecord(row: $0) }
    }

    /// The newest messages of a conversation, oldest of them first.
    package func newestMessages(of conversation: ConversationID, limit: Int) throws -> [MessageRecord] {
        try connection.statement(
            """
            SELECT id, conversation, outgoing, state, at, sender, provider_key, text, payload, in_reply_to, buttons, swarm,
            principal FROM message WHERE conversation = ?1 ORDER BY id DESC LIMIT ?2
            """
        ).bind(1, conversation.value).bind(2, limit).all { try MessageRecord(row: $0) }.reversed()
    }

    /// Conversations with messages that wait, each with its oldest one, in order of arrival.
    ///
    /// It hops from conversation to conversation along the index, however many messages wait in each.
    package func waitingConversations(limit: Int) throws -> [(conversation: ConversationID, first: MessageID)] {
        try connection.statement(
            """
            WITH RECURSIVE waiting(conversation) AS (SELECT MIN(conversation) FROM message WHERE state = 0 UNION ALL
            SELECT (SELECT MIN(conversation) FROM message WHERE state = 0 AND conversation > waiting.conversation)
            FROM waiting WHERE waiting.conversation IS NOT NULL)
            SELECT conversation, (SELECT MIN(id) FROM message WHERE state = 0 AND conversation = waiting.conversation)
            AS first FROM waiting WHERE conversation IS NOT NULL ORDER BY first LIMIT ?1
            """
        ).bind(1, limit).all { (ConversationID($0.int64(0)), MessageID($0.int64(1))) }
    }

    /// Waiting messages of a conversation, oldest first.
    package func waitingMessages(of conversation: ConversationID, limit: Int) throws -> [MessageRecord] {
        try connection.statement(
            """
            SELECT id, conversation, outgoing, state, at, sender, provider_key, text, payload, in_reply_to, buttons, swarm,
            principal FROM message WHERE state = 0 AND conversation = ?1 ORDER BY id LIMIT ?2
            """
        ).bind(1, conversation.value).bind(2, limit).all { try MessageRecord(row: $0) }
    }
}

extension WriteTransaction {
    /// Adds an incoming message that waits to be handled; nil where the provider's key was taken before.
    ///
    /// - Parameter conversation: One of that provider's.
    package func insertIncoming(
        _ provider: Provider, conversation: ConversationID, sender: String, providerKey: String, text: String,
        payload: String?
    ) throws -> MessageID? {
        let row = try connection.statement(
            """
            INSERT INTO message(conversation, outgoing, state, at, sender, provider_key, text, payload)
            VALUES(?1, 0, 0, ?2, ?3, ?4, ?5, ?6)
            """
        ).bind(1, conversation.value).bind(2, now.milliseconds).bind(3, sender).bind(4, providerKey).bind(5, text)
            .bind(6, payload).insert()
        let isFresh =
            try connection.statement(
                "INSERT INTO seen(provider, key, message) VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING"
            ).bind(1, provider.rawValue).bind(2, providerKey).bind(3, row).change() == 1
        guard isFresh else {
            // The row came first because its number belongs to the key; copies are rare, and nobody has seen it.
            try connection.statement("DELETE FROM message WHERE id = ?1").bind(1, row).run()
            return nil
        }
        signal(.inbox)
        return MessageID(row)
    }

    /// Forgets the keys of messages that came before `time`, looking at `limit` messages; how many it looked at.
    ///
    /// It goes along the messages, which are in order of time, so that taking one needs no further index.
    package func forgetSeen(before time: Timestamp, limit: Int) throws -> Int {
        let done =
            try connection.statement("SELECT value FROM counter WHERE name = 'seen_forgotten'").first { $0.int64(0) }
            ?? 0
        let old = try connection.statement(
            """
            SELECT message.id, conversation.provider, message.provider_key, message.outgoing, message.at FROM message
            JOIN conversation ON conversation.id = message.conversation WHERE message.id > ?1 ORDER BY message.id LIMIT ?2
            """
        ).bind(1, done).bind(2, limit).all { row in
            (
                id: row.int64(0), provider: row.text(1), key: row.bool(3) ? nil : row.optionalText(2),
                at: Timestamp(milliseconds: row.int64(4))
            )
        }.prefix { $0.at < time }
        guard let last = old.last else { return 0 }
        for message in old {
            guard let key = message.key else { continue }
            try connection.statement("DELETE FROM seen WHERE provider = ?1 AND key = ?2 AND message = ?3")
                .bind(1, message.provider).bind(2, key).bind(3, message.id).run()
        }
        try connection.statement(
            """
            INSERT INTO counter(name, value) VALUES('seen_forgotten', ?1)
            ON CONFLICT(name) DO UPDATE SET value = excluded.value
            """
        ).bind(1, last.id).run()
        return old.count
    }

    /// Adds one of our messages to a conversation.
    package func insertOutgoing(
        conversation: ConversationID, text: String, buttons: [Button], inReplyTo: MessageID?, swarm: SwarmID?
    ) throws -> MessageID {
        let row = try connection.statement(
            """
            INSERT INTO message(conversation, outgoing, state, at, text, in_reply_to, buttons, swarm)
            VALUES(?1, 1, 1, ?2, ?3, ?4, ?5, ?6)
            """
        ).bind(1, conversation.value).bind(2, now.milliseconds).bind(3, text).bind(4, inReplyTo?.value)
            .bind(5, buttons.isEmpty ? nil : try StoredJSON.encode(buttons)).bind(6, swarm?.value).insert()
        return MessageID(row)
    }

    /// Takes a waiting message off its lane; false where it was handled before.
    package func finish(
        _ message: MessageID, as state: MessageRecord.State, principal: PrincipalID?, swarm: SwarmID?
    ) throws -> Bool {
        try connection.statement(
            "UPDATE message SET state = ?1, principal = ?2, swarm = ?3 WHERE id = ?4 AND state = 0 AND outgoing = 0"
        ).bind(1, state.rawValue).bind(2, principal?.value).bind(3, swarm?.value).bind(4, message.value).change() == 1
    }
}

extension MessageRecord {
    fileprivate init(row: Statement) throws {
        id = MessageID(row.int64(0))
        conversation = ConversationID(row.int64(1))
        isOutgoing = row.bool(2)
        state = try Column.value(State(rawValue: row.int(3)), "message.state")
        at = Timestamp(milliseconds: row.int64(4))
        sender = row.optionalText(5)
        providerKey = row.optionalText(6)
        text = row.text(7)
        payload = row.optionalText(8)
        inReplyTo = row.optionalInt64(9).map(MessageID.init(_:))
        buttons = try row.optionalText(10).map { try StoredJSON.decode([Button].self, $0) } ?? []
        swarm = row.optionalInt64(11).map(SwarmID.init(_:))
        principal = row.optionalInt64(12).map(PrincipalID.init(_:))
    }
}
