import Intent
import Orchestrator
import Store
import Vocabulary

/// What a message is read against, as one consistent view of the database.
struct Situation: Sendable {
    var principal: PrincipalRecord?
    var conversation: ConversationRecord?
    var context: IntentContext
    /// The incoming message it answers, for what that holds.
    var repliedTo: InboundPayload?

    init(of record: MessageRecord, payload: InboundPayload?, in transaction: ReadTransaction) throws {
        try self.init(
            sender: record.sender ?? "", in: try transaction.conversation(record.conversation), payload, transaction)
    }

    init(
        sender: String, in conversation: ConversationRecord?, _ payload: InboundPayload?, _ transaction: ReadTransaction
    ) throws {
        context = IntentContext()
        self.conversation = conversation
        principal = try Identity.principal(of: sender, in: transaction)
        guard let principal, let conversation else { return }
        let swarms = try transaction.swarms(limit: 200)
        // Unfinished ones first: they are what people mostly mean.
        context.swarms = (swarms.filter { !$0.state.isFinal } + swarms.filter(\.state.isFinal)).map(\.name)
        let open = swarms.filter { !$0.state.isFinal }
        let focus = conversation.focus.flatMap { id in swarms.first { $0.id == id } }
        context.focus = focus?.name ?? (open.count == 1 ? open[0].name : nil)
        context.agents = try transaction.agents().filter { !$0.isRetired }.map(\.name)
        context.tasks = Dictionary(swarms.map { ($0.name, $0.tasks) }, uniquingKeysWith: { first, _ in first })
        context.pendingConfirmation = try transaction.openConfirmations(in: conversation.id).contains {
            $0.principal == principal.id
        }
        context.planCard = swarms.contains { $0.state == .awaitingApproval && $0.conversation == conversation.id }
        guard let key = payload?.replyTo else { return }
        if let ours = try Situation.message(key, in: conversation, transaction) {
            context.repliedTo = try ours.swarm.flatMap { try transaction.swarm($0) }?.name
        } else {
            repliedTo = InboundPayload(
                json: try transaction.receivedMessage(providerKey: key, in: conversation)?.payload)
        }
    }

    /// One of our messages, by the provider's id, or by our own where the page or a program names it.
    private static func message(
        _ key: String, in conversation: ConversationRecord, _ transaction: ReadTransaction
    ) throws -> MessageRecord? {
        if let sent = try transaction.sentMessage(providerKey: key, in: conversation.id) { return sent }
        guard conversation.provider != .whatsapp, let id = MessageID(key), let record = try transaction.message(id),
            record.conversation == conversation.id, record.isOutgoing
        else { return nil }
        return record
    }
}
