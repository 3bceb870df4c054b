package import Vocabulary

/// The part of a task that its state machine decides about.
package struct TaskCore: Sendable, Hashable {
    package var id: TaskID
    package var swarm: SwarmID
    package var number: Int
    package var state: TaskState
    package var phase: TaskPhase
    /// Whether an agent holds the phase's job.
    package var isLeased: Bool
    package var priority: Priority
    /// The fence: only who holds it may change the task.
    package var epoch: Int64
    /// Holder of the lease, or of the last one.
    package var agent: AgentID?
    /// The only agent that may take the work, by a person's wish.
    package var assigned: AgentID?
    package var leaseUntil: Timestamp?
    /// Not before this time, after a failure.
    package var runAt: Timestamp?
    package var attempt: Int
    package var maxAttempts: Int
    /// Leases lost without an explanation since the last success of any phase.
    package var crashes: Int
    package var generation: Int
    package var dependenciesLeft: Int
    /// What it would say about the task if the current lease were lost.
    package var loss: LeaseLoss
    /// Offers in a row that no agent gave a sign for.
    package var unheard: Int
    /// The last lease was lost to time alone: its late report may still be taken.
    package var canSalvage: Bool
    package var reason: String?
    /// Number of what it takes of an agent (`capability_class`); 0 where it takes nothing.
    package let capabilityClass: Int64

    package init(
        id: TaskID, swarm: SwarmID, number: Int, state: TaskState, phase: TaskPhase = .none, isLeased: Bool = false,
        priority: Priority = .normal, epoch: Int64 = 0, agent: AgentID? = nil, assigned: AgentID? = nil,
        leaseUntil: Timestamp? = nil, runAt: Timestamp? = nil, attempt: Int = 0, maxAttempts: Int = 3, crashes: Int = 0,
        generation: Int = 0, dependenciesLeft: Int = 0, loss: LeaseLoss = .crash, unheard: Int = 0,
        canSalvage: Bool = false,
        reason: String? = nil, capabilityClass: Int64 = 0
    ) {
        self.id = id
        self.swarm = swarm
        self.number = number
        self.state = state
        self.phase = phase
        self.isLeased = isLeased
        self.priority = priority
        self.epoch = epoch
        self.agent = agent
        self.assigned = assigned
        self.leaseUntil = leaseUntil
        self.runAt = runAt
        self.attempt = attempt
        self.maxAttempts = maxAttempts
        self.crashes = crashes
        self.generation = generation
        self.dependenciesLeft = dependenciesLeft
        self.loss = loss
        self.unheard = unheard
        self.canSalvage = canSalvage
        self.reason = reason
        self.capabilityClass = capabilityClass
    }

    /// Whether an agent may claim a job of the task now.
    package var isClaimable: Bool {
        guard !isLeased else { return false }
        switch phase {
        case .work: return state == .ready
        case .verification, .landing: return state == .review
        case .none, .merge, .approval: return false
        }
    }

    /// The kind of the job on offer or held.
    package var job: JobKind? {
        switch phase {
        case .work: .work
        case .verification: .verification
        case .landing: .landing
        case .none, .merge, .approval: nil
        }
    }
}
