import Store
import Vocabulary

extension TaskCore {
    /// How the reason of a task begins that waits for money alone.
    static let budgetReason = "budget: "
}

extension WriteTransaction {
    /// Takes up again what was parked because a cap was reached: tasks, and the making of its plan.
    func unparkBudget(of swarm: SwarmID) throws {
        try wakeSteps(waitingFor: ModelSteps.budgetEvent, of: swarm.value)
        for task in try tasks(of: swarm)
        where task.core.state == .blocked && task.core.dependenciesLeft == 0
            && (task.core.reason ?? "").hasPrefix(TaskCore.budgetReason)
        {
            try advance(task, .redriven)
        }
    }
}
