import AgentProtocol
import Crypto
import Orchestrator
import Store
import Vocabulary

/// Agents: they come, claim, work, keep results, bring them until they are taken; and everything that goes wrong with them.
extension Simulation {
    // MARK: Faults

    func crash(_ agent: SimulatedAgent) {
        guard agent.isAlive else { return }
        tally.count("fault: agent killed")
        end(agent)
        guard agent.isLocal else { return after(span(100, 30_000)) { self.startRemote(agent) } }
        guard plane.isUp, let id = agent.id else { return }
        submit(NoteProcessEnd(agent: id), for: .process(id)) { _ in
            self.inPlane(after: self.span(0, 2_000)) { self.superviseSlot(agent) }
        }
    }

    /// Its process is gone; its disk stays.
    func end(_ agent: SimulatedAgent) {
        note("\(agent.name) ends")
        agent.isAlive = false
        agent.isRegistered = false
        agent.process += 1
        agent.job = nil
        agent.pending = []
        agent.isDelivering = false
        agent.isClaiming = false
        agent.isWorking = false
        agent.standsStillUntil = 0
    }

    /// SIGSTOP: for a moment, or for longer than its lease.
    func pause(_ agent: SimulatedAgent) {
        tally.count("fault: agent stopped for a while")
        agent.standsStillUntil = max(agent.standsStillUntil, now + span(500, Int64(settings.leaseSeconds) * 3_000))
    }

    func partition(_ agent: SimulatedAgent) {
        tally.count("fault: agent cut off")
        agent.cutOffUntil = now + span(500, Int64(settings.leaseSeconds) * 3_000)
    }

    // MARK: Coming

    /// Starts the process of a local slot, as the supervisor does.
    func superviseSlot(_ agent: SimulatedAgent) {
        guard plane.isUp, !agent.isAlive, begin("slot \(agent.index)") else { return }
        let process = agent.process
        let digest = newToken()
        submit(OpenSlot(name: agent.name, slot: agent.index, tokenDigest: digest), for: .other) { result in
            self.finish("slot \(agent.index)")
            guard case .success(let id) = result, agent.process == process else {
                return self.inPlane(after: 5_000) { self.superviseSlot(agent) }
            }
            agent.id = id
            agent.token = digest
            agent.isAlive = true
            self.onAgent(agent, after: 50) { self.register(agent) }
        }
    }

    /// A process of another machine: what lies in the spool is tried with the token of the process before.
    func startRemote(_ agent: SimulatedAgent) {
        guard !agent.isAlive else { return }
        agent.isAlive = true
        guard agent.token != nil, let first = agent.spool.first else { return register(agent) }
        bring(first, of: agent) { _ in self.register(agent) }
    }

    private struct Welcome {
        let id: AgentID
        let token: [UInt8]?
    }

    /// Every call gives a token of its own, as the control plane does.
    private func newToken() -> [UInt8] {
        tokens += 1
        return SHA256.digest("token \(tokens)")
    }

    private func register(_ agent: SimulatedAgent) {
        let process = agent.process
        request("register", from: agent) { answer in
            let capabilities = agent.capabilities
            if agent.isLocal, let id = agent.id {
                let confirm = ConfirmAgent(agent: id, process: "\(process)", capabilities: capabilities)
                self.submit(confirm, for: .process(id)) {
                    answer($0.map { Welcome(id: id, token: agent.token) as Any })
                }
            } else {
                // The agent that the lease's change names is known only afterwards; a name has one row.
                let known = try self.read { try $0.agent(named: agent.name)?.id } ?? AgentID(0)
                let token = self.newToken()
                let register = RegisterAgent(
                    name: agent.name, process: "\(process)", slot: nil, capabilities: capabilities,
                    tokenDigest: token, joinToken: nil)
                self.submit(register, for: .process(known)) { answer($0.map { Welcome(id: $0, token: token) as Any }) }
            }
        } then: { result in
            if case .failure(let error) = result, error is Unauthorised, !agent.isLocal {
                // Somebody gives it another join token.
                agent.token = nil
                agent.joins += 1
            }
            guard case .success(let value) = result, let welcome = value as? Welcome else {
                return self.later(agent) { self.register(agent) }
            }
            agent.id = welcome.id
            agent.token = welcome.token
            agent.isRegistered = true
            agent.failures = 0
            self.note("\(agent.name) is registered")
            self.deliver(agent)
            self.beat(agent)
        }
    }

