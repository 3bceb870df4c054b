import Cards
import Store
import Vocabulary

extension CommandPerformer {
    func changeSwarm(_ command: Command) throws -> CommandOutcome {
        switch command.intent {
        case .swarmCreate: try create(command)
        case .swarmPause: try pause(command)
        case .swarmResume: try resume(command)
        case .swarmCancel: try cancel(command)
        case .swarmScale: try scale(command)
        case .swarmBudget: try setBudget(command)
        default: try rename(command)
        }
    }

    // MARK: Create

    private func create(_ command: Command) throws -> CommandOutcome {
        let document = documents.first
        guard let prd = document?.text ?? command.text(.prd), !prd.allSatisfy(\.isWhitespace) else {
            throw CommandRefusal(
                .invalid, "What should I build? Send a PRD as a document or as text, or say it in one sentence.")
        }
        let name = SwarmName.make(command.text(.name), prd: prd, document: document?.name)
        let agents = command.integer(.agents) ?? settings.defaultAgents
        guard (1...64).contains(agents) else {
            throw CommandRefusal(.invalid, "A swarm has between 1 and 64 agents; you said \(agents).")
        }
        let slug = try transaction.freeSlug(for: name)
        var record = SwarmRecord(
            slug: slug, name: try transaction.freeName(name), conversation: speaker.conversation.id,
            principal: speaker.principal.id, agents: agents, budget: try budget(of: command) ?? settings.swarmCap,
            origin: command.text(.repo), prd: prd, prdName: document?.name, model: command.text(.model),
            deadline: command.text(.deadline), at: transaction.now)
        if try transaction.hubMode().isResting { record.gate.insert(.resting) }
        let id = try transaction.insert(record)
        _ = try transaction.requestPlan(of: id, feedback: nil)
        guard let swarm = try transaction.swarm(id) else { throw StoreError.missing("swarm") }
        try transaction.emit(
            .swarmCreated, swarm: id, data: EventData.object(["name": .text(swarm.name), "slug": .text(slug)]))
        try audit("swarm.create", "swarm \(slug)")
        try keepNoUndo("Say *cancel \(swarm.name)* to give it up.")
        return CommandOutcome("Planning *\(swarm.name)* …", swarm: id)
    }

    private func budget(of command: Command) throws -> Money? {
        guard let dollars = command.number(.budget) else { return nil }
        guard let budget = Money(dollars: dollars) else {
            throw CommandRefusal(.invalid, "A budget is an amount of dollars between 0 and a billion.")
        }
        return budget
    }

    // MARK: Pause, resume, cancel

    private func pause(_ command: Command) throws -> CommandOutcome {
        let now = command.flag(.now)
        let swarms = try targets(command) { $0.state == .running && (!$0.isPaused || now) }
        if swarms.isEmpty { return CommandOutcome("Nothing is running.") }
        if let ended = swarms.first(where: { $0.state.isFinal }) {
            throw CommandRefusal(.conflict, "\(ended.name) is \(ended.state.rawValue); there is nothing to pause.")
        }
        if let only = swarms.count == 1 ? swarms[0] : nil, only.isPaused, !now {
            return CommandOutcome("⏸ *\(only.name)* is paused already. Say *resume* to go on.", swarm: only.id)
        }
        // Safety comes first where it is clear what is meant; a guess at one of several is asked.
        guard try speaker.isExact || !isScopeUnclear(command) else {
            return try confirm(command, "Pause \(names(swarms))", of: swarms) { try pause(swarms, now: now) }
        }
        return try pause(swarms, now: now)
    }

    private func pause(_ swarms: [SwarmRecord], now: Bool) throws -> CommandOutcome {
        var lines: [String] = []
        for swarm in swarms {
            if !swarm.isPaused {
                var next = swarm
                next.gate.insert(.paused)
                try transaction.update(next)
                try transaction.emit(.swarmPaused, swarm: swarm.id)
            }
            let stopped = now ? try transaction.stopWork(of: swarm.id) : []
            try audit(now ? "swarm.stop" : "swarm.pause", "swarm \(swarm.slug)")
            lines.append(pausedLine(swarm, now: now, stopped: stopped))
        }
        // What somebody else had paused before stays paused.
        let fresh = swarms.filter { !$0.isPaused }
        if !fresh.isEmpty {
            try keepUndo(
                fresh.map { Command(.swarmResume, [.swarm: .text("#\($0.id)")]) },
                told: "\(names(fresh)) \(fresh.count == 1 ? "goes" : "go") on.", of: fresh.map(\.id))
        }
        let only = swarms.count == 1 ? swarms[0] : nil
        return CommandOutcome(
            lines.joined(separator: "\n") + "\nSay *resume* to go on, *cancel \(only?.name ?? "…")* to give it up.",
            swarm: only?.id, buttons: only.map { [Button(id: ButtonAction.resume($0.id).id, title: "Resume")] } ?? [])
    }

