package import Cards
package import Store
import Vocabulary

/// The cards people see, filled from the database.
enum Views {
    static func planCard(
        _ swarm: SwarmRecord, plan: Plan, digest: String, notes: [String], settings: OrchestratorSettings
    ) -> [OutboundMessage] {
        PlanCard(
            swarm: swarm.name, plan: plan, digest: digest, agents: swarm.agents, budget: swarm.budget,
            destination: "\(swarm.origin ?? "a new repository"), branch \(swarm.branch)",
            notes: notes + (settings.isSandboxed ? [] : ["agents run WITHOUT a sandbox on this machine"]),
            buttons: planButtons(swarm.id, digest: digest)
        ).render()
    }

    static func planButtons(_ swarm: SwarmID, digest: String) -> [Button] {
        let bound = String(digest.prefix(16))
        return [
            Button(id: ButtonAction.approvePlan(swarm, digest: bound).id, title: "Approve"),
            Button(id: ButtonAction.showPlan(swarm).id, title: "Show commands"),
            Button(id: ButtonAction.declinePlan(swarm, digest: bound).id, title: "Decline"),
        ]
    }
}

extension ReadTransaction {
    func statusCard(of swarm: SwarmRecord) throws -> StatusCard {
        let waiting = try Waiting(self)
        let rows = try tasks(of: swarm.id).map { task in
            let since = task.core.state == .running ? task.startedAt : task.finishedAt
            let wait = try waiting.reason(of: task, in: self)
            return StatusCard.Row(
                number: task.core.number, title: task.title, state: task.core.state,
                agent: task.core.isLeased ? try task.core.agent.flatMap { try agent($0)?.name } : nil,
                seconds: since.map { Int((now - $0).wholeMilliseconds / 1_000) },
                dependsOn: try dependencies(of: task.core.id).filter { !$0.isResolved }.map(\.number),
                reason: wait ?? task.core.reason, waiting: wait)
        }
        var buttons: [Button] = []
        if swarm.state == .running {
            buttons.append(
                swarm.isPaused
                    ? Button(id: ButtonAction.resume(swarm.id).id, title: "Resume")
                    : Button(id: ButtonAction.pause(swarm.id).id, title: "Pause"))
        }
        if rows.contains(where: { $0.state == .done }) {
            buttons.append(Button(id: ButtonAction.results(swarm.id).id, title: "Results"))
        }
        return StatusCard(
            swarm: swarm.name, state: swarm.state, isPaused: swarm.isPaused, tasks: rows, agents: swarm.agents,
            spent: swarm.spent, budget: swarm.budget, planVersion: try planVersion(of: swarm.id), buttons: buttons)
    }

    package func resultsCard(of swarm: SwarmRecord) throws -> ResultsCard {
        let tasks = try tasks(of: swarm.id)
        let done = try tasks.filter { $0.core.state == .done }.map { task in
            ResultsCard.Row(
                number: task.core.number, title: task.title, commit: task.merged ?? task.result ?? "",
                checks: try task.plan().checks, cost: task.spent)
        }
        return ResultsCard(
            swarm: swarm.name, state: swarm.state, results: done, total: tasks.count,
            failed: tasks.filter { $0.core.state == .failed }.map(\.core.number), branch: swarm.branch,
            repository: swarm.origin ?? swarm.repository ?? "", spent: swarm.spent,
            seconds: swarm.finishedAt.map { Int(($0 - swarm.createdAt).wholeMilliseconds / 1_000) })
    }

    /// Why no agent takes the task's job; nil where one may.
    package func waitingReason(of task: TaskRecord) throws -> String? {
        guard task.core.isClaimable else { return nil }
        return try Waiting(self).reason(of: task, in: self)
    }

    /// What tasks of a plan need that no agent there is has, for who approves it.
    func unmetNeeds(of plan: Plan) throws -> [String] {
        let waiting = try Waiting(self)
        return plan.tasks.compactMap { task in
            guard let needs = task.needs, let unmet = waiting.unmet(needs, by: nil) else { return nil }
            return "task \(task.number) \(unmet), and none is here now"
        }
    }

    func taskCard(of task: TaskRecord, in swarm: SwarmRecord) throws -> TaskCard {
        let plan = try task.plan()
        return TaskCard(
            swarm: swarm.name, number: task.core.number, title: task.title, state: task.core.state,
            priority: task.core.priority, details: plan.details, executor: task.executor, model: plan.model,
            agent: task.core.isLeased ? try task.core.agent.flatMap { try agent($0)?.name } : nil,
            attempt: task.core.attempt, maximumAttempts: task.core.maxAttempts,
            dependsOn: try dependencies(of: task.core.id).map(\.number), checks: plan.checks,
            reason: try waitingReason(of: task) ?? task.core.reason, commit: task.merged ?? task.result,
            spent: task.spent, needs: plan.needs)
    }

    package func agentRow(of agent: AgentRecord) throws -> AgentListCard.Row {
        let task = try leasedTasks(of: agent.id).first
        let state: AgentState =
            agent.isRetired
            ? .retired
            : !agent.isConnected ? .offline : agent.isDraining ? .draining : task == nil ? .idle : .working
        return AgentListCard.Row(
            name: agent.name, state: state, swarm: try task.flatMap { try swarm($0.core.swarm)?.name },
            task: task?.core.number, taskTitle: task?.title,
            silentSeconds: agent.seenAt.map { Int((now - $0).wholeMilliseconds / 1_000) })
    }
}
