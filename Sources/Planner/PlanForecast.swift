package import Vocabulary

/// Estimates what a plan takes.
///
/// The figures are rules of thumb for the plan card, not measurements.
package struct PlanForecast: Sendable {
    /// What one task of a tier and a size is expected to cost; `shell` tasks cost nothing.
    private let cost: @Sendable (ModelTier, PlannedTask.Size) -> Money
    private let agents: Int

    /// Counts with at least one agent.
    package init(agents: Int, cost: @escaping @Sendable (ModelTier, PlannedTask.Size) -> Money) {
        self.agents = max(1, agents)
        self.cost = cost
    }

    /// Fills in the forecast of every task and of the plan: costs add up, time is that of a list schedule on the agents
    /// which takes the task with the longest way to the end first.
    package func applied(to plan: Plan) -> Plan {
        var plan = plan
        for index in plan.tasks.indices { plan.tasks[index].forecast = forecast(of: plan.tasks[index]) }
        plan.forecast = Forecast(
            cost: plan.tasks.reduce(Money.zero) { $0 + $1.forecast.cost }, seconds: makespan(of: plan.tasks))
        return plan
    }

    private func forecast(of task: PlannedTask) -> Forecast {
        switch task.executor {
        case .shell:
            let seconds: [PlannedTask.Size: Int] = [.small: 10, .medium: 60, .large: 300]
            return Forecast(cost: .zero, seconds: seconds[task.size] ?? 10)
        default:
            let minutes: [PlannedTask.Size: Int] = [.small: 15, .medium: 30, .large: 45]
            return Forecast(cost: cost(task.tier, task.size), seconds: 60 * (minutes[task.size] ?? 30))
        }
    }

    private func makespan(of tasks: [PlannedTask]) -> Int {
        let graph = PlanGraph(tasks)
        let order = graph.order
        var tail = tasks.map(\.forecast.seconds)
        for task in order.reversed() {
            for other in graph.prerequisites[task] {
                tail[other] = max(tail[other], tasks[other].forecast.seconds + tail[task])
            }
        }
        var waits = graph.prerequisites.map(\.count)
        var running: [(end: Int, task: Int)] = []
        var ready = order.filter { waits[$0] == 0 }
        var now = 0
        while !ready.isEmpty || !running.isEmpty {
            ready.sort { (-tail[$0], $0) < (-tail[$1], $1) }
            while running.count < agents, !ready.isEmpty {
                let task = ready.removeFirst()
                running.append((now + tasks[task].forecast.seconds, task))
            }
            guard let next = running.min(by: { ($0.end, $0.task) < ($1.end, $1.task) }) else { break }
            running.removeAll { $0.task == next.task }
            now = next.end
            for task in order where graph.prerequisites[task].contains(next.task) {
                waits[task] -= 1
                if waits[task] == 0 { ready.append(task) }
            }
        }
        return now
    }
}
