import Cards
import Store
import Vocabulary

extension CommandPerformer {
    func changeTask(_ command: Command) throws -> CommandOutcome {
        if command.intent == .taskRetry, command.flag(.all) { return try retryAll(command) }
        let (swarm, task) = try task(command)
        switch command.intent {
        case .taskRetry: return try retry(swarm, task, command)
        case .taskCancel:
            guard !task.core.state.isFinal else {
                throw CommandRefusal(.conflict, "Task \(task.core.number) is \(task.core.state.rawValue) already.")
            }
            try refuseWhileMerging(task)
            let held = try transaction.dependents(of: task.core.id).count
            return try confirm(
                command, "Drop task \(task.core.number) of \(swarm.name): \(task.title)",
                consequences: held == 0 ? [] : ["\(held) tasks that wait for it will be blocked"], of: [swarm],
                task: task
            ) {
                let holder = task.core.isLeased ? task.core.agent : nil
                try transaction.advance(task, .cancelled("dropped by \(speaker.principal.name)"))
                if let holder { try transaction.bumpDirectives(of: holder) }
                try audit("task.cancel", subject(swarm, task))
                try keepNoUndo("A dropped task comes back with *retry \(task.core.number)*.")
                return CommandOutcome("✗ Task \(task.core.number) of *\(swarm.name)* is dropped.", swarm: swarm.id)
            }
        case .taskPrioritize: return try prioritize(swarm, task, command)
        case .taskAssign: return try assign(swarm, task, command)
        case .taskApprove:
            guard task.core.phase == .approval else {
                throw CommandRefusal(
                    .conflict, "Task \(task.core.number) is \(task.core.state.rawValue) and waits for no approval.")
            }
            return try confirm(
                command, "Merge task \(task.core.number) of \(swarm.name): \(task.title)",
                consequences: ["its result is merged into \(swarm.branch)"], of: [swarm],
                task: task
            ) {
                try transaction.advance(task, .approvedByPerson)
                try audit("task.approve", subject(swarm, task))
                try keepNoUndo("A merge cannot be undone; add a task that takes the change back.")
                return CommandOutcome(
                    "✓ Task \(task.core.number) of *\(swarm.name)* is approved and will be merged.", swarm: swarm.id)
            }
        default: return try reject(swarm, task, command)
        }
    }

    private func subject(_ swarm: SwarmRecord, _ task: TaskRecord) -> String {
        "task \(swarm.slug)/\(task.core.number)"
    }

    private func refuseWhileMerging(_ task: TaskRecord) throws {
        guard try transaction.isMerging(task) else { return }
        throw CommandRefusal(.conflict, "Task \(task.core.number) is being merged at this moment. Look again.")
    }

    private func retry(_ swarm: SwarmRecord, _ task: TaskRecord, _ command: Command) throws -> CommandOutcome {
        let held = try transaction.deadEnds(of: task)
        guard held.isEmpty else {
            let numbers = held.map { "*retry \($0)*" }.joined(separator: ", ")
            throw CommandRefusal(
                .conflict, "Task \(task.core.number) waits for work that failed or was dropped; first say \(numbers).")
        }
        return try confirmIfGuessed(
            command, "Retry task \(task.core.number) of \(swarm.name)", of: [swarm], task: task
        ) {
            try transaction.advance(task, .redriven)
            try reopen(swarm)
            try audit("task.retry", subject(swarm, task))
            try keepNoUndo("A retry ends with *drop task \(task.core.number)*.")
            return CommandOutcome("↻ Task \(task.core.number) of *\(swarm.name)* is tried again.", swarm: swarm.id)
        }
    }

    private func retryAll(_ command: Command) throws -> CommandOutcome {
        let swarm = try target(command)
        let failed = try transaction.tasks(of: swarm.id).filter { $0.core.state == .failed }
        guard !failed.isEmpty else { return CommandOutcome("*\(swarm.name)* has no failed tasks.", swarm: swarm.id) }
        return try confirmIfGuessed(command, "Retry the failed tasks of \(swarm.name)", of: [swarm]) {
            for task in failed {
                try transaction.advance(task, .redriven)
                try audit("task.retry", subject(swarm, task))
            }
            try reopen(swarm)
            try keepNoUndo("A retry ends with *drop task* and its number.")
            let numbers = failed.map { "\($0.core.number)" }.joined(separator: ", ")
            return CommandOutcome("↻ *\(swarm.name)*: trying \(numbers) again.", swarm: swarm.id)
        }
    }

