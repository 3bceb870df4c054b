package import AgentProtocol
package import Store
package import Vocabulary

/// One heartbeat of an agent: extends the leases it still holds and names those it has lost.
package struct BeatLeases: StoreOperation {
    let agent: AgentID
    let leases: [LeaseID]
    let leaseSeconds: Int

    package init(agent: AgentID, leases: [LeaseID], leaseSeconds: Int) {
        self.agent = agent
        self.leases = leases
        self.leaseSeconds = leaseSeconds
    }

    package func perform(in transaction: WriteTransaction) throws -> AgentDirectives {
        guard let record = try transaction.agent(agent) else { throw StoreError.missing("agent \(agent)") }
        let until = transaction.now + .seconds(leaseSeconds)
        let lost = try leases.filter {
            try !transaction.extendLease(of: TaskID($0.task), epoch: $0.epoch, by: agent, until: until)
        }
        try transaction.touch(agent)
        let command = try transaction.openCommand(of: agent)
        // An agent sends a heartbeat as soon as it hears that there is something new.
        if let command, command.state == .pending { try transaction.move(command, to: .acknowledged) }
        return AgentDirectives(
            stop: lost, isDraining: record.isDraining, isRetired: record.isRetired, isRestarting: command != nil,
            version: record.version)
    }
}