    private func pausedLine(_ swarm: SwarmRecord, now: Bool, stopped: [String]) -> String {
        if now {
            return stopped.isEmpty
                ? "⏸ *\(swarm.name)* is paused; nothing was running."
                : "⏹ *\(swarm.name)* is stopped: \(stopped.joined(separator: ", ")) ended their work."
        }
        return swarm.running == 0
            ? "⏸ *\(swarm.name)* is paused."
            : "⏸ *\(swarm.name)* is paused; \(swarm.running) running may finish. Say *stop \(swarm.name) now* to end them."
    }

    private func resume(_ command: Command) throws -> CommandOutcome {
        let swarms = try targets(command) { $0.isPaused && !$0.state.isFinal }
        if swarms.isEmpty { return CommandOutcome("Nothing is paused.") }
        if let ended = swarms.first(where: { $0.state.isFinal }) {
            throw CommandRefusal(.conflict, "\(ended.name) is \(ended.state.rawValue) and cannot go on.")
        }
        let paused = swarms.filter(\.isPaused)
        guard !paused.isEmpty else {
            let note = budgetNote(swarms)
            return CommandOutcome(
                note.isEmpty ? "\(names(swarms)) is not paused." : "\(names(swarms)) is not paused.\(note)",
                swarm: swarms[0].id)
        }
        return try confirmIfGuessed(command, "Resume \(names(paused))", of: paused) {
            for swarm in paused {
                var next = swarm
                next.gate.remove(.paused)
                try transaction.update(next)
                try transaction.emit(.swarmResumed, swarm: swarm.id)
                try audit("swarm.resume", "swarm \(swarm.slug)")
            }
            try keepUndo(
                paused.map { Command(.swarmPause, [.swarm: .text("#\($0.id)")]) },
                told: "\(names(paused)) \(paused.count == 1 ? "is" : "are") paused again.", of: paused.map(\.id))
            return CommandOutcome(
                "▶️ \(names(paused)) \(paused.count == 1 ? "goes" : "go") on.\(budgetNote(paused))",
                swarm: paused.count == 1 ? paused[0].id : nil)
        }
    }

    private func budgetNote(_ swarms: [SwarmRecord]) -> String {
        guard let held = swarms.first(where: { !$0.gate.isDisjoint(with: .budgets) }) else {
            return swarms.contains { $0.gate.contains(.resting) }
                ? "\nThe hub rests, so nothing new starts: say *auto* or *back to work* to end that." : ""
        }
        return held.gate.contains(.swarmBudget)
            ? "\nIts budget is spent: say *cap \(held.name) at $…* to give it more."
            : "\nToday's budget is spent: it goes on tomorrow, or when the cap of the installation is raised."
    }

    private func cancel(_ command: Command) throws -> CommandOutcome {
        let swarms = try targets(command) { !$0.state.isFinal }
        if swarms.isEmpty { return CommandOutcome("There is nothing to cancel.") }
        if let ended = swarms.first(where: { $0.state.isFinal }) {
            throw CommandRefusal(.conflict, "\(ended.name) is \(ended.state.rawValue) already.")
        }
        let consequences = try swarms.map { swarm in
            let counts = try transaction.taskCounts(of: swarm.id)
            return
                "\(swarm.name): \(counts[.done] ?? 0) of \(swarm.tasks) tasks are merged and stay; the rest is dropped"
        }
        return try confirm(command, "Cancel \(names(swarms))", consequences: consequences, of: swarms) {
            for swarm in swarms { try cancel(swarm) }
            try keepNoUndo("What was cancelled stays cancelled; *retry* a task of it to go on.")
            return CommandOutcome(
                "✗ \(names(swarms)) \(swarms.count == 1 ? "is" : "are") cancelled. What was merged stays on its branch.",
                swarm: swarms.count == 1 ? swarms[0].id : nil)
        }
    }

    private func cancel(_ swarm: SwarmRecord) throws {
        _ = try transaction.stopWork(of: swarm.id)
        // The swarm ends first, so that its last task's end does not end it a second time.
        guard var next = try transaction.swarm(swarm.id) else { return }
        next.state = .cancelled
        next.finishedAt = transaction.now
        next.reason = "cancelled by \(speaker.principal.name)"
        try transaction.update(next)
        try transaction.supersedePlans(of: swarm.id)
        for task in try transaction.tasks(of: swarm.id) {
            // A merge whose branch is about to move ends as it ends.
            guard let current = try transaction.task(task.core.id), !current.core.state.isFinal,
                try !transaction.isMerging(current)
            else { continue }
            try transaction.advance(current, .cancelled("\(swarm.name) was cancelled"))
        }
        try transaction.emit(.swarmCancelled, swarm: swarm.id)
        try audit("swarm.cancel", "swarm \(swarm.slug)")
    }

    // MARK: Scale, budget, rename

