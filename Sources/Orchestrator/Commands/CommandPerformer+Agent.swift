import Cards
import Crypto
import Store
import Vocabulary

extension CommandPerformer {
    func changeAgent(_ command: Command) throws -> CommandOutcome {
        switch command.intent {
        case .agentInvite:
            let count = command.integer(.count) ?? 1
            guard (1...20).contains(count) else {
                throw CommandRefusal(.invalid, "Join tokens come one to twenty at a time; you said \(count).")
            }
            return try confirmIfGuessed(
                command, count == 1 ? "Make a join token for a new machine" : "Make \(count) join tokens", of: []
            ) { try invite(count) }
        case .agentMessage: return try leaveNote(command)
        default: break
        }
        let agent = try agent(command)
        switch command.intent {
        case .agentRestart: return try restart(agent, .restart, command)
        case .agentUpgrade: return try restart(agent, .upgrade, command)
        case .agentRemove:
            return try confirm(
                command, "Remove agent \(agent.name)", consequences: ["what it works on is given to another"], of: []
            ) {
                var next = agent
                next.isRetired = true
                next.isConnected = false
                if let open = try transaction.openCommand(of: agent.id) {
                    try transaction.move(open, to: .failed, detail: "the agent was removed")
                }
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

    /// Has the agent's process end when it has nothing in hand, and another one begin.
    private func restart(
        _ agent: AgentRecord, _ kind: AgentCommandRecord.Kind, _ command: Command
    ) throws -> CommandOutcome {
        let verb = kind == .restart ? "Restart" : "Upgrade"
        guard agent.isConnected else {
            throw CommandRefusal(
                .conflict,
                agent.slot == nil
                    ? "\(agent.name) is offline; start its process on its own machine."
                    : "\(agent.name) is offline; it is started again by itself.")
        }
        if let open = try transaction.openCommand(of: agent.id) {
            return CommandOutcome("\(agent.name) is asked to \(open.kind.rawValue) already.")
        }
        return try confirmIfGuessed(command, "\(verb) agent \(agent.name)", of: []) {
            guard try transaction.insertCommand(kind, for: agent.id, from: speaker.conversation.id) else {
                throw StoreError.conflict("\(agent.name) was asked for something else meanwhile")
            }
            try audit("agent.\(kind.rawValue)", "agent \(agent.name)")
            try keepNoUndo("A restart cannot be undone.")
            let what =
                kind == .restart
                ? "restarts" : "starts again with the version that is installed on its machine (nothing is downloaded)"
            return CommandOutcome(
                "\(agent.name) finishes what it has in hand and \(what). I'll tell you when it is back.")
        }
    }

    /// One-time admissions for agents of other machines, good for fifteen minutes.
    private func invite(_ count: Int) throws -> CommandOutcome {
        let lines = try (0..<count).map { _ in "`waggle agent --url URL --join \(try joinToken())`" }
        try audit("agent.invite", count == 1 ? "join token" : "\(count) join tokens")
        return CommandOutcome(
            "On the new machine\(count == 1 ? "" : "s, one line each"), within 15 minutes:\n"
                + lines.joined(separator: "\n")
                + "\nURL is the address of this control plane as that machine sees it. A token works once.")
    }

    private func joinToken() throws -> String {
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
        return token.secret.expose()
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
