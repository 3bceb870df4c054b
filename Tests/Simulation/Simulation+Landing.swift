import Crypto
import Orchestrator
import Store
import Vocabulary

/// Planning and landing, in the steps of `PlanningService` and `LandingService`, with branches instead of git.
extension Simulation {
    // MARK: Planning

    func startPlanning() {
        guard plane.isUp, begin("planning") else { return }
        inPlane(after: span(0, 500)) { try self.plan() }
    }

    private func plan() throws {
        guard let request = try read({ try $0.requestedPlans() }).first else { return finish("planning") }
        func again(_ delay: Int64) {
            finish("planning")
            inPlane(after: delay) { self.startPlanning() }
        }
        branches[request.swarm] = branches[request.swarm] ?? Branch()
        let head = branches[request.swarm]?.head ?? ""
        submit(KeepHead(swarm: request.swarm, head: head, repository: "r"), for: .other) { result in
            guard case .success = result else { return again(1_000) }
            if self.choose(20) == 0, !self.isHealed {
                let refuse = RefusePlan(swarm: request.swarm, version: request.version, reason: "simulated")
                return self.submit(refuse, for: .other) { _ in again(1_000) }
            }
            let keep = KeepPlan(
                swarm: request.swarm, version: request.version, plan: self.randomPlan(),
                digest: SHA256.hex("\(request.swarm) \(request.version)"), notes: [], settings: self.settings)
            self.submit(keep, for: .other) { _ in
                self.saySoon(Command(.planApprove, [.swarm: .text("#\(request.swarm)")]))
                again(1_000)
            }
        }
    }

    private func randomPlan() -> Plan {
        let count = isCrowded ? 10 + choose(30) : 1 + choose(7)
        let policies: [DeadEndPolicy?] = [nil, nil, .wait, .cancel, .run]
        let tasks = (1...count).map { number in
            let parents = (1..<number).filter { _ in choose(isCrowded ? 200 : 3) == 0 }
            let others = parents.filter { _ in choose(4) == 0 }.map { ($0, EdgeCondition.allCases[1 + choose(2)]) }
            return PlannedTask(
                number: number, title: "task \(number)", dependsOn: parents,
                run: "true", checks: ["test -f x"], executor: .shell,
                priority: Priority.allCases[choose(Priority.allCases.count)], needs: randomNeeds(),
                conditions: others.isEmpty ? nil : Dictionary(uniqueKeysWithValues: others),
                ifBlocked: policies[choose(5)],
                next: choose(8) == 0 ? [follower(2)] : nil)
        }
        return Plan(
            title: "simulated", requirements: [], tasks: tasks, forecast: Forecast(cost: .zero, seconds: 1),
            planner: "outline")
    }

    /// What a done task adds, and what that adds.
    private func follower(_ depth: Int) -> PlannedTask {
        PlannedTask(
            number: 1, title: "follower", run: "true", checks: ["test -f x"], executor: .shell,
            next: depth > 1 && choose(2) == 0 ? [follower(depth - 1)] : nil)
    }

    /// What the first agent has, and others only in part.
    private func randomNeeds() -> Needs? {
        switch choose(8) {
        case 0: Needs(gpus: 1)
        case 1: Needs(processors: 1 + choose(2))
        case 2: Needs(memoryMegabytes: 2_048, tags: ["zone": "a"])
        default: nil
        }
    }

    // MARK: Landing

    /// Begins with what an earlier process left open.
    func startLanding() {
        guard plane.isUp, begin("landing") else { return }
        inPlane(after: span(0, 50)) { try self.reconcile() }
    }

    private func landAgain(after delay: Int64) {
        finish("landing")
        inPlane(after: delay) { self.startLanding() }
    }

    private func reconcile() throws {
        guard let open = try read({ try $0.openMerges() }).first else { return try land() }
        tally.count("merges settled after the fact")
        let done: (Result<Void, any Error>) throws -> Void = { result in
            guard case .success = result else { return self.landAgain(after: 1_000) }
            try self.reconcile()
        }
        if branches[open.swarm]?.commits.contains(open.new) == true {
            submit(RecordMerge(intent: open.id, task: open.task, commit: open.new), for: .merge, then: done)
        } else {
            submit(DropMerge(intent: open.id, task: open.task), for: .merge, then: done)
        }
    }

    private func land() throws {
        guard let id = try read({ try $0.tasksToMerge() }).first, let task = try read({ try $0.task(id) }),
            let result = task.result, let branch = branches[task.core.swarm]
        else { return finish("landing") }
        let done: (Result<Void, any Error>) throws -> Void = { result in
            guard case .success = result else { return self.landAgain(after: 1_000) }
            try self.land()
        }
        let isWhole = task.base == branch.head || task.candidate.map { branch.candidates[$0] } == branch.head
        if !isWhole, !isHealed, choose(5) == 0 {
            return submit(RefuseMerge(task: id, epoch: task.core.epoch, evidence: "conflict"), for: .merge, then: done)
        }
        let commit = String(SHA256.hex("\(id) \(result) \(branch.head)").prefix(40))
        if !isWhole, commit != branch.head {
            branches[task.core.swarm]?.candidates[commit] = branch.head
            return submit(CheckMerge(task: id, epoch: task.core.epoch, candidate: commit), for: .merge, then: done)
        }
        let intend = IntendMerge(
            task: id, epoch: task.core.epoch, branch: "main", old: branch.head, new: commit)
        submit(intend, for: .merge) { outcome in
            guard case .success(let intent) = outcome else { return self.landAgain(after: 1_000) }
            guard let intent else { return self.landAgain(after: 200) }
            // Between each two of intent, branch and outcome the process may end.
            self.inPlane(after: self.span(0, 300)) {
                guard self.branches[task.core.swarm]?.move(from: branch.head, to: commit) == true else {
                    return self.submit(DropMerge(intent: intent, task: id), for: .merge, then: done)
                }
                self.inPlane(after: self.span(0, 300)) {
                    self.submit(RecordMerge(intent: intent, task: id, commit: commit), for: .merge, then: done)
                }
            }
        }
    }
}
