package import Store
package import Vocabulary
package import Cards
import Crypto

/// Handles one incoming message: its effects, the events they cause and the answer, in one transaction, at most once.
package struct PerformMessage: StoreOperation {
    package struct Output: Sendable {
        /// False where the message was handled before, or an earlier one of its conversation was not yet.
        package let isNew: Bool
        package let replies: [MessageID]
        /// Set where the (only) command was refused.
        package let refusal: CommandRefusal?
    }

    let message: MessageID
    let commands: [Command]
    let isExact: Bool
    let readAs: String?
    let notes: [String]
    let documents: [PRDDocument]
    let answers: [OutboundMessage]
    /// Seconds between sending and arrival, as far as the provider says.
    let lateSeconds: Int
    let overtakes: Bool
    let settings: OrchestratorSettings

    /// - Parameters:
    ///   - commands: In the order in which they were said.
    ///   - isExact: Read by the exact grammar, or a button.
    ///   - readAs: How it was understood, where it was not exact.
    ///   - answers: What is to be said besides, or instead of, what the commands answer.
    ///   - overtakes: Whether it may be carried out before earlier messages of its conversation.
    ///   - notes: Remarks for the answer, like a clause that was ignored.
    package init(
        message: MessageID, commands: [Command], isExact: Bool, readAs: String? = nil, notes: [String] = [],
        documents: [PRDDocument] = [], answers: [OutboundMessage] = [], lateSeconds: Int = 0, overtakes: Bool = false,
        settings: OrchestratorSettings
    ) {
        self.message = message
        self.commands = commands
        self.isExact = isExact
        self.readAs = readAs
        self.notes = notes
        self.documents = documents
        self.answers = answers
        self.lateSeconds = lateSeconds
        self.overtakes = overtakes
        self.settings = settings
    }

    package func perform(in transaction: WriteTransaction) throws -> Output {
        guard let record = try transaction.message(message), record.state == .waiting,
            let conversation = try transaction.conversation(record.conversation), try isNext(record, in: transaction)
        else { return Output(isNew: false, replies: [], refusal: nil) }
        guard let principal = try Identity.principal(of: record.sender ?? "", in: transaction) else {
            return Output(isNew: true, replies: try refuse(record, conversation, in: transaction), refusal: nil)
        }
        let speaker = Speaker(
            principal: principal, conversation: conversation, message: message, isExact: isExact, readAs: readAs)
        var replies = answers
        var focus: SwarmID?
        var refusal: CommandRefusal?
        var questions: [CommandOutcome.Question] = []
        if isLate {
            replies = [Notice.late(record.text, seconds: lateSeconds)]
        } else {
            let performer = CommandPerformer(
                transaction: transaction, settings: settings, speaker: speaker, documents: documents)
            for (index, command) in commands.enumerated() {
                do {
                    // What a refused command had begun to write is undone; what was said before it stays done.
                    let outcome = try transaction.step { try performer.perform(command) }
                    replies += outcome.messages
                    focus = outcome.swarm ?? focus
                    if let asked = outcome.question { questions.append(asked) }
                } catch let error as CommandRefusal {
                    refusal = error
                    replies.append(OutboundMessage(error.description))
                    if index < commands.count - 1 { replies[replies.count - 1].text += "\nI did not do the rest." }
                    break
                }
            }
        }
        if !notes.isEmpty, !replies.isEmpty {
            replies[replies.count - 1].text += "\n" + notes.map { "(\($0))" }.joined(separator: "\n")
        }
        var posted = try transaction.post(
            replies, to: conversation, inReplyTo: message, swarm: focus, isUrgent: true)
        for question in questions { posted.append(try ask(question, speaker, in: transaction)) }
        if let focus { try transaction.setFocus(focus, of: conversation.id) }
        _ = try transaction.finish(message, as: .handled, principal: principal.id, swarm: focus)
        return Output(isNew: true, replies: posted, refusal: refusal)
    }

    /// Another process that answers the same conversation, because this one was taken for dead, may be further, or behind.
    private func isNext(_ record: MessageRecord, in transaction: WriteTransaction) throws -> Bool {
        guard transaction.isShared, !overtakes else { return true }
        return try transaction.waitingMessages(of: record.conversation, limit: 1).first?.id == record.id
    }

    /// Old commands that change something are not carried out: the world they were meant for is gone.
    private var isLate: Bool {
        lateSeconds > settings.lateSeconds && commands.contains { $0.intent.risk != .read && $0.intent.risk != .safety }
    }

    /// A stranger gets one polite refusal a day and has no effect.
    private func refuse(
        _ record: MessageRecord, _ conversation: ConversationRecord, in transaction: WriteTransaction
    ) throws -> [MessageID] {
        _ = try transaction.finish(message, as: .ignored, principal: nil, swarm: nil)
        let sender = Identity.split(record.sender ?? "")
        let isFirst = try transaction.markRefused(
            conversation.provider, sender.external, since: transaction.now - .seconds(86_400))
        guard isFirst else { return [] }
        return try transaction.post([Notice.stranger], to: conversation, inReplyTo: message, isUrgent: false)
    }

    private func ask(
        _ question: CommandOutcome.Question, _ speaker: Speaker, in transaction: WriteTransaction
    ) throws -> MessageID {
        let world = try transaction.world(of: question.subjects, task: question.task)
        let code = ConfirmationCodes.make(transaction.randomNumber())
        let spelt = try StoredJSON.encode(question.commands)
        // The question and its confirmation name each other, so the message comes first and its buttons after.
        let id = try transaction.nextConfirmation()
        let card = ConfirmationCard(
            action: question.action, consequences: question.consequences, price: question.price, readAs: speaker.readAs,
            code: code, expiresInSeconds: settings.confirmationSeconds,
            buttons: [
                Button(id: ButtonAction.yes(id).id, title: "Yes"), Button(id: ButtonAction.no(id).id, title: "No"),
            ])
        let asked = try transaction.post(
            [card.render()], to: speaker.conversation, inReplyTo: message, swarm: question.subjects.first,
            isUrgent: true)
        _ = try transaction.insertConfirmation(
            conversation: speaker.conversation.id, principal: speaker.principal.id, code: code,
            commands: question.commands, digest: SHA256.hex(spelt + world), world: world, asked: asked[0],
            expiresAt: transaction.now + .seconds(settings.confirmationSeconds))
        return asked[0]
    }
}
