package import Store
package import Vocabulary

/// Prepares a supervised slot for a new process: its agent's row, and a token that replaces all earlier ones.
package struct OpenSlot: StoreOperation {
    let name: String
    let slot: Int
    let tokenDigest: [UInt8]

    package init(name: String, slot: Int, tokenDigest: [UInt8]) {
        self.name = name
        self.slot = slot
        self.tokenDigest = tokenDigest
    }

    /// Leases of the slot's earlier process stay until the new one says what lies in its spool.
    package func perform(in transaction: WriteTransaction) throws -> AgentID {
        let known = try transaction.agent(named: name)
        // Nobody saw the process before end: it ended with the control plane, which says nothing about its tasks.
        if let known, known.isConnected {
            for task in try transaction.leasedTasks(of: known.id) { try transaction.advance(task, .lossExplained) }
        }
        let agent = try transaction.openAgent(name: name, slot: slot, capabilities: known?.capabilities ?? "{}")
        try transaction.revokeTokens(of: agent.id)
        _ = try transaction.insertToken(
            digest: tokenDigest, kind: .agent, label: name, principal: nil, agent: agent.id, expiresAt: nil)
        if known == nil {
            try transaction.emit(.agentJoined, agent: agent.id, data: EventData.object(["name": .text(name)]))
        }
        return agent.id
    }
}

/// Notes that a slot's process has ended; what it held is settled by the next one, or by `RevokeAgent`.
package struct NoteProcessEnd: StoreOperation {
    let agent: AgentID

    package init(agent: AgentID) { self.agent = agent }

    package func perform(in transaction: WriteTransaction) throws {
        guard var record = try transaction.agent(agent) else { return }
        record.isConnected = false
        try transaction.update(record)
        try transaction.emit(.agentLeft, agent: agent, data: EventData.object(["name": .text(record.name)]))
    }
}
