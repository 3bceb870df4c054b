import Cards
import Planner
import Store
import Vocabulary

extension CommandPerformer {
    func plan(_ command: Command) throws -> CommandOutcome {
        let swarm = try target(command)
        return switch command.intent {
        case .planShow: try show(swarm)
        case .planApprove: try approve(swarm, command)
        default: try revise(swarm, command)
        }
    }

    private func show(_ swarm: SwarmRecord) throws -> CommandOutcome {
        guard let record = try transaction.plan(of: swarm.id) else {
            throw CommandRefusal(.notFound, "\(swarm.name) has no plan yet.")
        }
        guard let plan = record.plan, let digest = record.digest else {
            return CommandOutcome(
                record.state == .requested
                    ? "*\(swarm.name)* is being planned." : "No plan for *\(swarm.name)*: \(record.error ?? "")",
                swarm: swarm.id)
        }
        var message = PlanDetails(swarm: swarm.name, plan: plan, digest: digest, version: record.version).render()
        if record.state == .ready { message.buttons = Views.planButtons(swarm.id, digest: digest) }
        return CommandOutcome([message], swarm: swarm.id)
    }

    /// The confirmation of a costly thing: it binds to the digest of the plan as it was shown.
    private func approve(_ swarm: SwarmRecord, _ command: Command) throws -> CommandOutcome {
        guard let record = try transaction.plan(of: swarm.id), let plan = record.plan, let digest = record.digest else {
            throw CommandRefusal(.conflict, "\(swarm.name) has no plan to approve yet.")
        }
        guard record.state == .ready, swarm.state == .awaitingApproval else {
            throw CommandRefusal(.conflict, "The plan of \(swarm.name) is \(record.state.rawValue) already.")
        }
        // Words without a card's digest mean the card that stood there when they came.
        if command.text(.code) == nil, !isConfirmed, let message = speaker.message,
            let said = try transaction.message(message)?.at, said < record.at
        {
            throw CommandRefusal(
                .conflict, "The plan of \(swarm.name) came after your message. Please look at it and say it again.")
        }
        if let shown = command.text(.code), !digest.hasPrefix(shown) || shown.count < 8 {
            throw CommandRefusal(
                .conflict, "The plan of \(swarm.name) has changed since that card. Say *plan of \(swarm.name)*.")
        }
        let price = plan.forecast.cost
        return try confirmIfGuessed(
            command, "Approve the plan of \(swarm.name)", price: price == .zero ? nil : price, of: [swarm]
        ) {
            guard
                try transaction.movePlan(of: swarm.id, version: record.version, from: .ready, to: .approved)
            else { throw StoreError.conflict("the plan was changed by somebody else") }
            try start(swarm, plan)
            try audit("plan.approve", "swarm \(swarm.slug)", EventData.object(["digest": .text(digest)]))
            try keepNoUndo("An approval cannot be undone; say *pause \(swarm.name)* or *cancel \(swarm.name)*.")
            let agents = min(swarm.agents, plan.tasks.count)
            return CommandOutcome(
                "▶️ *\(swarm.name)* is running: \(plan.tasks.count) \(plan.tasks.count == 1 ? "task" : "tasks"), "
                    + "\(agents) \(agents == 1 ? "agent" : "agents"). I'll tell you when it is done or needs you.",
                swarm: swarm.id,
                buttons: [
                    Button(id: ButtonAction.status(swarm.id).id, title: "Status"),
                    Button(id: ButtonAction.pause(swarm.id).id, title: "Pause"),
                ])
        }
    }

    private func start(_ swarm: SwarmRecord, _ plan: Plan) throws {
        var next = swarm
        next.state = .running
        try transaction.update(next)
        try transaction.emit(.swarmApproved, swarm: swarm.id)
        try transaction.addTasks(plan.tasks.count, open: plan.tasks.count, to: swarm.id)
        var rows: [Int: TaskID] = [:]
        for task in PlanOrder.sorted(plan.tasks) {
            let core = try transaction.addTask(
                task, number: task.number, to: swarm.id, spec: try StoredJSON.encode(task),
                dependsOn: task.dependsOn.compactMap { number in
                    rows[number].map { Dependency($0, on: task.conditions?[number] ?? .success) }
                }, maxAttempts: settings.maxAttempts, cap: settings.taskCap)
            rows[task.number] = core.id
        }
    }

    private func revise(_ swarm: SwarmRecord, _ command: Command) throws -> CommandOutcome {
        guard swarm.state == .awaitingApproval || swarm.state == .planning else {
            throw CommandRefusal(
                .conflict, "\(swarm.name) is \(swarm.state.rawValue); its plan can only be changed before approval.")
        }
        guard let wish = command.text(.feedback), !wish.isEmpty else {
            throw CommandRefusal(.invalid, "What should be different about the plan of \(swarm.name)?")
        }
        return try confirmIfGuessed(command, "Change the plan of \(swarm.name)", of: [swarm]) {
            _ = try transaction.requestPlan(of: swarm.id, feedback: try joined(wish, of: swarm))
            try audit("plan.revise", "swarm \(swarm.slug)")
            try keepNoUndo("A plan that is made anew cannot be undone; say what it should be like.")
            return CommandOutcome("Planning *\(swarm.name)* again …", swarm: swarm.id)
        }
    }

    /// A wish that nobody planned for yet is not forgotten over the next one; it stays first, so that the newer one prevails.
    private func joined(_ wish: String, of swarm: SwarmRecord) throws -> String {
        guard let open = try transaction.plan(of: swarm.id), open.state == .requested, let before = open.feedback else {
            return wish
        }
        let both = before + "\n" + wish
        return both.count > PlanLimits.feedback ? wish : both
    }
}
