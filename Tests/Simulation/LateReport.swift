import AgentProtocol
import Orchestrator
import Store
import Vocabulary

/// Brings a result under the newest lease of its task, whoever holds it: acceptance without a fence.
struct LateReport: StoreOperation {
    let lease: LeaseID
    let agent: AgentID
    let report: JobReport
    let body: String
    let digest: String

    func perform(in transaction: WriteTransaction) throws -> LeaseVerdict {
        let task = try transaction.task(TaskID(lease.task))?.core
        let newest = task.map { LeaseID(task: $0.id.value, epoch: $0.epoch) }
        return try AcceptReport(
            lease: newest ?? lease, agent: task?.agent ?? agent, report: report, body: body, digest: digest
        ).perform(in: transaction)
    }
}
