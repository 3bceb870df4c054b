import Cards
import Crypto
import Store
import Vocabulary

extension CommandPerformer {
    func changeAgent(_ command: Command) throws -> CommandOutcome {
        switch command.intent {
        case .agentInvite:
            return try confirmIfGuessed(command, "Make a join token for a new machine", of: []) { try invite() }
        case .agentMessage: return try leaveNote(command)
        default: break
        }
        let agent = try agent(command)
        switch command.intent {
        case .agentRemove:
            return try confirm(
                command, "Remove agent \(agent.name)", consequences: ["what it works on is given to another"], of: []
            ) {
                var next = agent
                next.isRetired = true
                next.isConnected = false
                try transaction.revoke(agent.id)
                try transaction.update(next)
                try transaction.emit(.agentLeft, agent: agent.id)
                for id in try transaction.tasks(assignedTo: agent.id) {
                    // Nobody else could ever take what waits for an agent that is gone.
                    if let task = try transaction.task(id) { try change(task) { $0.assigned = nil } }
                }
                try audit("agent.remove", "agent \(agent.name)")
                try keepNoUndo("A removed agent joins again with a new token; say *invite an agent*.")
                return CommandOutcome("Agent \(agent.name) is removed.")
            }
        default:
            let isDrain = command.intent == .agentDrain
            guard agent.isDraining != isDrain else {
                return CommandOutcome("\(agent.name) \(isDrain ? "is draining" : "takes work") already.")
            }
            return try confirmIfGuessed(command, "\(isDrain ? "Drain" : "Resume") agent \(agent.name)", of: []) {
                var next = agent
                next.isDraining = isDrain
                try transaction.update(next)
                if isDrain { try transaction.emit(.agentDrained, agent: agent.id) }
                if !isDrain { transaction.signal(.jobs) }
                try audit(isDrain ? "agent.drain" : "agent.resume", "agent \(agent.name)")
                try keepUndo(
                    [Command(isDrain ? .agentResume : .agentDrain, [.agent: .text(agent.name)])],
                    told: "\(agent.name) \(isDrain ? "takes work again" : "is draining again").", of: [])
                return CommandOutcome(
                    isDrain
                        ? "\(agent.name) finishes what it has and takes nothing new. Say *resume \(agent.name)* to undo."
                        : "\(agent.name) takes work again.")
            }
        }
    }

    /// A one-time admission for an agent of another machine, good for fifteen minutes.
    private func invite() throws -> CommandOutcome {
        var bytes: [UInt8] = []
        while bytes.count < Token.randomByteCount {
            withUnsafeBytes(of: transaction.randomNumber()) { bytes.append(contentsOf: $0) }
        }
        guard let token = Token(random: Array(bytes.prefix(Token.randomByteCount))) else {
            throw StoreError.unavailable("no randomness for a token")
        }
        _ = try transaction.insertToken(
            digest: token.digest, kind: .join, label: "invited by \(speaker.principal.name)",
            principal: speaker.principal.id, agent: nil, expiresAt: transaction.now + .seconds(900))
        try audit("agent.invite", "join token")
        return CommandOutcome(
            "On the new machine, within 15 minutes:\n`waggle agent --url URL --join \(token.secret.expose())`\n"
                + "URL is the address of this control plane as that machine sees it. The token works once.")
    }

    private func leaveNote(_ command: Command) throws -> CommandOutcome {
        guard let text = command.text(.text), !text.isEmpty else {
            throw CommandRefusal(.invalid, "What should I tell them?")
        }
        if command.slots[.task] != nil {
            let (swarm, task) = try task(command)
            return try confirmIfGuessed(
                command, "Tell whoever has task \(task.core.number) of \(swarm.name): \(Inert.line(text))", of: [swarm]
            ) {
                try transaction.insertNote(String(text.prefix(4_000)), task: task.core.id, agent: nil)
                if task.core.state == .blocked, task.core.dependenciesLeft == 0 {
                    try transaction.advance(task, .redriven)
                }
                try audit("agent.message", "task \(swarm.slug)/\(task.core.number)")
                try keepNoUndo("A message cannot be taken back; send another one.")
                return CommandOutcome(
                    "Noted for task \(task.core.number) of *\(swarm.name)*; its next attempt will read it.",
                    swarm: swarm.id)
            }
        }
        let agent = try agent(command)
        return try confirmIfGuessed(command, "Tell \(agent.name): \(Inert.line(text))", of: []) {
            try transaction.insertNote(String(text.prefix(4_000)), task: nil, agent: agent.id)
            try audit("agent.message", "agent \(agent.name)")
            try keepNoUndo("A message cannot be taken back; send another one.")
            return CommandOutcome("Noted for \(agent.name); it will read it with its next task.")
        }
    }
}
