import Vocabulary

/// Turns what was said into commands: names corrected, "it" resolved, conventions and ranges applied.
///
/// Every tier goes through it; what it lets pass names things that exist, or is returned as written.
struct IntentValidator {
    let context: IntentContext
    private var corrections: [NameCorrection] = []
    private var notes: [String] = []
    /// The swarm that an earlier command of the same message named.
    private var lastNamed: String?
    /// The tasks and agents that the command before named: "it" after them is not clear.
    private var lastParts: [String] = []

    /// More commands than this in one message are asked about, not run.
    static let limit = 5

    init(_ context: IntentContext) { self.context = context }

    /// The intents that have a `swarm` slot.
    static func takesSwarm(_ intent: IntentName) -> Bool {
        switch intent {
        case .swarmStatus, .swarmPause, .swarmResume, .swarmCancel, .swarmScale, .swarmResults, .swarmCost,
            .swarmBudget,
            .swarmRename, .swarmChart, .planShow, .planApprove, .planRevise, .taskList, .taskShow, .taskAdd, .taskRetry,
            .taskCancel, .taskPrioritize, .taskAssign, .taskApprove, .taskReject, .taskLogs, .agentList, .agentInvite:
            true
        default: false
        }
    }

    /// The commands of the drafts, or one `.clarify` where anything is not clear: all or nothing.
    mutating func reading(_ drafts: [Draft], tier: IntentReading.Tier, confidence: Double) -> IntentReading {
        var commands: [Command] = []
        var isAsking = drafts.count > Self.limit
        var candidates: [String] = isAsking ? drafts.map(\.intent.rawValue) : []
        for draft in drafts {
            notes += draft.notes
            switch resolve(draft) {
            case .commands(let resolved): commands += resolved
            case .ask(let among):
                isAsking = true
                for candidate in among where !candidates.contains(candidate) { candidates.append(candidate) }
            }
        }
        commands = commands.enumerated().filter { !commands[..<$0.offset].contains($0.element) }.map(\.element)
        if let conflict = Self.conflict(commands), !isAsking {
            isAsking = true
            candidates = conflict
        }
        if isAsking {
            return IntentReading(
                commands: [Command(.clarify, [.candidates: .list(candidates)])], tier: tier,
                confidence: min(confidence, 0.5), corrections: corrections, notes: notes)
        }
        let corrected: IntentReading.Tier = !corrections.isEmpty && tier == .rule ? .fuzzy : tier
        return IntentReading(
            commands: commands, tier: corrected, confidence: corrected == .fuzzy ? min(confidence, 0.8) : confidence,
            corrections: corrections, notes: notes)
    }

    private enum Resolution {
        case commands([Command])
        case ask([String])
    }

    private mutating func resolve(_ draft: Draft) -> Resolution {
        if draft.intent == .clarify || !draft.candidates.isEmpty {
            return .ask(draft.candidates)
        }
        var draft = draft
        if draft.refersBack, draft.intent.risk != .read, !lastParts.isEmpty, draft.swarms.isEmpty, draft.tasks.isEmpty {
            guard let meant = Self.meant(draft, lastParts) else { return .ask(lastParts) }
            draft = meant
        }
        lastParts = draft.tasks.map { "task:\($0)" } + draft.agents.map { "agent:\($0)" }
        if let question = Self.outOfRange(draft) { return .ask(question) }
        // An agent where a swarm is usual: the agent's own verb.
        var agents: [String] = []
        for name in draft.agents {
            switch known(name, among: context.agents, as: "agent") {
            case .success(let name): agents.append(name)
            case .failure(let error): return .ask(error.candidates)
            }
        }
        var swarms: [String] = []
        for name in draft.swarms {
            switch known(name, among: context.swarms, as: "swarm") {
            case .success(let name): swarms.append(name)
            case .failure(let error): return .ask(error.candidates)
            }
        }
        if Self.takesSwarm(draft.intent) {
            switch targets(draft, named: swarms) {
            case .success(let resolved):
                swarms = resolved.swarms; draft.slots[.all] = resolved.all ? .flag(true) : draft.slots[.all]
            case .failure(let error): return .ask(error.candidates)
            }
        }
        return .commands(Self.expanded(draft, swarms: swarms, agents: agents))
    }

    private struct Ask: Error { var candidates: [String] }

    /// The name as it is known, corrected where one edit away from exactly one; unknown ones stay as written.
    private mutating func known(_ written: String, among names: [String], as kind: String) -> Result<String, Ask> {
        if names.contains(written) { return .success(written) }
        let folded = written.lowercased()
        if let same = names.first(where: { $0.lowercased() == folded }) { return .success(same) }
        let near = EditDistance.names(near: written, in: names)
        guard let nearest = near.first else { return .success(written) }
        guard near.count == 1 else { return .failure(Ask(candidates: near.map { "\(kind):\($0)" })) }
        corrections.append(NameCorrection(from: written, to: nearest))
        return .success(nearest)
    }

