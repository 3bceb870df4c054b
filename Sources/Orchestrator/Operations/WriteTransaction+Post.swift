package import Cards
package import Store
package import Vocabulary

extension WriteTransaction {
    /// Writes messages of ours into a conversation and onto their provider's way out.
    ///
    /// - Parameter isUrgent: Answers and alarms go before notifications that can wait.
    package func post(
        _ messages: [OutboundMessage], to conversation: ConversationRecord, inReplyTo: MessageID? = nil,
        swarm: SwarmID? = nil, isUrgent: Bool
    ) throws -> [MessageID] {
        try messages.map { message in
            let id = try insertOutgoing(
                conversation: conversation.id, text: message.text, buttons: message.buttons, inReplyTo: inReplyTo,
                swarm: swarm)
            switch conversation.provider {
            case .whatsapp, .standard:
                // An empty body: the bridge makes the provider's parts when it first takes the message up.
                _ = try insertOutbound(
                    message: id, provider: conversation.provider, address: conversation.address, isUrgent: isUrgent,
                    part: 0, body: "")
            case .terminal, .page: break
            }
            try emit(
                .messageSent, swarm: swarm,
                data: EventData.object([
                    "conversation": .text("\(conversation.id)"), "message": .text("\(id)"),
                    "in_reply_to": .text(inReplyTo.map { "\($0)" } ?? ""),
                ]))
            return id
        }
    }

    /// Tells the swarm's conversation, where its owner wants news of that kind.
    package func announce(_ messages: [OutboundMessage], of swarm: SwarmRecord, _ kind: AnnouncementKind) throws {
        guard let id = swarm.conversation, let conversation = try conversation(id) else { return }
        if let owner = swarm.principal, let level = try principal(owner)?.notify, !kind.isWanted(at: level) { return }
        _ = try post(messages, to: conversation, swarm: swarm.id, isUrgent: kind == .question)
    }

    func announceFailure(of task: TaskRecord) throws {
        guard let swarm = try swarm(task.core.swarm) else { return }
        let card = TaskFailedCard(
            swarm: swarm.name, number: task.core.number, title: task.title, reason: task.core.reason ?? "",
            output: try log(of: task.core.id, last: 6).map(\.text).joined(separator: "\n"),
            holdsUp: try dependents(of: task.core.id).compactMap { try self.task($0)?.core.number })
        try announce([card.render()], of: swarm, .failure)
    }
}

/// What an announcement is about; people choose which kinds they want.
package enum AnnouncementKind: Sendable {
    /// Something waits for the person: a plan, a blocked task, a cap.
    case question
    case failure
    case result

    /// `level` is one of all, digest, failures, none; questions always come through.
    func isWanted(at level: String) -> Bool {
        switch self {
        case .question: true
        case .failure: level != "none"
        case .result: level == "all" || level == "digest"
        }
    }
}