    // MARK: Working

    /// Asks for jobs, one at a time, also while results are being brought.
    private func claim(_ agent: SimulatedAgent) {
        guard agent.isWorking, agent.job == nil, !agent.isClaiming, let id = agent.id else { return }
        guard !agent.isDraining else { return onAgent(agent, after: 1_000) { self.claim(agent) } }
        agent.isClaiming = true
        let holding = agent.spool.map(\.lease)
        request("claim", from: agent) { answer in
            let claim = ClaimJob(
                agent: id, executors: [.shell], holding: holding, leaseSeconds: self.settings.leaseSeconds)
            self.submit(claim, for: .claim(id)) { answer($0.map { $0 as Any }) }
        } then: { result in
            agent.isClaiming = false
            guard case .success(let value) = result else { return self.later(agent) { self.claim(agent) } }
            agent.failures = 0
            guard let claimed = value as? ClaimJob.Claimed else {
                return self.onAgent(agent, after: self.span(200, 2_000)) { self.claim(agent) }
            }
            try self.start(claimed, agent)
        }
    }

    private func start(_ claimed: ClaimJob.Claimed, _ agent: SimulatedAgent) throws {
        let core = claimed.task.core
        let job = SimulatedAgent.Job(
            lease: LeaseID(task: core.id.value, epoch: core.epoch), kind: core.job ?? .work,
            checks: try claimed.task.plan().checks)
        agent.job = job
        offeredSince = now
        note("\(agent.name) works on \(job.lease) \(job.kind.rawValue)")
        sendBeat(agent)
        if job.kind == .work, !isHealed, choose(3) == 0 { callModel(agent, job) }
        // Seldom past its lease: a world in which no job ends tells little about what comes after it.
        let most = isHealed || choose(4) > 0 ? 2_000 : Int64(settings.leaseSeconds) * 2_000
        onAgent(agent, after: span(100, most)) {
            if agent.job?.lease == job.lease { try self.keep(self.outcome(of: job), of: job.lease, agent) }
        }
    }

    private func keep(_ outcome: SimulatedAgent.Outcome, of lease: LeaseID, _ agent: SimulatedAgent) throws {
        agent.job = nil
        let body =
            switch outcome {
            case .report(let report): try StoredJSON.encode(report)
            case .failure(let failure): try StoredJSON.encode(failure)
            }
        agent.spool.append(
            SimulatedAgent.Spooled(lease: lease, outcome: outcome, body: body, digest: SHA256.hex(body)))
        deliver(agent)
        claim(agent)
    }

    private func outcome(of job: SimulatedAgent.Job) -> SimulatedAgent.Outcome {
        let luck = isHealed ? 99 : choose(100)
        if luck < 12 {
            let classes: [JobFailure.Class] = [.attempt, .transient, .permanent, .question, .budget]
            return .failure(JobFailure(classes[choose(5)], reason: "simulated", retryAfterSeconds: choose(90)))
        }
        guard job.kind != .work else {
            return .report(
                JobReport(
                    commit: luck < 20 ? nil : String(SHA256.hex("\(job.lease)").prefix(40)), summary: "done",
                    isSandboxed: true))
        }
        func ran(_ exit: Int) -> [CheckOutcome] {
            job.checks.map { CheckOutcome(command: $0, exit: exit, seconds: 0, outputTail: "") }
        }
        return .report(
            JobReport(baseChecks: ran(luck < 30 ? 0 : 1), checks: ran(luck < 22 ? 1 : 0), isSandboxed: true))
    }

    // MARK: Bringing results

    private func deliver(_ agent: SimulatedAgent) {
        guard agent.isRegistered, !agent.isDelivering else { return }
        guard let first = agent.spool.first else {
            agent.isWorking = true
            return claim(agent)
        }
        agent.isDelivering = true
        bring(first, of: agent) { isTaken in
            agent.isDelivering = false
            if isTaken { self.deliver(agent) } else { self.later(agent) { self.deliver(agent) } }
        }
    }