    private func scale(_ command: Command) throws -> CommandOutcome {
        let swarm = try target(command)
        let wanted = command.integer(.agents) ?? command.integer(.delta).map { swarm.agents + max(-64, min(64, $0)) }
        guard let wanted else { throw CommandRefusal(.invalid, "How many agents should \(swarm.name) have?") }
        guard (1...64).contains(wanted) else {
            throw CommandRefusal(
                .invalid, "A swarm has between 1 and 64 agents; that would be \(wanted). To stop it, say *pause*.")
        }
        guard wanted != swarm.agents else {
            return CommandOutcome("*\(swarm.name)* has \(wanted) agents already.", swarm: swarm.id)
        }
        let act = {
            var next = swarm
            next.agents = wanted
            try transaction.update(next)
            try transaction.emit(
                .swarmScaled, swarm: swarm.id, data: EventData.object(["agents": .integer(Int64(wanted))]))
            try audit("swarm.scale", "swarm \(swarm.slug)", EventData.object(["agents": .integer(Int64(wanted))]))
            try keepUndo(
                [Command(.swarmScale, [.swarm: .text("#\(swarm.id)"), .agents: .integer(swarm.agents)])],
                told: "\(swarm.name) has \(swarm.agents) agents again.", of: [swarm.id])
            let present = try transaction.agents().filter(\.isConnected).count
            let note = present < wanted ? " Only \(present) agents are connected." : ""
            return CommandOutcome("*\(swarm.name)* now has up to \(wanted) agents.\(note)", swarm: swarm.id)
        }
        guard wanted > swarm.agents else {
            return try confirmIfGuessed(
                command, "Give \(swarm.name) \(wanted) agents instead of \(swarm.agents)", of: [swarm], then: act)
        }
        let price = try transaction.plan(of: swarm.id)?.plan?.forecast.cost
        return try confirm(
            command, "Give \(swarm.name) \(wanted) agents instead of \(swarm.agents)",
            consequences: ["the work is the same, so is its price; it is spent faster"],
            price: price == .zero ? nil : price, of: [swarm], then: act)
    }

    private func setBudget(_ command: Command) throws -> CommandOutcome {
        let swarm = try target(command)
        guard let cap = try budget(of: command) else {
            throw CommandRefusal(.invalid, "How much may \(swarm.name) spend? Say *cap \(swarm.name) at $20*.")
        }
        let act = {
            var next = swarm
            next.budget = cap
            if cap > swarm.spent { next.gate.remove(.swarmBudget) }
            try transaction.update(next)
            try audit("swarm.budget", "swarm \(swarm.slug)", EventData.object(["budget": .text("\(cap)")]))
            if cap > swarm.spent { try transaction.unparkBudget(of: swarm.id) }
            if let before = swarm.budget {
                try keepUndo(
                    [Command(.swarmBudget, [.swarm: .text("#\(swarm.id)"), .budget: .number(before.dollars)])],
                    told: "\(swarm.name) may spend \(before) again.", of: [swarm.id])
            } else {
                try keepNoUndo("\(swarm.name) had no cap before; say *cap \(swarm.name) at* and how much.")
            }
            return CommandOutcome(
                "💵 *\(swarm.name)* may spend \(cap); \(swarm.spent) is spent.", swarm: swarm.id)
        }
        let isRaise = swarm.budget.map { cap > $0 } ?? false
        return isRaise
            ? try confirm(command, "Let \(swarm.name) spend up to \(cap)", price: cap, of: [swarm], then: act)
            : try confirmIfGuessed(command, "Cap \(swarm.name) at \(cap)", of: [swarm], then: act)
    }

    private func rename(_ command: Command) throws -> CommandOutcome {
        let swarm = try target(command)
        guard let wanted = command.text(.name).map(SwarmName.clean), !wanted.isEmpty else {
            throw CommandRefusal(.invalid, "What should \(swarm.name) be called?")
        }
        if let other = try transaction.swarm(named: wanted), other.id != swarm.id, !other.state.isFinal {
            throw CommandRefusal(.conflict, "There is a swarm called \(other.name) already.")
        }
        return try confirmIfGuessed(command, "Rename \(swarm.name) to \(wanted)", of: [swarm]) {
            var next = swarm
            next.name = wanted
            try transaction.update(next)
            try transaction.emit(.swarmRenamed, swarm: swarm.id, data: EventData.object(["name": .text(wanted)]))
            try audit("swarm.rename", "swarm \(swarm.slug)", EventData.object(["name": .text(wanted)]))
            try keepUndo(
                [Command(.swarmRename, [.swarm: .text("#\(swarm.id)"), .name: .text(swarm.name)])],
                told: "It is called \(swarm.name) again.", of: [swarm.id])
            return CommandOutcome(
                "*\(swarm.name)* is now called *\(wanted)*. Its branches keep their name, `\(swarm.branch)`.",
                swarm: swarm.id)
        }
    }

    private func names(_ swarms: [SwarmRecord]) -> String {
        swarms.map { "*\($0.name)*" }.joined(separator: ", ")
    }
}