    /// A finished swarm runs again when one of its tasks does.
    func reopen(_ swarm: SwarmRecord) throws {
        guard swarm.state == .failed || swarm.state == .completed || swarm.state == .cancelled, swarm.tasks > 0 else {
            return
        }
        var next = swarm
        next.state = .running
        next.finishedAt = nil
        next.reason = nil
        if try transaction.hubMode().isResting { next.gate.insert(.resting) }
        try transaction.update(next)
    }

    private func prioritize(_ swarm: SwarmRecord, _ task: TaskRecord, _ command: Command) throws -> CommandOutcome {
        guard let priority = command.text(.priority).flatMap(Priority.init(name:)) else {
            throw CommandRefusal(.invalid, "A priority is low, normal, high or urgent.")
        }
        return try confirmIfGuessed(command, "Make task \(task.core.number) \(priority.name)", of: [swarm], task: task)
        {
            try change(task) { $0.priority = priority }
            try audit("task.prioritize", subject(swarm, task))
            try keepUndo(
                [
                    Command(
                        .taskPrioritize,
                        [
                            .swarm: .text("#\(swarm.id)"), .task: .integer(task.core.number),
                            .priority: .text(task.core.priority.name),
                        ])
                ], told: "Task \(task.core.number) is \(task.core.priority.name) again.", of: [swarm.id])
            return CommandOutcome(
                "Task \(task.core.number) of *\(swarm.name)* is now \(priority.name).", swarm: swarm.id)
        }
    }

    private func assign(_ swarm: SwarmRecord, _ task: TaskRecord, _ command: Command) throws -> CommandOutcome {
        let agent = try agent(command)
        guard !task.core.state.isFinal, task.core.state != .running else {
            throw CommandRefusal(
                .conflict, "Task \(task.core.number) is \(task.core.state.rawValue); it cannot be given to anybody now."
            )
        }
        return try confirmIfGuessed(command, "Give task \(task.core.number) to \(agent.name)", of: [swarm], task: task)
        {
            try change(task) { $0.assigned = agent.id }
            try audit("task.assign", subject(swarm, task), EventData.object(["agent": .text(agent.name)]))
            try keepNoUndo("An assigned task can be given to another agent.")
            let note = agent.isConnected ? "" : " It is offline; the task waits for it, or give it to another."
            return CommandOutcome(
                "Task \(task.core.number) of *\(swarm.name)* waits for \(agent.name).\(note)", swarm: swarm.id)
        }
    }

    /// Changes what is not a state, under the same compare-and-set.
    func change(_ task: TaskRecord, _ body: (inout TaskCore) -> Void) throws {
        var next = task
        body(&next.core)
        guard try transaction.write(next, from: task.core) else {
            throw StoreError.conflict("task \(task.core.number) was changed by somebody else")
        }
    }

    private func reject(_ swarm: SwarmRecord, _ task: TaskRecord, _ command: Command) throws -> CommandOutcome {
        guard task.core.state == .review else {
            throw CommandRefusal(
                .conflict, "Task \(task.core.number) is \(task.core.state.rawValue); there is no result to reject.")
        }
        try refuseWhileMerging(task)
        return try confirmIfGuessed(
            command, "Reject task \(task.core.number) of \(swarm.name)", of: [swarm], task: task
        ) {
            let holder = task.core.isLeased ? task.core.agent : nil
            try transaction.advance(task, .rejectedByPerson)
            if let holder { try transaction.bumpDirectives(of: holder) }
            let words = command.text(.feedback)
            try transaction.setFeedback(
                words.map { "the person who reviewed it said: \($0)" } ?? "the person who reviewed it rejected it",
                of: task.core.id)
            try audit("task.reject", subject(swarm, task))
            try keepNoUndo("A rejected result is worked over; approve or reject what comes next.")
            return CommandOutcome(
                "↻ Task \(task.core.number) of *\(swarm.name)* goes back to work"
                    + (words == nil ? "." : " with your words."), swarm: swarm.id)
        }
    }
}