    /// The swarms a draft is about: named, all, all but some, or the one the conversation is about.
    private mutating func targets(_ draft: Draft, named: [String]) -> Result<(swarms: [String], all: Bool), Ask> {
        let isTask = draft.intent.rawValue.hasPrefix("task.")
        if draft.slots[.all] == .flag(true), !isTask, !named.isEmpty, draft.exceptions.isEmpty {
            lastNamed = named.last
            return .success((named, false))
        }
        if draft.slots[.all] == .flag(true), !isTask {
            if !draft.exceptions.isEmpty {
                var left: [String] = context.swarms
                for name in draft.exceptions {
                    switch known(name, among: context.swarms, as: "swarm") {
                    case .success(let name): left.removeAll { $0 == name }
                    case .failure(let error): return .failure(error)
                    }
                }
                return left.isEmpty ? .failure(Ask(candidates: [draft.intent.rawValue])) : .success((left, false))
            }
            switch draft.intent {
            case .swarmPause, .swarmResume, .swarmCancel: return .success(([], true))
            case _ where draft.intent.risk == .read: return .success(([], false))
            default: return .success((context.swarms, false))
            }
        }
        if !named.isEmpty {
            lastNamed = named.last
            return .success((named, false))
        }
        let changes = draft.intent.risk != .read && draft.intent != .agentInvite
        if let lastNamed, draft.refersBack || (isTask || changes) { return .success(([lastNamed], false)) }
        if let implied = context.impliedSwarm { return .success(([implied], false)) }
        if changes { return .failure(Ask(candidates: context.swarms.map { "swarm:\($0)" })) }
        return .success(([], false))
    }

    /// One command for each target named.
    private static func expanded(_ draft: Draft, swarms: [String], agents: [String]) -> [Command] {
        var slots = draft.slots
        if !takesSwarm(draft.intent) || draft.intent.rawValue.hasPrefix("swarm.") == false {
            if draft.intent != .taskRetry { slots[.all] = nil }
        }
        if !takesSwarm(draft.intent) { slots[.swarm] = nil }
        var commands = [Command(draft.intent, slots)]
        func spread(_ slot: Slot, _ values: [SlotValue]) {
            guard !values.isEmpty else { return }
            commands = commands.flatMap { command in
                values.map { value in
                    var command = command
                    command.slots[slot] = value
                    return command
                }
            }
        }
        if takesSwarm(draft.intent) {
            spread(.swarm, swarms.map { .text($0) })
            for index in commands.indices where commands[index].slots[.swarm] != nil && draft.intent != .taskRetry {
                commands[index].slots[.all] = nil
            }
        }
        spread(.task, draft.tasks.map { .integer($0) })
        spread(.agent, agents.map { .text($0) })
        return commands
    }

    private static func outOfRange(_ draft: Draft) -> [String]? {
        let question = [draft.intent.rawValue]
        for (slot, value) in draft.slots {
            switch (slot, value) {
            case (.agents, .integer(let count)): if !(0...1_000).contains(count) { return question }
            case (.delta, .integer(let count)): if count == 0 || abs(count) > 1_000 { return question }
            case (.count, .integer(let count)): if !(1...100).contains(count) { return question }
            case (.budget, .number(let dollars)): if !(dollars > 0 && dollars <= 1_000_000) { return question }
            default: break
            }
        }
        if draft.tasks.contains(where: { !(1...1_000_000).contains($0) }) { return question }
        return nil
    }

    /// "heron must go, remove it": the verb of a swarm, said of the one agent or task before.
    private static func meant(_ draft: Draft, _ parts: [String]) -> Draft? {
        guard parts.count == 1 else { return nil }
        var draft = draft
        draft.refersBack = false
        if parts[0].hasPrefix("agent:") {
            draft.agents = [String(parts[0].dropFirst(6))]
            switch draft.intent {
            case .swarmCancel: draft.intent = .agentRemove
            case .swarmPause: draft.intent = .agentDrain
            case .swarmResume: draft.intent = .agentResume
            default: return nil
            }
            return draft
        }
        guard draft.intent == .swarmCancel, let number = Int(parts[0].dropFirst(5)) else { return nil }
        draft.intent = .taskCancel
        draft.tasks = [number]
        return draft
    }

    private static let opposites: [Set<IntentName>] = [
        [.swarmPause, .swarmResume], [.swarmCancel, .swarmResume], [.swarmCancel, .swarmScale],
        [.taskApprove, .taskReject], [.taskApprove, .taskCancel], [.taskRetry, .taskCancel],
        [.agentDrain, .agentResume], [.agentRemove, .agentResume], [.confirmYes, .confirmNo],
        [.planApprove, .planRevise],
    ]

    /// Two commands of one message that undo each other on the same target are asked about.
    private static func conflict(_ commands: [Command]) -> [String]? {
        for (index, first) in commands.enumerated() {
            for second in commands[(index + 1)...] where first.intent != second.intent {
                guard opposites.contains([first.intent, second.intent]) else { continue }
                let isSameTarget = [Slot.swarm, .task, .agent, .all].allSatisfy { first.slots[$0] == second.slots[$0] }
                if isSameTarget { return [first.intent.rawValue, second.intent.rawValue] }
            }
        }
        return nil
    }
}
