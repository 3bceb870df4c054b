package import Cards
package import Vocabulary

/// What a command did: the answer, and what the conversation is now about.
package struct CommandOutcome: Sendable {
    package var messages: [OutboundMessage]
    package var swarm: SwarmID?
    /// A question that was asked instead of acting: its commands, to be confirmed.
    package var question: Question?

    package struct Question: Sendable {
        package var commands: [Command]
        package var action: String
        package var consequences: [String]
        package var price: Money?
        /// Swarms whose change makes the question void.
        package var subjects: [SwarmID]
        /// The task whose very result or attempt is meant.
        package var task: TaskID?
    }

    package init(_ messages: [OutboundMessage], swarm: SwarmID? = nil, question: Question? = nil) {
        self.messages = messages
        self.swarm = swarm
        self.question = question
    }

    package init(_ text: String, swarm: SwarmID? = nil, buttons: [Button] = []) {
        self.init([OutboundMessage(text, buttons: buttons)], swarm: swarm)
    }
}
