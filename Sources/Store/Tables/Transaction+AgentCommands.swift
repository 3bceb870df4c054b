package import Vocabulary

extension ReadTransaction {
    /// What an agent was told and has not done yet; there is one at a time.
    package func openCommand(of agent: AgentID) throws -> AgentCommandRecord? {
        try connection.statement(
            """
            SELECT id, agent, kind, state, conversation FROM agent_command
            WHERE agent = ?1 AND state IN ('pending', 'acknowledged')
            """
        ).bind(1, agent.value).first { row in
            AgentCommandRecord(
                id: row.int64(0), agent: AgentID(row.int64(1)),
                kind: try Column.value(.init(rawValue: row.text(2)), "agent_command.kind"),
                state: try Column.value(.init(rawValue: row.text(3)), "agent_command.state"),
                conversation: row.optionalInt64(4).map(ConversationID.init(_:)))
        }
    }
}

extension WriteTransaction {
    /// Tells an agent something; false where it has not done the last thing yet.
    package func insertCommand(
        _ kind: AgentCommandRecord.Kind, for agent: AgentID, from conversation: ConversationID
    ) throws -> Bool {
        let isOpen = try connection.statement(
            "SELECT 1 FROM agent_command WHERE agent = ?1 AND state IN ('pending', 'acknowledged')"
        ).bind(1, agent.value).first { _ in true }
        guard isOpen == nil else { return false }
        _ = try connection.statement(
            """
            INSERT INTO agent_command(agent, kind, state, conversation, at, updated_at)
            VALUES(?1, ?2, 'pending', ?3, ?4, ?4)
            """
        ).bind(1, agent.value).bind(2, kind.rawValue).bind(3, conversation.value).bind(4, now.milliseconds).insert()
        forgetAgent(agent)
        try bumpDirectives(of: agent)
        return true
    }

    package func move(
        _ command: AgentCommandRecord, to state: AgentCommandRecord.State, detail: String? = nil
    ) throws {
        try connection.statement("UPDATE agent_command SET state = ?1, detail = ?2, updated_at = ?3 WHERE id = ?4")
            .bind(1, state.rawValue).bind(2, detail).bind(3, now.milliseconds).bind(4, command.id).run()
        forgetAgent(command.agent)
    }
}
