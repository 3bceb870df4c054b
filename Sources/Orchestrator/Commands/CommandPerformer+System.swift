import Cards
import Store
import Vocabulary

extension CommandPerformer {
    func system(_ command: Command) throws -> CommandOutcome {
        switch command.intent {
        case .help:
            CommandOutcome([HelpCard(available: settings.available, role: speaker.principal.role).render()])
        case .whoami:
            CommandOutcome(
                "You are *\(speaker.principal.name)*, \(speaker.principal.role.name), known as "
                    + (try transaction.identities(of: speaker.principal.id)).joined(separator: ", ") + ".")
        case .systemHealth: try health()
        case .systemAudit: try auditTrail(command)
        case .notifySet: try notify(command)
        case .clarify: clarify(command)
        default: CommandOutcome([Notice.unknown(suggestions: [])])
        }
    }

    private func health() throws -> CommandOutcome {
        let agents = try transaction.agents()
        let open = try transaction.swarms().filter { !$0.state.isFinal }
        let connected = agents.filter(\.isConnected).count
        var lines = [
            "✓ I'm here: the database answers, \(connected) of \(agents.count) agents are connected, "
                + "\(open.count) \(open.count == 1 ? "swarm is" : "swarms are") open."
        ]
        if connected == 0 { lines.append("✗ No agent is connected, so nothing can run.") }
        let mode = try transaction.hubMode()
        if mode != .executing { lines.append("The hub is *\(mode.rawValue)*.") }
        let alerts = try transaction.openAlerts().count { $0.acknowledgedAt == nil }
        if alerts > 0 { lines.append("⚠️ \(alerts == 1 ? "One alert waits" : "\(alerts) alerts wait"): say *alerts*.") }
        if !settings.isSandboxed { lines.append("⚠️ Agents run without a sandbox.") }
        return CommandOutcome(lines.joined(separator: "\n"))
    }

    private func auditTrail(_ command: Command) throws -> CommandOutcome {
        let days: Int64 = ["today": 0, "week": 6, "month": 29][command.text(.period) ?? "today"] ?? 36_500
        let since = Timestamp(milliseconds: max(transaction.now.day - days, 0) * 86_400_000)
        let records = try transaction.audit(since: since, limit: 1_000)
        guard !records.isEmpty else { return CommandOutcome("Nobody changed anything in that time.") }
        let lines = try records.prefix(15).reversed().map { record in
            let who = try record.principal.flatMap { try transaction.principal($0)?.name } ?? "Waggle"
            return "- \(record.at.description.dropFirst(11).prefix(5)) \(who): \(record.action) \(record.subject)"
        }
        let rest = records.count - 15
        let more = rest > 0 ? "\n… and \(records.count == 1_000 ? "at least \(rest)" : "\(rest)") before that" : ""
        return CommandOutcome("*Who did what*\n" + lines.joined(separator: "\n") + more)
    }

    private func notify(_ command: Command) throws -> CommandOutcome {
        guard let level = command.text(.level), ["all", "digest", "failures", "none"].contains(level) else {
            throw CommandRefusal(.invalid, "Say *notify all*, *digest*, *failures* or *none*.")
        }
        return try confirmIfGuessed(command, "Notify you of: \(level)", of: []) { try notify(at: level) }
    }

    private func notify(at level: String) throws -> CommandOutcome {
        let before = try transaction.principal(speaker.principal.id)?.notify ?? level
        try transaction.setNotify(level, of: speaker.principal.id)
        try keepUndo(
            [Command(.notifySet, [.level: .text(before)])], told: "Notifications are back at \(before).", of: [])
        let words = [
            "all": "You'll hear about results and failures.",
            "digest": "You'll hear when a swarm is done, and of failures.",
            "failures": "You'll only hear about failures.", "none": "You'll only hear questions.",
        ]
        return CommandOutcome(words[level] ?? "")
    }

    private func clarify(_ command: Command) -> CommandOutcome {
        guard case .list(let candidates) = command.slots[.candidates], !candidates.isEmpty else {
            return CommandOutcome("What exactly do you mean? Say *help* for examples.")
        }
        let choices = candidates.map { candidate in
            let parts = candidate.split(separator: ":", maxSplits: 1).map(String.init)
            return parts.count == 2 ? "\(parts[0]) *\(parts[1])*" : "*\(candidate)*"
        }
        return CommandOutcome("Which do you mean: \(choices.joined(separator: ", "))? I did nothing yet.")
    }
}
