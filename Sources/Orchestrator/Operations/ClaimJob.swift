package import AgentProtocol
package import Store
package import Vocabulary

/// Gives the most urgent job an agent can do to that agent, under a new epoch.
package struct ClaimJob: StoreOperation {
    /// An object, because it passes through several hands between the writer and the agent.
    package final class Claimed: Sendable {
        package let task: TaskRecord
        package let swarm: OpenSwarm
        package let notes: [String]

        init(task: TaskRecord, swarm: OpenSwarm, notes: [String]) {
            self.task = task
            self.swarm = swarm
            self.notes = notes
        }
    }

    let agent: AgentID
    let lanes: [JobLane]
    let executors: [Executor]
    let leaseSeconds: Int
    let holding: [LeaseID]?

    /// - Parameters:
    ///   - acceptsWork: False takes only verification and landing jobs.
    ///   - acceptsChecks: False takes only work.
    package init(
        agent: AgentID, executors: [Executor], acceptsWork: Bool = true, acceptsChecks: Bool = true,
        holding: [LeaseID]? = nil, leaseSeconds: Int
    ) {
        self.agent = agent
        self.executors = executors
        lanes = (acceptsChecks ? [.checks] : []) + (acceptsWork ? [.assigned] + executors.map(JobLane.init) : [])
        self.leaseSeconds = leaseSeconds
        self.holding = holding
    }

    /// Nil where there is no job for the agent now.
    package func perform(in transaction: WriteTransaction) throws -> Claimed? {
        if let holding { try endLeases(except: holding, in: transaction) }
        guard try transaction.takesJobs(agent), try transaction.mayTakeAnother(agent, idle: holding?.count ?? 0),
            let (task, swarm) = try transaction.takeJob(for: agent, lanes: lanes, executors: executors)
        else { return nil }
        let isWork = task.core.phase == .work
        let claimed = try transaction.advance(
            task,
            .claimed(
                by: agent, epoch: try transaction.nextEpoch(), until: transaction.now + .seconds(leaseSeconds)),
            // Pinned for the attempt: the result has to descend from it, and the checks have to fail on it.
            base: isWork ? swarm.head : nil)
        return Claimed(
            task: claimed, swarm: swarm, notes: isWork ? try transaction.notes(for: task.core.id, agent: agent) : [])
    }

    /// An agent does one job at a time: what it holds and does not know of was lost with an earlier process, or with an
    /// answer that never arrived: `LeaseLoss` tells them apart.
    private func endLeases(except holding: [LeaseID], in transaction: WriteTransaction) throws {
        let lost = try transaction.leasedTasks(of: agent).filter {
            !holding.contains(LeaseID(task: $0.core.id.value, epoch: $0.core.epoch))
        }
        for task in lost { try transaction.advance(task, .leaseLost(byTime: false)) }
    }
}
