import AgentProtocol
import Orchestrator
import SQLite
import Store
import Vocabulary

/// What lies between agents and the control plane: late, lost, repeated, out of order.
extension Simulation {
    typealias Answer = (Result<Any, any Error>) -> Void

    struct Refused: Error {}
    /// The token does not count, or not any more.
    struct Unauthorised: Error {}

    private static let patience: Int64 = 15_000

    /// Sends a request; `then` hears the answer once, or after a while that there is none.
    ///
    /// `handle` runs at the control plane, once for every copy that arrives.
    func request(
        _ name: String, from agent: SimulatedAgent, handle: @escaping (@escaping Answer) throws -> Void,
        then: @escaping (Result<Any, any Error>) throws -> Void
    ) {
        requests += 1
        let ticket = requests
        agent.pending.insert(ticket)
        let (token, join) = (agent.token, "\(agent.name) \(agent.joins)")
        func take(_ result: Result<Any, any Error>) {
            onAgent(agent, after: 0) {
                if agent.pending.remove(ticket) != nil { try then(result) }
            }
        }
        let answer: Answer = { result in
            if self.isLost(agent) { return }
            self.after(self.span(0, self.faults.delay)) { take(result) }
        }
        var copies = 1
        if happens(faults.repetition) {
            copies = 2
            tally.count("fault: request repeated")
        }
        for _ in 0..<copies where !isLost(agent) {
            after(span(0, faults.delay)) {
                guard self.plane.isUp else { return take(.failure(Refused())) }
                // A join token works once; everything else has to show a token that still counts.
                let isAdmitted =
                    if name == "register", !agent.isLocal, token == nil {
                        self.usedJoins.insert(join).inserted
                    } else { try token.map { try self.isValid($0) } ?? false }
                guard isAdmitted else { return answer(.failure(Unauthorised())) }
                try handle(answer)
            }
        }
        onAgent(agent, after: Self.patience) {
            if agent.pending.remove(ticket) != nil { try then(.failure(Refused())) }
        }
    }

    private func isLost(_ agent: SimulatedAgent) -> Bool {
        if agent.cutOffUntil > now { return true }
        guard happens(faults.loss) else { return false }
        tally.count("fault: message lost")
        return true
    }

    private func isValid(_ digest: [UInt8]) throws -> Bool {
        try read { transaction in
            guard let record = try transaction.token(digest: digest) else { return false }
            return record.kind == .agent && record.revokedAt == nil
        }
    }

    /// Runs `body` in the agent's process later, if it is the same then; one that stands still does it when it goes on.
    func onAgent(_ agent: SimulatedAgent, after delay: Int64, _ body: @escaping () throws -> Void) {
        let process = agent.process
        after(delay) {
            guard agent.isAlive, agent.process == process else { return }
            guard agent.standsStillUntil <= self.now else {
                return self.onAgent(agent, after: agent.standsStillUntil - self.now, body)
            }
            try body()
        }
    }

    /// After a pause that grows with every failure in a row.
    func later(_ agent: SimulatedAgent, _ body: @escaping () throws -> Void) {
        agent.failures += 1
        onAgent(agent, after: span(100, 500) << min(Int64(agent.failures), 5), body)
    }

    /// One call of a model on behalf of a job: reserved before, settled after, unless the control plane ends between.
    func callModel(_ agent: SimulatedAgent, _ job: SimulatedAgent.Job) {
        let amount = Money(microdollars: span(1_000, 200_000))
        let cost = Money(microdollars: span(0, amount.microdollars))
        request("model", from: agent) { answer in
            let task = TaskID(job.lease.task)
            guard let swarm = try self.read({ try $0.task(task)?.core.swarm }) else { return }
            let reserve = ReserveSpend(
                swarm: swarm, task: task, purpose: "work", model: "m", amount: amount, settings: self.settings)
            self.submit(
                reserve, for: .other,
                onDisk: { if case .reserved = $0 { self.checkCaps(swarm, task) } },
                then: { result in
                    guard case .success(.reserved(let reservation)) = result else { return answer(result.map { $0 }) }
                    self.tally.count("model calls")
                    self.inPlane(after: self.span(100, 5_000)) {
                        self.submit(SettleSpend(reservation: reservation, cost: cost), for: .other) { _ in
                            answer(.success(reservation))
                        }
                    }
                })
        } then: { _ in
        }
    }

    /// W6: what was just reserved fits under every cap.
    private func checkCaps(_ swarm: SwarmID, _ task: TaskID) {
        do {
            let over = try connection.statement(
                """
                SELECT (SELECT spent + reserved > budget FROM swarm WHERE id = ?1),
                (SELECT spent + (SELECT SUM(reserved) FROM spend WHERE task = ?2 AND state = 'reserved')
                > COALESCE(cap, ?3) FROM task WHERE id = ?2),
                (SELECT MAX(spent + reserved) > ?4 FROM day_budget WHERE day = ?5)
                """
            ).bind(1, swarm.value).bind(2, task.value).bind(3, settings.taskCap?.microdollars)
                .bind(4, settings.dayCap?.microdollars).bind(5, storeTime.day)
                .first { ($0.bool(0), $0.bool(1), $0.bool(2)) }
            if let over, over.0 || over.1 || over.2 { violate("W6: reserved above a cap: \(over)") }
        } catch { violate("the caps cannot be read: \(error)") }
    }
}
