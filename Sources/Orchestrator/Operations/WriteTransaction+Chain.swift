import Planner
import Store
import Vocabulary

extension WriteTransaction {
    /// Adds what a done task asks for, as the approved plan has it, before the swarm is looked at for its end: the tasks,
    /// and a version of the plan that names them.
    func addNext(of task: TaskRecord) throws {
        // The text of a string never holds a bare quote, so that this finds the member alone. A merge may end after its
        // swarm was cancelled.
        guard task.spec.contains("\"next\":["), let next = try task.plan().next,
            let swarm = try swarm(task.core.swarm), !swarm.state.isFinal
        else { return }
        var added: [PlannedTask] = []
        for var planned in next {
            guard let number = try addTasks(1, open: 1, to: swarm.id) else { continue }
            planned.number = number
            planned.dependsOn = [task.core.number]
            planned.conditions = nil
            _ = try addTask(
                planned, number: number, to: swarm.id, spec: try StoredJSON.encode(planned),
                dependsOn: [Dependency(task.core.id)], maxAttempts: task.core.maxAttempts, cap: task.cap)
            added.append(planned)
        }
        guard !added.isEmpty else { return }
        let version = try extendPlan(of: swarm, after: task.core.number, by: added.map(\.number))
        for planned in added {
            try audit(
                "plan.extend", by: nil, subject: "task \(swarm.slug)/\(planned.number)",
                detail: EventData.object([
                    "after": .integer(Int64(task.core.number)), "title": .text(planned.title),
                    "version": version.map { .integer($0) } ?? .json("null"),
                ]))
        }
    }

    /// Writes the next version of the approved plan, with the tasks there are now; nobody is asked, for all of them were
    /// approved, with the plan or one by one.
    ///
    /// - Returns: The version; nil where the swarm has no approved plan, as one whose tasks were added without any.
    private func extendPlan(of swarm: SwarmRecord, after parent: Int, by added: [Int]) throws -> Int64? {
        guard var plan = try approvedPlan(of: swarm.id)?.plan, let newest = added.max() else { return nil }
        let known = plan.tasks.map(\.number).max() ?? 0
        let first = max(known, newest - PlanLimits.versionTasks)
        for record in try tasks(of: swarm.id, after: Int64(first), limit: PlanLimits.versionTasks) {
            var planned = try record.plan()
            planned.number = record.core.number
            plan.tasks.append(planned)
        }
        // It stands among the tasks from now on.
        for index in plan.tasks.indices where plan.tasks[index].number == parent { plan.tasks[index].next = nil }
        plan.tasks = Array(plan.tasks.suffix(PlanLimits.versionTasks))
        let digest = try PlanDigest.hex(of: plan)
        let version = try addApprovedPlan(of: swarm.id, digest: digest, body: StoredJSON.encode(plan))
        try emit(
            .swarmExtended, swarm: swarm.id,
            data: EventData.object([
                "version": .integer(version), "digest": .text(digest), "after": .integer(Int64(parent)),
                "tasks": .json("[" + added.map(String.init).joined(separator: ",") + "]"),
            ]))
        return version
    }
}
