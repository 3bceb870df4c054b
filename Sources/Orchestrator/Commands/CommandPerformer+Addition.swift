import Cards
import Planner
import Store
import Vocabulary

extension CommandPerformer {
    /// Adds a task to a swarm whose plan was approved; before that it is a wish for the plan.
    func addTask(_ command: Command) throws -> CommandOutcome {
        guard let text = command.text(.title), !text.allSatisfy(\.isWhitespace) else {
            throw CommandRefusal(.invalid, "What is the task? Say *add a task to shop:* and what it is.")
        }
        let swarm = try target(command)
        switch swarm.state {
        case .planning, .awaitingApproval:
            return try plan(
                Command(.planRevise, [.swarm: .text("#\(swarm.id)"), .feedback: .text("Add a task: \(text)")]))
        case .cancelled:
            throw CommandRefusal(.conflict, "\(swarm.name) was cancelled; *retry* a task of it to go on first.")
        case .running, .completed, .failed: break
        }
        var planned: PlannedTask
        do {
            planned = try AddedTask.read(
                text, builder: settings.defaultExecutor, checks: try regressionChecks(of: swarm))
        } catch let error as PlanningError { throw CommandRefusal(.invalid, "\(error)") }
        if let priority = command.text(.priority).flatMap(Priority.init(name:)) { planned.priority = priority }
        let parents = try planned.dependsOn.map { number in
            guard let parent = try transaction.task(number, of: swarm.id) else {
                throw CommandRefusal(.notFound, "\(swarm.name) has no task \(number) for it to come after.")
            }
            let condition = planned.conditions?[number] ?? .success
            let isMet = parent.core.state == .failed ? condition != .success : condition == .done
            guard isMet || (parent.core.state != .failed && parent.core.state != .cancelled) else {
                throw CommandRefusal(
                    .conflict, "Task \(number) is \(parent.core.state.rawValue); *retry \(number)* first.")
            }
            guard condition != .failure || parent.core.state != .done else {
                throw CommandRefusal(.conflict, "Task \(number) is done; it will not fail any more.")
            }
            return parent
        }
        return try confirm(
            command, "Add to \(swarm.name): \(Inert.line(planned.title))", consequences: consequences(of: planned),
            price: try price(of: planned, in: swarm), of: [swarm]
        ) {
            let added = try AddTask(
                swarm: swarm.id, plan: planned, spec: try StoredJSON.encode(planned), maxAttempts: settings.maxAttempts,
                cap: settings.taskCap,
                dependsOn: parents.map {
                    Dependency($0.core.id, on: planned.conditions?[$0.core.number] ?? .success)
                }
            ).perform(in: transaction)
            try reopen(swarm)
            try audit(
                "task.add", "task \(swarm.slug)/\(added.number)", EventData.object(["title": .text(planned.title)]))
            try keepNoUndo("An added task ends with *drop task \(added.number)*.")
            let after = parents.filter { !$0.core.state.isFinal }.map { "\($0.core.number)" }
            return CommandOutcome(
                "＋ Task \(added.number) of *\(swarm.name)*: \(Inert.line(planned.title))"
                    + (after.isEmpty ? "" : "\nIt waits for \(after.joined(separator: ", "))."), swarm: swarm.id)
        }
    }

    /// What an added task without checks of its own is judged by: nothing that is merged may break.
    ///
    /// Such checks pass without the work too, so that a person has to approve the result.
    private func regressionChecks(of swarm: SwarmRecord) throws -> [String] {
        var checks: [String] = []
        for task in try transaction.tasks(of: swarm.id) where task.core.state == .done {
            for check in try task.plan().checks where !checks.contains(check) { checks.append(check) }
        }
        return checks.isEmpty ? ["test -d ."] : Array(checks.suffix(PlanLimits.checks))
    }

    private func consequences(of task: PlannedTask) -> [String] {
        var lines: [String] = []
        if let run = task.run { lines.append("it runs: \(run)") }
        lines += task.checks.prefix(3).map { "it is checked with: \($0)" }
        if task.checks.count > 3 { lines.append("and \(task.checks.count - 3) more checks") }
        for next in task.next ?? [] {
            lines.append("when it is done, another task follows: \(next.title)")
            lines += consequences(of: next)
        }
        return lines
    }

    /// What tasks of this swarm cost so far, else what its plan thought they would.
    private func price(of task: PlannedTask, in swarm: SwarmRecord) throws -> Money? {
        var paid: Int64 = task.executor == .shell ? 0 : 1
        var followers = task.next ?? []
        while let next = followers.popLast() {
            paid += next.executor == .shell ? 0 : 1
            followers += next.next ?? []
        }
        guard paid > 0 else { return nil }
        let done = try transaction.tasks(of: swarm.id).filter { $0.core.state == .done && $0.executor != .shell }
        let known = done.reduce(Money.zero) { $0 + $1.spent }
        if known > .zero { return Money(microdollars: known.microdollars / Int64(done.count) * paid) }
        // Later versions of the plan name tasks that its forecast knows nothing of.
        guard let plan = try transaction.plan(of: swarm.id)?.plan, plan.forecast.cost > .zero else { return nil }
        let count = plan.tasks.count { $0.forecast.cost > .zero }
        return count == 0 ? nil : Money(microdollars: plan.forecast.cost.microdollars / Int64(count) * paid)
    }
}
