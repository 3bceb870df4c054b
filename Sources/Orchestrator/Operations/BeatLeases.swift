package import AgentProtocol
package import Store
package import Vocabulary

/// One heartbeat of an agent: extends the leases it still holds, takes back those that only time had taken
/// from it and nobody else has, and names those it has lost.
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
        let lost = try leases.filter { lease in
            try !transaction.extendLease(of: TaskID(lease.task), epoch: lease.epoch, by: agent, until: until)
                && !reacquire(lease, until: until, in: transaction)
        }
        try transaction.touch(agent)
        let command = try transaction.openCommand(of: agent)
        // An agent sends a heartbeat as soon as it hears that there is something new.
        if let command, command.state == .pending { try transaction.move(command, to: .acknowledged) }
        return AgentDirectives(
            stop: lost, isDraining: record.isDraining, isRetired: record.isRetired, isRestarting: command != nil,
            version: record.version)
    }

    private func reacquire(_ lease: LeaseID, until: Timestamp, in transaction: WriteTransaction) throws -> Bool {
        guard let task = try transaction.record(TaskID(lease.task)), task.core.epoch == lease.epoch,
            task.core.agent == agent, task.core.canSalvage, task.core.state == .pending || task.core.state == .ready,
            try transaction.takesJobs(agent), try transaction.hasRoom(for: task.core, on: agent),
            try transaction.hasRoom(task.core.swarm)
        else { return false }
        try transaction.advance(task, .reacquired(until: until))
        return true
    }
}
