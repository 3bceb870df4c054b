package import AgentProtocol
package import Store
package import Vocabulary

/// Adds output of a running job to its task's log.
package struct AppendProgress: StoreOperation {
    let lease: LeaseID
    let agent: AgentID
    let text: String

    package init(lease: LeaseID, agent: AgentID, text: String) {
        self.lease = lease
        self.agent = agent
        self.text = text
    }

    /// Output under a lease that is no longer held is dropped.
    package func perform(in transaction: WriteTransaction) throws {
        guard let task = try transaction.task(TaskID(lease.task)), task.core.epoch == lease.epoch, task.core.isLeased,
            task.core.agent == agent
        else { return }
        if task.core.loss == .unheard { try transaction.noteHeard(task.core.id, epoch: lease.epoch) }
        try transaction.appendLog(text, to: task.core.id)
    }
}
