import Cards
import Crypto
import Store
import Vocabulary

extension CommandPerformer {
    func answer(_ command: Command) throws -> CommandOutcome {
        switch command.intent {
        case .undo: try undo(command)
        case .confirmYes: try yes(command)
        default: try no(command)
        }
    }

    // MARK: Yes

    private func yes(_ command: Command) throws -> CommandOutcome {
        let open = try openQuestions()
        let plans = try openPlans()
        if let code = command.text(.code) {
            if let match = open.first(where: { $0.isMeant(by: code) }) {
                return try run(match)
            }
            if code.hasPrefix("#"), let id = ConfirmationID(code.dropFirst()),
                let ended = try transaction.confirmation(id)
            {
                throw CommandRefusal(
                    .conflict, ended.state == .used ? "That was done already." : "That question is over. Ask again.")
            }
            throw CommandRefusal(.notFound, "No question with the code \(code) is open here.")
        }
        switch (open.count, plans.count) {
        case (0, 0): throw CommandRefusal(.conflict, "There is nothing to say yes to.")
        case (1, 0):
            guard speaker.isExact else {
                throw CommandRefusal(.invalid, "Was that a yes? Say *yes* or *yes \(open[0].code)*.")
            }
            return try run(open[0])
        case (0, 1):
            return try perform(
                Command(
                    .planApprove,
                    [.swarm: .text("#\(plans[0].swarm.id)"), .code: .text(String(plans[0].digest.prefix(16)))]))
        default:
            let codes = open.map { "*yes \($0.code)*" } + plans.map { "*approve \($0.swarm.name)*" }
            throw CommandRefusal(.invalid, "Several questions are open. Say \(codes.joined(separator: " or ")).")
        }
    }

    /// Questions to this person, here, that were asked before their message.
    private func openQuestions() throws -> [ConfirmationRecord] {
        try transaction.openConfirmations(in: speaker.conversation.id).filter { question in
            question.principal == speaker.principal.id && speaker.message.map { question.asked < $0 } ?? true
        }
    }

    /// Plan cards of this conversation that wait for approval.
    private func openPlans() throws -> [(swarm: SwarmRecord, digest: String)] {
        try transaction.swarms(limit: 200).filter {
            $0.state == .awaitingApproval && $0.conversation == speaker.conversation.id
        }.compactMap { swarm in
            guard let plan = try transaction.plan(of: swarm.id), plan.state == .ready, let digest = plan.digest else {
                return nil
            }
            return (swarm, digest)
        }
    }

    private func run(_ question: ConfirmationRecord) throws -> CommandOutcome {
        guard question.principal == speaker.principal.id else {
            throw CommandRefusal(.notAllowed, "That question was asked of somebody else.")
        }
        guard try transaction.isCurrent(question.world) else {
            _ = try transaction.close(question.id, as: .void)
            return CommandOutcome(
                "Something changed since I asked, so I did nothing. Say it again if you still want it.")
        }
        guard try transaction.close(question.id, as: .used) else {
            throw CommandRefusal(.conflict, "That was answered already.")
        }
        let confirmed = CommandPerformer(
            transaction: transaction, settings: settings, speaker: speaker, documents: documents, isConfirmed: true)
        var outcome = CommandOutcome([])
        for command in question.commands {
            let next = try confirmed.perform(command)
            outcome.messages += next.messages
            outcome.swarm = next.swarm ?? outcome.swarm
        }
        return outcome
    }

    // MARK: No

    private func no(_ command: Command) throws -> CommandOutcome {
        let open = command.text(.swarm) == nil ? try openQuestions() : []
        if let code = command.text(.code), command.text(.swarm) == nil {
            guard let match = open.first(where: { $0.isMeant(by: code) }),
                try transaction.close(match.id, as: .declined)
            else { throw CommandRefusal(.conflict, "That question is over.") }
            return CommandOutcome("OK, nothing was done.")
        }
        if let last = open.last {
            _ = try transaction.close(last.id, as: .declined)
            return CommandOutcome("OK, nothing was done.")
        }
        let plans = try openPlans().filter { plan in
            // A card's button declines the plan it showed, not the one that took its place.
            command.text(.swarm).map { $0 == "#\(plan.swarm.id)" } ?? true
                && command.text(.code).map { plan.digest.hasPrefix($0) } ?? true
        }
        guard plans.count == 1, speaker.principal.role >= .operator_ else {
            throw CommandRefusal(
                .conflict, plans.isEmpty ? "There is nothing to say no to." : "Which plan? Say *cancel* and its name.")
        }
        return try decline(plans[0].swarm)
    }

