package import AgentProtocol
package import Store
package import Vocabulary
package import Crypto
import FoundationEssentials
import Git
import Threading

/// Where agents come with everything of `AgentProtocol`: registration, claims, heartbeats, results.
package final class AgentDesk: Sendable {
    let store: Store
    let settings: OrchestratorSettings
    let repositories: Repositories
    let bundles: BundleShelf
    private let dispatcher: Dispatcher
    /// What agents said they can do, as text and decoded.
    private let known = Lock<[AgentID: (text: String, decoded: AgentCapabilities)]>([:])
    /// Whom to answer while nobody can be looked up.
    private let lookedUp = KnownAgents()

    /// - Parameter bundleFolder: Where uploaded bundles wait for their report; absolute.
    package init(
        store: Store, settings: OrchestratorSettings, repositories: Repositories, dispatcher: Dispatcher,
        bundleFolder: String
    ) {
        self.store = store
        self.settings = settings
        self.repositories = repositories
        self.dispatcher = dispatcher
        bundles = BundleShelf(folder: bundleFolder)
    }

    // MARK: Coming and going

    /// Admits an agent's process and gives it its token.
    ///
    /// - Parameters:
    ///   - slot: The supervised slot of a local agent; nil for another machine's.
    ///   - joinToken: The token that admits an agent of another machine.
    ///   - token: The bearer token it will use; the caller made it.
    package func register(
        _ registration: AgentRegistration, slot: Int?, joinToken: Int64?, token: Token
    ) async throws -> AgentWelcome {
        let admission = try admission(registration, slot: slot, joinToken: joinToken, token: token)
        return welcome(try await store.perform(admission), registration.name, token)
    }

    /// The operation behind `register`, for callers that do more in its transaction.
    package func admission(
        _ registration: AgentRegistration, slot: Int?, joinToken: Int64?, token: Token
    ) throws -> RegisterAgent {
        guard AgentName.isValid(registration.name) else {
            throw CommandRefusal(.invalid, "an agent's name is 1 to 40 letters, digits and hyphens")
        }
        return RegisterAgent(
            name: registration.name, process: String(registration.process.prefix(80)), slot: slot,
            capabilities: try StoredJSON.encode(registration.capabilities), tokenDigest: token.digest,
            joinToken: joinToken)
    }

    package func welcome(_ agent: AgentID, _ name: String, _ token: Token) -> AgentWelcome {
        AgentWelcome(agent: agent, name: name, token: token.secret.expose(), leaseSeconds: settings.leaseSeconds)
    }

    /// Welcomes the process of a supervised slot, whose token already names the agent.
    package func confirm(
        _ registration: AgentRegistration, agent: AgentRecord, token: Token
    ) async throws -> AgentWelcome {
        try await store.perform(
            ConfirmAgent(
                agent: agent.id, process: String(registration.process.prefix(80)),
                capabilities: try StoredJSON.encode(registration.capabilities)))
        return AgentWelcome(
            agent: agent.id, name: agent.name, token: token.secret.expose(), leaseSeconds: settings.leaseSeconds)
    }

    /// The agent a bearer token belongs to; nil for a revoked or unknown token.
    package func agent(of token: Token) async throws -> AgentRecord? {
        let digest = token.digest
        let agent = try await store.read { transaction -> AgentRecord? in
            guard let record = try transaction.token(digest: digest), record.kind == .agent, record.revokedAt == nil,
                let agent = record.agent
            else { return nil }
            return try transaction.agent(agent)
        }
        lookedUp.note(agent, digest: digest)
        return agent
    }

    /// The answer to an agent's heartbeat while the database is away: hold; nil for one that nobody remembers.
    package func holding(_ token: Token) -> AgentDirectives? {
        lookedUp.agent(digest: token.digest).map {
            AgentDirectives(
                stop: [], isDraining: $0.isDraining, isRetired: $0.isRetired, isHolding: true, version: $0.version)
        }
    }

    // MARK: Jobs

    /// Waits for a job, at most as long as asked (30 s at most); nil where none came.
    package func claim(_ agent: AgentRecord, _ request: ClaimRequest) async throws -> JobOffer? {
        let capabilities = try capabilities(of: agent)
        let claim = ClaimJob(
            agent: agent.id, executors: capabilities.executors, acceptsWork: request.acceptsWork,
            acceptsChecks: request.acceptsChecks ?? true, holding: request.holding,
            leaseSeconds: settings.leaseSeconds)
        let ends = ContinuousClock.now + .seconds(min(max(request.waitSeconds, 0), 30))
        // Asking for work is a sign of life; once in a while is enough of it.
        if !agent.isConnected || agent.seenAt.map({ store.now - $0 > .seconds(20) }) ?? true {
            try await store.perform(TouchAgent(agent: agent.id))
        }
        // Most claims find a job at once; only who finds none takes a place in the line, and then looks again.
        if let claimed = try await store.performUnguarded(claim) { return try offer(claimed) }
        guard request.waitSeconds > 0 else { return nil }
        var round = 0
        while true {
            let ticket = dispatcher.join(after: round)
            defer { dispatcher.leave(ticket) }
            if let claimed = try await store.performUnguarded(claim) { return try offer(claimed) }
            if round > 0 { dispatcher.pass(round) }
            let left = ends - ContinuousClock.now
            guard left > .zero else { return nil }
            guard await ticket.wake.wait(within: left), !Task.isCancelled else { return nil }
            round = dispatcher.round
        }
    }

    private func capabilities(of agent: AgentRecord) throws -> AgentCapabilities {
        if let known = known.withLock({ $0[agent.id] }), known.text == agent.capabilities { return known.decoded }
        let decoded = try StoredJSON.decode(AgentCapabilities.self, agent.capabilities)
        known.withLock { known in
            if known.count >= 4_096 { known = [:] }
            known[agent.id] = (agent.capabilities, decoded)
        }
        return decoded
    }

    private func offer(_ claimed: ClaimJob.Claimed) throws -> JobOffer {
        let task = claimed.task
        let plan = try OfferedPlan(task)
        let kind = task.core.job ?? .work
        return JobOffer(
            lease: LeaseID(task: task.core.id.value, epoch: task.core.epoch), leaseSeconds: settings.leaseSeconds,
            kind: kind, swarm: claimed.swarm.slug, number: task.core.number, title: task.title, details: plan.details,
            attempt: task.core.attempt, feedback: task.feedback, executor: task.executor,
            model: plan.model ?? claimed.swarm.model, tier: plan.tier, run: plan.run, checks: plan.checks,
            files: plan.files, repository: repositories.path(of: claimed.swarm.slug),
            base: task.base ?? claimed.swarm.head, commit: kind == .landing ? task.candidate : task.result,
            notes: claimed.notes, limits: JobLimits(seconds: settings.taskSeconds))
    }

    package func heartbeat(_ agent: AgentID, _ beat: AgentHeartbeat) async throws -> AgentDirectives {
        try await store.performUnguarded(
            BeatLeases(agent: agent, leases: Array(beat.leases.prefix(256)), leaseSeconds: settings.leaseSeconds))
    }

    /// The agent's directives once they are newer than `version`, or after `seconds` (30 at most).
    package func directives(of agent: AgentID, after version: Int64, waitSeconds: Int) async throws -> AgentDirectives {
        let ends = ContinuousClock.now + .seconds(min(max(waitSeconds, 0), 30))
        let changes = store.wake(on: .directives)
        while true {
            let (found, command) = try await store.read { (try $0.agent(agent), try $0.openCommand(of: agent)) }
            guard let record = found else { throw StoreError.missing("agent \(agent)") }
            let left = ends - ContinuousClock.now
            if record.version > version || left <= .zero || Task.isCancelled {
                return AgentDirectives(
                    stop: [], isDraining: record.isDraining, isRetired: record.isRetired, isRestarting: command != nil,
                    version: record.version)
            }
            _ = await changes.wait(within: left)
        }
    }

    /// Appends to a task's log, while the lease is held.
    package func progress(_ lease: LeaseID, by agent: AgentID, _ progress: JobProgress) async throws {
        try await store.perform(
            AppendProgress(lease: lease, agent: agent, text: String(progress.text.prefix(16_384))))
    }

    /// Keeps an uploaded bundle until its report comes; returns its SHA-256 in hex.
    ///
    /// - Throws: `StoreError.missing` where that agent never held the lease, or holds it no more and another one does.
    package func keepBundle(_ bytes: [UInt8], of lease: LeaseID, by agent: AgentID) async throws -> String {
        let isTheirs = try await store.read { transaction in
            guard let core = try transaction.task(TaskID(lease.task))?.core else { return false }
            return core.epoch == lease.epoch && core.agent == agent
        }
        guard isTheirs else { throw StoreError.missing("lease \(lease) of this agent") }
        return try await bundles.keep(bytes, of: lease)
    }

    // MARK: Outcomes

    /// Takes the outcome of a job; see `LeaseVerdict` for the answers.
    ///
    /// The result's commits are in the swarm's repository, checked, before the report is accepted; what was not accepted
    /// is never on a branch.
    package func complete(_ lease: LeaseID, by agent: AgentID, _ report: JobReport) async throws -> LeaseVerdict {
        let body = report.body
        if report.commit != nil, let refusal = try await importWork(lease, by: agent, report) {
            return refusal
        }
        let verdict = try await store.performUnguarded(
            AcceptReport(lease: lease, agent: agent, report: report, body: body, digest: SHA256.hex(body)))
        tally(verdict, of: lease)
        let isTaken = verdict.verdict == .accepted || verdict.verdict == .replayed
        if isTaken, report.bundle != nil { await bundles.drop(lease) }
        return verdict
    }

    package func fail(_ lease: LeaseID, by agent: AgentID, _ failure: JobFailure) async throws -> LeaseVerdict {
        let body = try StoredJSON.encode(failure)
        let verdict = try await store.perform(
            FailJob(lease: lease, agent: agent, failure: failure, body: body, digest: SHA256.hex(body)))
        tally(verdict, of: lease)
        return verdict
    }

    /// After an outage it is counted what became of what agents had kept.
    private func tally(_ verdict: LeaseVerdict, of lease: LeaseID) {
        let outcome: DeliveryTally.Outcome =
            switch verdict.verdict {
            case .accepted: verdict.isSalvaged ? .salvaged : .accepted
            case .replayed: .replayed
            case .conflict, .stale, .unknown, .refused: .stale
            }
        store.health.delivered(outcome, epoch: lease.epoch)
    }

    package func release(_ lease: LeaseID, by agent: AgentID) async throws -> LeaseVerdict {
        try await store.perform(ReleaseJob(lease: lease, agent: agent))
    }

    /// Nil where the work is in the repository (or the fence will refuse the report anyway), else the refusal.
    private func importWork(
        _ lease: LeaseID, by agent: AgentID, _ report: JobReport
    ) async throws -> LeaseVerdict? {
        let known = try await store.read { transaction -> (TaskRecord, SwarmRecord)? in
            guard let task = try transaction.task(TaskID(lease.task)), task.core.epoch == lease.epoch,
                task.core.agent == agent, task.core.isLeased || task.core.canSalvage,
                let swarm = try transaction.swarm(task.core.swarm)
            else { return nil }
            return (task, swarm)
        }
        guard let (task, swarm) = known else { return nil }
        do {
            guard let tip = report.commit.flatMap({ CommitID($0) }), let base = task.base.flatMap({ CommitID($0) })
            else {
                throw GitError.bundleRefused("its commit is not a commit id")
            }
            guard let digest = report.bundle else { throw GitError.bundleRefused("the report names no bundle") }
            guard let path = try await bundles.path(of: lease, digest: digest) else {
                // The upload may have been lost with an earlier process: the agent uploads and reports again.
                throw BundleMissing(lease: lease)
            }
            try await repositories.open(swarm.slug).importBundle(at: path, base: base, tip: tip)
            return nil
        } catch GitError.bundleRefused(let why) {
            let failure = JobFailure(.attempt, reason: "the result could not be taken over: \(why)")
            _ = try await fail(lease, by: agent, failure)
            return LeaseVerdict(.refused, detail: why)
        } catch let error as GitError {
            // The disk or git itself: nothing is wrong with the work, so the agent brings it again.
            throw StoreError.unavailable("\(error)")
        }
    }
}
