package import Cards
package import Store
package import Vocabulary

/// Carries out a command of a program: it came with a token instead of a message, and is not asked to confirm.
package struct PerformCommand: StoreOperation {
    package struct Output: Sendable {
        package let messages: [OutboundMessage]
        package let swarm: SwarmID?
    }

    let principal: PrincipalID
    let command: Command
    let documents: [PRDDocument]
    let settings: OrchestratorSettings

    package init(
        principal: PrincipalID, command: Command, documents: [PRDDocument] = [], settings: OrchestratorSettings
    ) {
        self.principal = principal
        self.command = command
        self.documents = documents
        self.settings = settings
    }

    /// - Throws: `CommandRefusal`; nothing was changed then.
    package func perform(in transaction: WriteTransaction) throws -> Output {
        guard let principal = try transaction.principal(principal) else {
            throw CommandRefusal(.notAllowed, "The token belongs to nobody.")
        }
        let conversation = try transaction.openConversation(.terminal, "\(principal.id)/api")
        let performer = CommandPerformer(
            transaction: transaction, settings: settings,
            speaker: Speaker(principal: principal, conversation: conversation, message: nil), documents: documents,
            isConfirmed: true)
        let outcome = try performer.perform(command)
        return Output(messages: outcome.messages, swarm: outcome.swarm)
    }
}
