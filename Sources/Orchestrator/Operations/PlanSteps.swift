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
    let epoch: Int64?
    let settings: OrchestratorSettings

    /// - Parameter epoch: Of the run that made it; one that was taken over meanwhile is refused.
    package init(
        swarm: SwarmID, version: Int64, plan: Plan, digest: String, notes: [String], epoch: Int64? = nil,
        settings: OrchestratorSettings
    ) {
        self.swarm = swarm
        self.version = version
        self.plan = plan
        self.digest = digest
        self.notes = notes
        self.epoch = epoch
        self.settings = settings
    }

    package func perform(in transaction: WriteTransaction) throws {
        let run = RunID.plan(swarm, version)
        if let epoch { try transaction.checkRun(run, epoch: epoch) }
        try transaction.endRun(run)
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
            Views.planCard(
                swarm, plan: plan, digest: digest, notes: try notes + transaction.unmetNeeds(of: plan),
                settings: settings),
            of: swarm, .question)
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
        try transaction.endRun(.plan(swarm, version))
        guard var swarm = try transaction.swarm(swarm) else { return }
        guard !swarm.state.isFinal else { return try transaction.supersedePlans(of: swarm.id) }
        guard
            try transaction.movePlan(of: self.swarm, version: version, from: .requested, to: .refused, error: reason)
        else { return }
        // Where there never was a plan or a wish, this ends the swarm; after a refused change the person may ask for another.
        let isFirst =
            try transaction.approvedOrReadyPlan(of: self.swarm, before: version) == nil
            && transaction.plan(of: self.swarm)?.feedback == nil
        if isFirst {
            swarm.state = .failed
            swarm.reason = reason
            swarm.finishedAt = transaction.now
            try transaction.update(swarm)
            try transaction.emit(.swarmFailed, swarm: swarm.id, data: EventData.object(["reason": .text(reason)]))
        } else if swarm.state == .planning {
            // The change came before there was a first plan: nothing is being planned any more, a person is asked.
            swarm.state = .awaitingApproval
            try transaction.update(swarm)
        }
        try transaction.announce(
            [Announcements.planRefused(swarm, reason, isChange: !isFirst)], of: swarm, .question)
    }
}

/// Asks for the plan as if nobody had begun it: what was begun does not fit what is asked for now.
package struct PlanAnew: StoreOperation {
    let request: PlanRecord

    package init(_ request: PlanRecord) { self.request = request }

    package func perform(in transaction: WriteTransaction) throws {
        try transaction.endRun(.plan(request.swarm, request.version))
        guard try transaction.plan(of: request.swarm)?.version == request.version else { return }
        _ = try transaction.requestPlan(of: request.swarm, feedback: request.feedback)
    }
}

extension RunID {
    /// The making of one version of a swarm's plan.
    package static func plan(_ swarm: SwarmID, _ version: Int64) -> RunID {
        RunID(.plan, of: swarm.value, generation: version)
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
