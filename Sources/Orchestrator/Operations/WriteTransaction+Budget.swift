import Store
import Vocabulary

extension TaskCore {
    /// How the reason of a task begins that waits for money alone.
    static let budgetReason = "budget: "
}

extension WriteTransaction {
    /// Takes up again what was parked because a cap was reached.
    func unparkBudget(of swarm: SwarmID) throws {
        for task in try tasks(of: swarm)
        where task.core.state == .blocked && task.core.dependenciesLeft == 0
            && (task.core.reason ?? "").hasPrefix(TaskCore.budgetReason)
        {
            try advance(task, .redriven)
        }
    }
}
