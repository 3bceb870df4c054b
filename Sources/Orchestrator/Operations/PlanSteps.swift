package import Store
package import Vocabulary
import Cards

/// Keeps a finished plan and asks its owner.
package struct KeepPlan: StoreOperation {
    let swarm: SwarmID
    let version: Int64
    let plan: Plan
    let digest: String
    let notes: [String]
    let settings: OrchestratorSettings

    package init(
        swarm: SwarmID, version: Int64, plan: Plan, digest: String, notes: [String], settings: OrchestratorSettings
    ) {
        self.swarm = swarm
        self.version = version
        self.plan = plan
        self.digest = digest
        self.notes = notes
        self.settings = settings
    }

    package func perform(in transaction: WriteTransaction) throws {
        guard var swarm = try transaction.swarm(swarm) else { return }
        guard swarm.state == .planning || swarm.state == .awaitingApproval else {
            // Cancelled meanwhile: the plan is nobody's any more, and must not be asked for again.
            return try transaction.supersedePlans(of: swarm.id)
        }
        guard
            try transaction.movePlan(
                of: self.swarm, version: version, from: .requested, to: .ready, digest: digest,
                body: StoredJSON.encode(plan))
        else { return }
        swarm.state = .awaitingApproval
        try transaction.update(swarm)
        try transaction.emit(
            .swarmPlanned, swarm: swarm.id,
            data: EventData.object(["tasks": .integer(Int64(plan.tasks.count)), "digest": .text(digest)]))
        try transaction.announce(
            Views.planCard(swarm, plan: plan, digest: digest, notes: notes, settings: settings), of: swarm, .question)
    }
}

/// Says why there is no plan.
package struct RefusePlan: StoreOperation {
    let swarm: SwarmID
    let version: Int64
    let reason: String

    package init(swarm: SwarmID, version: Int64, reason: String) {
        self.swarm = swarm
        self.version = version
        self.reason = reason
    }

    package func perform(in transaction: WriteTransaction) throws {
        guard var swarm = try transaction.swarm(swarm) else { return }
        guard !swarm.state.isFinal else { return try transaction.supersedePlans(of: swarm.id) }
        guard
            try transaction.movePlan(of: self.swarm, version: version, from: .requested, to: .refused, error: reason)
        else { return }
        // A first plan that cannot be made ends the swarm; after a refused change the person may ask for another one.
        if version == 1 {
            swarm.state = .failed
            swarm.reason = reason
            swarm.finishedAt = transaction.now
            try transaction.update(swarm)
            try transaction.emit(.swarmFailed, swarm: swarm.id, data: EventData.object(["reason": .text(reason)]))
        }
        try transaction.announce(
            [Announcements.planRefused(swarm, reason, isChange: version > 1)], of: swarm, .question)
    }
}

/// Notes that the swarm's repository stands, with the tip its first task starts from.
package struct KeepHead: StoreOperation {
    let swarm: SwarmID
    let head: String
    let repository: String

    /// - Parameter repository: Path of the bare repository.
    package init(swarm: SwarmID, head: String, repository: String) {
        self.swarm = swarm
        self.head = head
        self.repository = repository
    }

    package func perform(in transaction: WriteTransaction) throws {
        guard let record = try transaction.swarm(swarm), record.head == nil else { return }
        try transaction.setHead(head, of: swarm)
        try transaction.setRepository(repository, of: swarm)
    }
}
