import AgentProtocol
import Cards
package import Store
package import Vocabulary

/// Admits an agent's process under a name.
///
/// A new process of a name revokes what the one before still held: its end was not reported, its work is lost.
package struct RegisterAgent: StoreOperation {
    let name: String
    let process: String
    let slot: Int?
    let capabilities: String
    let tokenDigest: [UInt8]
    let joinToken: Int64?

    /// - Parameters:
    ///   - capabilities: JSON of `AgentCapabilities`.
    ///   - tokenDigest: SHA-256 of the bearer token the agent will use from now on.
    ///   - joinToken: The one-time token that admits an agent of another machine.
    package init(
        name: String, process: String, slot: Int?, capabilities: String, tokenDigest: [UInt8], joinToken: Int64?
    ) {
        self.name = name
        self.process = process
        self.slot = slot
        self.capabilities = capabilities
        self.tokenDigest = tokenDigest
        self.joinToken = joinToken
    }

    package func perform(in transaction: WriteTransaction) throws -> AgentID {
        if let joinToken {
            guard try transaction.useToken(joinToken) else {
                throw StoreError.conflict("the join token was used before or has expired; ask for a new one")
            }
        }
        if let known = try transaction.agent(named: name), slot == nil, known.slot != nil {
            throw StoreError.conflict("the name \(name) belongs to an agent of the control plane's own machine")
        }
        var agent = try transaction.openAgent(name: name, slot: slot, capabilities: capabilities)
        if agent.process != process {
            try transaction.revoke(agent.id)
            try transaction.finishCommand(of: agent, capabilities: capabilities)
        }
        agent.process = process
        agent.capabilities = capabilities
        agent.isConnected = true
        agent.seenAt = transaction.now
        try transaction.update(agent)
        _ = try transaction.insertToken(
            digest: tokenDigest, kind: .agent, label: name, principal: nil, agent: agent.id, expiresAt: nil)
        try transaction.emit(.agentJoined, agent: agent.id, data: EventData.object(["name": .text(name)]))
        try transaction.audit("agent.join", by: nil, subject: "agent \(name)")
        return agent.id
    }
}

/// Notes that the process of a supervised slot is there.
package struct ConfirmAgent: StoreOperation {
    let agent: AgentID
    let process: String
    let capabilities: String

    package init(agent: AgentID, process: String, capabilities: String) {
        self.agent = agent
        self.process = process
        self.capabilities = capabilities
    }

    package func perform(in transaction: WriteTransaction) throws {
        guard var record = try transaction.agent(agent) else { throw StoreError.missing("agent \(agent)") }
        if record.process != process { try transaction.finishCommand(of: record, capabilities: capabilities) }
        record.process = process
        record.capabilities = capabilities
        record.isConnected = true
        record.seenAt = transaction.now
        try transaction.update(record)
        transaction.signal(.jobs)
    }
}

/// Ends what an agent's process held, because the process is gone.
package struct RevokeAgent: StoreOperation {
    let agent: AgentID

    package init(agent: AgentID) { self.agent = agent }

    package func perform(in transaction: WriteTransaction) throws {
        guard var record = try transaction.agent(agent) else { return }
        try transaction.revoke(agent)
        record.isConnected = false
        try transaction.update(record)
        try transaction.emit(.agentLeft, agent: agent, data: EventData.object(["name": .text(record.name)]))
    }
}

extension WriteTransaction {
    /// A new process is there: what the one before was told is done, and whoever told it hears so.
    fileprivate func finishCommand(of agent: AgentRecord, capabilities: String) throws {
        guard let command = try openCommand(of: agent.id) else { return }
        func version(_ text: String) -> String? { try? StoredJSON.decode(AgentCapabilities.self, text).version }
        let (before, after) = (version(agent.capabilities), version(capabilities))
        let words =
            switch (before, after) {
            case (let before?, let after?) where before != after: "version \(before) before, \(after) now"
            case (_, let after?): "version \(after)"
            default: "its version is not known"
            }
        try move(command, to: .completed, detail: words)
        guard let id = command.conversation, let conversation = try conversation(id) else { return }
        _ = try post(
            [OutboundMessage("✓ *\(agent.name)* is back: \(Inert.line(words)).")], to: conversation, isUrgent: false)
    }

    /// Ends all leases of an agent and makes its tokens worthless.
    func revoke(_ agent: AgentID) throws {
        for task in try leasedTasks(of: agent) { try advance(task, .leaseLost(byTime: false)) }
        try revokeTokens(of: agent)
    }
}