    private func decline(_ swarm: SwarmRecord) throws -> CommandOutcome {
        guard let plan = try transaction.plan(of: swarm.id),
            try transaction.movePlan(of: swarm.id, version: plan.version, from: .ready, to: .declined)
        else { throw CommandRefusal(.conflict, "The plan of \(swarm.name) is not waiting any more.") }
        var next = swarm
        next.state = .cancelled
        next.reason = "its plan was declined"
        next.finishedAt = transaction.now
        try transaction.update(next)
        try transaction.emit(.swarmCancelled, swarm: swarm.id)
        try keepNoUndo("A declined plan does not come back; send the PRD again.")
        try audit("plan.decline", "swarm \(swarm.slug)")
        return CommandOutcome("✗ The plan of *\(swarm.name)* is declined; nothing was run.", swarm: swarm.id)
    }

    // MARK: Undo

    private func undo(_ command: Command) throws -> CommandOutcome {
        guard
            let effect = try transaction.latestUndo(in: speaker.conversation.id, by: speaker.principal.id),
            !effect.isUsed
        else { throw CommandRefusal(.conflict, "There is nothing to undo.") }
        guard effect.expiresAt > transaction.now else {
            throw CommandRefusal(
                .conflict, "That was more than \(settings.undoSeconds) seconds ago; say what you want instead.")
        }
        guard !effect.inverse.isEmpty else { throw CommandRefusal(.conflict, effect.told) }
        guard try transaction.isCurrent(effect.world) else {
            throw CommandRefusal(.conflict, "Something newer has changed it since; say what you want instead.")
        }
        return try confirmIfGuessed(command, "Undo: \(effect.told)", of: []) {
            let confirmed = CommandPerformer(
                transaction: transaction, settings: settings, speaker: speaker, isConfirmed: true)
            for inverse in effect.inverse { _ = try confirmed.perform(inverse) }
            // Undoing is an effect of its own; neither can be undone any more.
            try transaction.endUndo(in: speaker.conversation.id, by: speaker.principal.id)
            try audit("undo", effect.swarm.map { "swarm \($0)" } ?? "the last command")
            return CommandOutcome("↩︎ \(effect.told)", swarm: effect.swarm)
        }
    }
}

extension ConfirmationRecord {
    /// Whether a typed code or a button's `#id` names this question.
    fileprivate func isMeant(by code: String) -> Bool {
        "#\(id)" == code || self.code.lowercased() == code.lowercased()
    }
}

extension ReadTransaction {
    /// The versions of swarms, and the fence of a task, as one text: what a question is bound to besides its commands.
    func world(of swarms: [SwarmID], task: TaskID? = nil) throws -> String {
        var parts = try swarms.sorted().map { "\($0):\(try swarm($0)?.version ?? 0)" }
        if let task {
            let core = try self.task(task)?.core
            parts.append("task \(task):\(core?.epoch ?? 0) \(core?.generation ?? 0) \(core?.state.rawValue ?? "")")
        }
        return parts.joined(separator: ",")
    }

    /// Whether everything still stands as it did when `world` was written.
    func isCurrent(_ world: String) throws -> Bool {
        let parts = world.split(separator: ",")
        let swarms = parts.compactMap { SwarmID($0.prefix { $0 != ":" }) }
        let task = parts.last { $0.hasPrefix("task ") }.flatMap { TaskID($0.dropFirst(5).prefix { $0 != ":" }) }
        return try self.world(of: swarms, task: task) == world
    }
}
