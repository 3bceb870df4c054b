package import Store
package import Vocabulary
import Cards

/// Carries out commands inside a transaction: may they, how risky is it, then effect, inverse, audit record and answer.
///
/// Not Sendable: it lives as long as its transaction.
package struct CommandPerformer {
    /// The intents this build carries out.
    package static let available: Set<IntentName> = [
        .swarmCreate, .swarmList, .swarmStatus, .swarmPause, .swarmResume, .swarmCancel, .swarmScale, .swarmResults,
        .swarmCost, .swarmBudget, .swarmRename, .swarmChart, .planShow, .planApprove, .planRevise, .taskList, .taskShow,
        .taskAdd, .taskRetry,
        .taskCancel, .taskPrioritize, .taskAssign, .taskApprove, .taskReject, .taskLogs, .agentList, .agentShow,
        .agentDrain, .agentResume, .agentRestart, .agentUpgrade, .agentRemove, .agentMessage, .agentInvite, .goalAdd,
        .goalList, .goalDrop, .hubMode, .alertList, .alertAcknowledge, .notifySet, .systemHealth, .systemAudit, .help,
        .whoami, .confirmYes, .confirmNo, .undo,
    ]

    let transaction: WriteTransaction
    let settings: OrchestratorSettings
    let speaker: Speaker
    /// Texts of the message's documents, in order.
    let documents: [PRDDocument]
    /// True while a confirmed question is carried out: it is not asked again.
    let isConfirmed: Bool

    package init(
        transaction: WriteTransaction, settings: OrchestratorSettings, speaker: Speaker, documents: [PRDDocument] = [],
        isConfirmed: Bool = false
    ) {
        self.transaction = transaction
        self.settings = settings
        self.speaker = speaker
        self.documents = documents
        self.isConfirmed = isConfirmed
    }

    /// Carries out one command.
    ///
    /// - Throws: `CommandRefusal` with the sentence for the person; nothing was changed then.
    package func perform(_ command: Command) throws -> CommandOutcome {
        try checkRole(for: command)
        guard settings.available.contains(command.intent) || command.intent == .unknown || command.intent == .clarify
        else {
            throw CommandRefusal(
                .notBuilt, "I understand that as *\(command.intent.rawValue)*, but it is not built yet.")
        }
        do { return try dispatch(command) } catch let refusal as TaskRefusal {
            throw CommandRefusal(.conflict, refusal.description + ".")
        } catch StoreError.conflict(let why) { throw CommandRefusal(.conflict, why + ". Please look again.") }
    }

    private func dispatch(_ command: Command) throws -> CommandOutcome {
        switch command.intent {
        case .swarmCreate, .swarmPause, .swarmResume, .swarmCancel, .swarmScale, .swarmBudget, .swarmRename:
            try changeSwarm(command)
        case .swarmList, .swarmStatus, .swarmResults, .swarmCost: try showSwarm(command)
        case .swarmChart: try chart(command)
        case .planShow, .planApprove, .planRevise: try plan(command)
        case .taskList, .taskShow, .taskLogs: try showTask(command)
        case .taskAdd: try addTask(command)
        case .taskRetry, .taskCancel, .taskPrioritize, .taskAssign, .taskApprove, .taskReject: try changeTask(command)
        case .agentList, .agentShow: try showAgent(command)
        case .agentDrain, .agentResume, .agentRestart, .agentUpgrade, .agentRemove, .agentMessage, .agentInvite:
            try changeAgent(command)
        case .hubMode, .alertList, .alertAcknowledge, .goalAdd, .goalList, .goalDrop: try hub(command)
        case .confirmYes, .confirmNo, .undo: try answer(command)
        default: try system(command)
        }
    }

    // MARK: Pieces shared by the commands

    private func checkRole(for command: Command) throws {
        let needed = CommandPerformer.role(for: command.intent)
        guard speaker.principal.role >= needed else {
            throw CommandRefusal(
                .notAllowed, Notice.notAllowed(command.intent.rawValue, needs: needed).text)
        }
    }

    /// The least role an intent takes.
    package static func role(for intent: IntentName) -> Role {
        switch intent {
        case .systemAudit, .agentInvite, .agentRemove: .admin
        case .confirmNo, .notifySet: .viewer
        case .confirmYes, .undo: .operator_
        default: intent.risk == .read ? .viewer : .operator_
        }
    }

    /// The swarm a command names, or the one the conversation is about, or the only unfinished one.
    ///
    /// A finished swarm is only meant without its name where there is no unfinished one, or where the command is about
    /// what is over: a pause meant for the one that runs must not end at the one before.
    func target(_ command: Command) throws -> SwarmRecord {
        if let name = command.text(.swarm) {
            if name.hasPrefix("#"), let id = SwarmID(name.dropFirst()), let swarm = try transaction.swarm(id) {
                return swarm
            }
            guard let swarm = try transaction.swarm(named: name) else {
                throw CommandRefusal(.notFound, "I know no swarm called \"\(name)\". Say *list* to see them all.")
            }
            return swarm
        }
        let focus = try speaker.conversation.focus.flatMap { try transaction.swarm($0) }
        if let focus, !focus.state.isFinal || command.intent.isAboutThePast { return focus }
        let open = try transaction.swarms().filter { !$0.state.isFinal }
        if open.count == 1 { return open[0] }
        if open.isEmpty, let focus { return focus }
        throw open.isEmpty
            ? CommandRefusal(.notFound, "There is no swarm at work. Send me a PRD, or say *list*.")
            : CommandRefusal(
                .invalid, "Which swarm do you mean: \(open.prefix(5).map { "*\($0.name)*" }.joined(separator: ", "))?")
    }

    /// Whether a command leaves open which of several unfinished swarms it means, so that only the focus decided.
    func isScopeUnclear(_ command: Command) throws -> Bool {
        guard command.text(.swarm) == nil, !command.flag(.all) else { return false }
        return try transaction.swarms().count { !$0.state.isFinal } > 1
    }

    /// All swarms a command means: `all`, or its one target.
    func targets(_ command: Command, where isMeant: (SwarmRecord) -> Bool) throws -> [SwarmRecord] {
        guard command.flag(.all) else { return [try target(command)] }
        return try transaction.swarms().filter(isMeant).reversed()
    }

    func task(_ command: Command) throws -> (swarm: SwarmRecord, task: TaskRecord) {
        let swarm = try target(command)
        guard let number = command.integer(.task) else {
            throw CommandRefusal(.invalid, "Which task of \(swarm.name)? Say its number, like *task 3*.")
        }
        guard let task = try transaction.task(number, of: swarm.id) else {
            throw CommandRefusal(.notFound, "\(swarm.name) has no task \(number).")
        }
        return (swarm, task)
    }

    func agent(_ command: Command) throws -> AgentRecord {
        guard let name = command.text(.agent) else { throw CommandRefusal(.invalid, "Which agent? Say *agents*.") }
        guard let agent = try transaction.agent(named: name), !agent.isRetired else {
            throw CommandRefusal(.notFound, "I know no agent called \"\(name)\". Say *agents* to see them all.")
        }
        return agent
    }

    func audit(_ action: String, _ subject: String, _ detail: String = "{}") throws {
        try transaction.audit(
            action, by: speaker.principal.id, subject: subject, detail: detail, message: speaker.message)
    }

    /// Keeps how to take an effect back, for as long as nothing newer touches those swarms.
    func keepUndo(_ inverse: [Command], told: String, of swarms: [SwarmID]) throws {
        try transaction.endUndo(in: speaker.conversation.id, by: speaker.principal.id)
        try transaction.insertUndo(
            conversation: speaker.conversation.id, principal: speaker.principal.id, inverse: inverse, told: told,
            swarm: swarms.count == 1 ? swarms[0] : nil, world: try transaction.world(of: swarms),
            expiresAt: transaction.now + .seconds(settings.undoSeconds))
    }

    /// Notes that the last effect cannot be taken back, so that "undo" does not reach for the one before it.
    func keepNoUndo(_ why: String) throws { try keepUndo([], told: why, of: []) }

    /// Asks first, unless this is the answer to that very question.
    func confirm(
        _ command: Command, _ action: String, consequences: [String] = [], price: Money? = nil,
        of swarms: [SwarmRecord], task: TaskRecord? = nil, then act: () throws -> CommandOutcome
    ) throws -> CommandOutcome {
        if isConfirmed { return try act() }
        return CommandOutcome(
            [], swarm: swarms.count == 1 ? swarms[0].id : nil,
            question: CommandOutcome.Question(
                commands: [bound(command, to: swarms)], action: action, consequences: consequences, price: price,
                subjects: swarms.map(\.id), task: task?.core.id))
    }

    /// Runs at once what was said exactly; asks where it was only guessed.
    func confirmIfGuessed(
        _ command: Command, _ action: String, price: Money? = nil, of swarms: [SwarmRecord], task: TaskRecord? = nil,
        then act: () throws -> CommandOutcome
    ) throws -> CommandOutcome {
        speaker.isExact
            ? try act() : try confirm(command, action, price: price, of: swarms, task: task, then: act)
    }

    /// The command with its target written out: a yes must not reach another swarm because the focus moved meanwhile.
    private func bound(_ command: Command, to swarms: [SwarmRecord]) -> Command {
        guard swarms.count == 1, !command.flag(.all) else { return command }
        var bound = command
        bound.slots[.swarm] = .text("#\(swarms[0].id)")
        return bound
    }
}

extension IntentName {
    /// Speaks of what was done: a finished swarm in focus is what it means.
    fileprivate var isAboutThePast: Bool {
        switch self {
        case .swarmStatus, .swarmResults, .swarmCost, .swarmRename, .swarmChart, .planShow, .taskList, .taskShow,
            .taskLogs, .taskAdd, .taskRetry:
            true
        default: false
        }
    }
}
