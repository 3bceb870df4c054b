package import AgentProtocol
package import Store
package import Vocabulary

/// Gives a job back unbegun; the attempt does not count.
package struct ReleaseJob: StoreOperation {
    let lease: LeaseID
    let agent: AgentID

    package init(lease: LeaseID, agent: AgentID) {
        self.lease = lease
        self.agent = agent
    }

    package func perform(in transaction: WriteTransaction) throws -> LeaseVerdict {
        guard let task = try transaction.task(TaskID(lease.task)) else { return LeaseVerdict(.unknown) }
        guard task.core.epoch == lease.epoch, task.core.agent == agent, task.core.isLeased else {
            return LeaseVerdict(.stale)
        }
        try transaction.advance(task, .released)
        return LeaseVerdict(.accepted)
    }
}