    /// Brings one result; it leaves the disk once any verdict came.
    private func bring(
        _ spooled: SimulatedAgent.Spooled, of agent: SimulatedAgent, then: @escaping (Bool) -> Void
    ) {
        guard let id = agent.id else { return then(false) }
        let lease = spooled.lease
        request("report", from: agent) { answer in
            let cause = Cause.report(task: lease.task, epoch: lease.epoch, id)
            switch spooled.outcome {
            case .report(let report) where self.breakage == .fence:
                let accept = LateReport(
                    lease: lease, agent: id, report: report, body: spooled.body, digest: spooled.digest)
                self.submit(accept, for: cause) { answer($0.map { $0 as Any }) }
            case .report(let report):
                let accept = AcceptReport(
                    lease: lease, agent: id, report: report, body: spooled.body, digest: spooled.digest)
                self.submit(accept, for: cause) { answer($0.map { $0 as Any }) }
            case .failure(let failure):
                let fail = FailJob(
                    lease: lease, agent: id, failure: failure, body: spooled.body, digest: spooled.digest)
                self.submit(fail, for: cause) { answer($0.map { $0 as Any }) }
            }
        } then: { result in
            guard case .success(let value) = result, let verdict = value as? LeaseVerdict else { return then(false) }
            self.note("\(agent.name) hears \(verdict.verdict.rawValue) for \(lease)")
            self.tally.count("verdict: \(verdict.verdict.rawValue)")
            if !self.isHealed { self.tally.count("under faults: \(verdict.verdict.rawValue)") }
            if verdict.verdict == .accepted || verdict.verdict == .replayed {
                agent.accepted.append((lease, spooled.digest))
            }
            agent.spool.removeAll { $0.lease == lease && $0.digest == spooled.digest }
            agent.failures = 0
            then(true)
        }
    }

    /// A report that nobody may send: another content under a lease that had its result, or under one never given.
    func reportFalsely(_ agent: SimulatedAgent) throws {
        guard agent.isRegistered, let last = agent.accepted.last else { return }
        let epoch = choose(3) == 0 ? last.lease.epoch + span(1, 50) : last.lease.epoch
        let report = JobReport(commit: String(SHA256.hex("\(now)").prefix(40)), summary: "another", isSandboxed: true)
        let body = try StoredJSON.encode(report)
        tally.count("fault: false report")
        bring(
            SimulatedAgent.Spooled(
                lease: LeaseID(task: last.lease.task, epoch: epoch), outcome: .report(report), body: body,
                digest: SHA256.hex(body)), of: agent
        ) { _ in }
    }

    // MARK: Heartbeats

    private func beat(_ agent: SimulatedAgent) {
        let third = Int64(settings.leaseSeconds) * 1_000 / 3
        sendBeat(agent)
        onAgent(agent, after: third * Int64(1_000 + agent.skew) / 1_000) { self.beat(agent) }
    }

    /// The control plane has news for its agents.
    func hurryBeat(_ agent: SimulatedAgent) {
        guard agent.isAlive, agent.isRegistered else { return }
        onAgent(agent, after: 20) { self.sendBeat(agent) }
    }

    private func sendBeat(_ agent: SimulatedAgent) {
        guard agent.isRegistered, let id = agent.id else { return }
        let leases = agent.spool.map(\.lease) + (agent.job.map { [$0.lease] } ?? [])
        request("beat", from: agent) { answer in
            let beat = BeatLeases(agent: id, leases: leases, leaseSeconds: self.settings.leaseSeconds)
            self.submit(beat, for: .beat(id, leases.map(\.epoch))) { answer($0.map { $0 as Any }) }
        } then: { result in
            guard case .success(let value) = result, let directives = value as? AgentDirectives else { return }
            agent.isDraining = directives.isDraining
            if let job = agent.job, directives.stop.contains(job.lease) {
                self.note("\(agent.name) has to stop \(job.lease)")
                try self.keep(.failure(JobFailure(.stopped, reason: "stopped")), of: job.lease, agent)
            }
        }
    }
}
