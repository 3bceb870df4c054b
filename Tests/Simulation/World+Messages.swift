import Crypto
import Orchestrator
import Store
import Vocabulary

/// People speak in messages, which providers repeat.
extension World {
    private struct Incoming: StoreOperation {
        let sender: String
        let key: String

        func perform(in transaction: WriteTransaction) throws -> MessageID? {
            let conversation = try transaction.openConversation(.terminal, "simulated")
            return try transaction.insertIncoming(
                .terminal, conversation: conversation.id, sender: sender, providerKey: key, text: "", payload: nil)
        }
    }

    /// Says one command as a message that may come, and be handled, twice; a question is mostly answered with yes.
    func say(_ command: Command) async throws {
        let asked = try await handle(command)
        if asked, Int.random(in: 0..<4, using: &random) > 0 { _ = try await handle(Command(.confirmYes)) }
    }

    /// Whether a question was asked instead.
    private func handle(_ command: Command) async throws -> Bool {
        keys += 1
        let incoming = Incoming(sender: "principal:\(owner)", key: "message \(keys)")
        guard let message = try await store.perform(incoming) else {
            violations.append("W2: a message that never came before counts as seen")
            return false
        }
        if Int.random(in: 0..<3, using: &random) == 0, try await store.perform(incoming) != nil {
            violations.append("W2: the same message was taken twice")
        }
        let perform = PerformMessage(message: message, commands: [command], isExact: true, settings: settings)
        let before = try await state()
        let first = try await store.perform(perform)
        let after = try await state()
        let isAsked = try await store.read { transaction in
            try transaction.conversation(.terminal, "simulated").map { conversation in
                try transaction.openConfirmations(in: conversation.id).contains { first.replies.contains($0.asked) }
            } ?? false
        }
        note("said \(command.intent.rawValue) \(first.refusal?.reason.rawValue ?? (isAsked ? "asked" : "ok"))")
        if first.refusal != nil, before.world != after.world {
            violations.append("a refused \(command.intent.rawValue) changed something")
        }
        if before.world != after.world, before.records == after.records {
            violations.append("W7: \(command.intent.rawValue) left no audit record")
        }
        if Int.random(in: 0..<3, using: &random) == 0 {
            let again = try await store.perform(perform)
            let later = try await state()
            if again.isNew || later != after {
                violations.append("W2: \(command.intent.rawValue) had an effect twice")
            }
        }
        return isAsked
    }

    private struct State: Equatable {
        let world: String
        let records: Int
        let messages: Int
    }

    /// What a person's command can change, the number of audit records, and of our messages.
    private func state() async throws -> State {
        try await store.read { transaction in
            var world = ""
            for swarm in try transaction.swarms() {
                world += "\(swarm.id) \(swarm.version) \(swarm.state.rawValue) \(swarm.gate.rawValue);"
                for task in try transaction.tasks(of: swarm.id) {
                    world +=
                        "\(task.core.number) \(task.core.state.rawValue) \(task.core.phase) \(task.core.generation),"
                }
            }
            let conversation = try transaction.conversation(.terminal, "simulated")
            let messages = try conversation.map {
                try transaction.messages(of: $0.id, after: MessageID(0), limit: 100_000)
            }
            return State(
                world: world, records: try transaction.audit(limit: 100_000).count, messages: messages?.count ?? 0)
        }
    }
}
