import Store
import Vocabulary

/// How swarms, tasks, agents and events look from outside.
enum SwarmJSON {
    static func swarm(_ id: SwarmID, in transaction: ReadTransaction) throws -> JSONValue {
        guard let record = try transaction.swarm(id) else { throw StoreError.missing("swarm \(id)") }
        return try swarm(record, in: transaction)
    }

    static func swarm(_ swarm: SwarmRecord, in transaction: ReadTransaction) throws -> JSONValue {
        let counts = try transaction.taskCounts(of: swarm.id)
        let plan = try transaction.planVersion(of: swarm.id)
        return [
            "id": .string("\(swarm.id)"), "name": .string(swarm.name), "slug": .string(swarm.slug),
            "state": .string(swarm.state.rawValue), "paused": .bool(swarm.isPaused),
            "agents": .integer(Int64(swarm.agents)), "budget_usd": swarm.budget.map { .number($0.dollars) } ?? .null,
            "spent_usd": .number(swarm.spent.dollars),
            "tasks": .object(
                Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, .integer(Int64($0.value))) })),
            "repository": (swarm.origin ?? swarm.repository).map { .string($0) } ?? .null,
            "branch": .string(swarm.branch),
            "head": swarm.head.map { .string($0) } ?? .null, "reason": swarm.reason.map { .string($0) } ?? .null,
            "plan_version": plan.map { .integer($0) } ?? .null, "created_at": .string("\(swarm.createdAt)"),
        ]
    }

    /// - Parameter waiting: Why no agent takes its job; nil where one may.
    static func task(
        _ task: TaskRecord, needs: Needs, waiting: String?, dependsOn: [Int], agent: String?, swarm: SwarmRecord
    ) -> JSONValue {
        [
            "id": .string("\(task.core.id)"), "number": .integer(Int64(task.core.number)),
            "swarm": .string("\(task.core.swarm)"), "title": .string(task.title),
            "state": .string(task.core.state.rawValue), "priority": .string(task.core.priority.name),
            "depends_on": .array(dependsOn.map { .integer(Int64($0)) }), "executor": .string(task.executor.rawValue),
            "agent": agent.map { .string($0) } ?? .null, "attempt": .integer(Int64(task.core.attempt)),
            "branch": .string("waggle/\(swarm.slug)/task-\(task.core.number)"),
            "commit": (task.merged ?? task.result).map { .string($0) } ?? .null,
            "reason": (waiting ?? task.core.reason).map { .string($0) } ?? .null,
            "needs": .array(needs.words.map { .string($0) }),
        ]
    }

    static func event(_ event: EventRecord) -> JSONValue {
        [
            "cursor": .string("\(event.cursor)"), "type": .string(event.type.rawValue), "at": .string("\(event.at)"),
            "swarm": event.swarm.map { .string("\($0)") } ?? .null,
            "task": event.number.map { .integer(Int64($0)) } ?? .null,
            "agent": event.agent.map { .string("\($0)") } ?? .null,
            "data": event.data.flatMap { JSONValue(parsing: $0.utf8) } ?? .object([:]),
        ]
    }
}
