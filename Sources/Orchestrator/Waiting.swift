import AgentProtocol
import Store
import Vocabulary

/// Why jobs on offer are not taken, said in words: a task that no agent there is can take must not wait in silence.
struct Waiting {
    private let agents: [(record: AgentRecord, capacity: Capacity, executors: [Executor])]
    private let closed: Set<Priority>

    init(_ transaction: ReadTransaction) throws {
        agents = try transaction.agents().map { record in
            // A slot whose process never came has said nothing yet.
            let said = try? StoredJSON.decode(AgentCapabilities.self, record.capabilities)
            return (record, try StoredJSON.decode(Capacity.self, record.capabilities), said?.executors ?? [])
        }
        closed = try transaction.closedLanes()
    }

    /// Nil where the task does not wait for an agent, or any that becomes free may take it.
    func reason(of task: TaskRecord, in transaction: ReadTransaction) throws -> String? {
        guard task.core.isClaimable else { return nil }
        if closed.contains(task.core.priority) { return "the \(task.core.priority.name) lane is paused" }
        let needs = try transaction.needs(ofClass: task.core.capabilityClass)
        let isWork = task.core.phase == .work
        if isWork, let assigned = task.core.assigned,
            let agent = agents.first(where: { $0.record.id == assigned })
        {
            let lack = agent.capacity.lacks(needs)
            return "waits for \(agent.record.name)" + (lack.isEmpty ? "" : ", which lacks \(Self.list(lack))")
        }
        return unmet(needs, by: isWork ? task.executor : nil)
    }

    /// What no agent there is brings; nil where one does.
    ///
    /// - Parameter executor: Nil where any will do.
    func unmet(_ needs: Needs, by executor: Executor?) -> String? {
        guard !needs.isEmpty || executor == .builtin else { return nil }
        let able = agents.filter { executor.map($0.executors.contains) ?? true }
        if let executor, able.isEmpty, !agents.isEmpty { return "waits for an agent that runs \(executor.rawValue)" }
        guard !needs.isEmpty, !able.contains(where: { $0.capacity.covers(needs) }) else { return nil }
        // What the best of them lacks is what has to come.
        let least = able.map { $0.capacity.lacks(needs) }.min { $0.words.count < $1.words.count } ?? needs
        return "waits for an agent with \(Self.list(least))"
    }

    private static func list(_ needs: Needs) -> String { needs.words.joined(separator: ", ") }
}
