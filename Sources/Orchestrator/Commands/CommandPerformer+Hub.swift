import Cards
import Store
import Vocabulary

/// The installation as a whole: its mode, the backlog, alerts.
extension CommandPerformer {
    func hub(_ command: Command) throws -> CommandOutcome {
        switch command.intent {
        case .hubMode: try setMode(command)
        case .alertList: try listAlerts()
        case .alertAcknowledge: try acknowledge(command)
        case .goalAdd: try addGoal(command)
        case .goalDrop: try dropGoal(command)
        default: try listGoals()
        }
    }

    // MARK: Mode

    private func setMode(_ command: Command) throws -> CommandOutcome {
        guard let mode = command.text(.mode).flatMap(HubMode.init(rawValue:)) else {
            throw CommandRefusal(.invalid, "A mode is executing, improving, contemplating, resting or auto.")
        }
        let before = try transaction.hubMode()
        guard mode != before else { return CommandOutcome("The mode is *\(mode.rawValue)* already: \(words(mode)).") }
        return try confirmIfGuessed(command, "Switch the hub to \(mode.rawValue)", of: []) {
            try transaction.setHubMode(mode)
            if mode.isResting != before.isResting { try transaction.setResting(mode.isResting) }
            try audit(
                "hub.mode", "hub", EventData.object(["mode": .text(mode.rawValue), "from": .text(before.rawValue)]))
            try keepUndo(
                [Command(.hubMode, [.mode: .text(before.rawValue)])], told: "The mode is \(before.rawValue) again.",
                of: [])
            return CommandOutcome("The mode is now *\(mode.rawValue)*: \(words(mode)).")
        }
    }

    private func words(_ mode: HubMode) -> String {
        switch mode {
        case .executing: "approved swarms run, the backlog waits"
        case .improving: "approved swarms run, and the backlog is planned, one goal after the other, for your approval"
        case .contemplating: "the backlog is planned, one goal after the other, and nothing new starts"
        case .resting: "nothing new starts; what runs may finish"
        case .auto: "approved swarms run, and when none is left the next goal is planned for your approval"
        }
    }

    // MARK: Alerts

    private func listAlerts() throws -> CommandOutcome {
        let alerts = try transaction.openAlerts()
        guard !alerts.isEmpty else { return CommandOutcome("✓ There are no alerts.") }
        let lines = try alerts.suffix(20).map { alert in
            let seen = try alert.acknowledgedBy.flatMap { try transaction.principal($0)?.name }
            return "- \(alert.id). \(alert.raisedAt.description.prefix(16).replacing("T", with: " ")) "
                + Inert.line(alert.text, limit: 200) + (seen.map { " (seen by \(Inert.line($0, limit: 40)))" } ?? "")
        }
        let open = alerts.last { $0.acknowledgedAt == nil }
        return CommandOutcome(
            "*⚠️ \(alerts.count == 1 ? "One alert" : "\(alerts.count) alerts")*\n" + lines.joined(separator: "\n")
                + (open.map { "\nSay *ack alert \($0.id)* when you have seen to it." } ?? ""))
    }

    private func acknowledge(_ command: Command) throws -> CommandOutcome {
        let alert: AlertRecord
        if let id = command.integer(.alert) {
            guard let named = try transaction.alert(Int64(id)) else {
                throw CommandRefusal(.notFound, "There is no alert \(id). Say *alerts*.")
            }
            alert = named
        } else {
            let fresh = try transaction.openAlerts().filter { $0.acknowledgedAt == nil }
            guard fresh.count <= 1 else {
                let numbers = fresh.suffix(5).map { "*ack alert \($0.id)*" }.joined(separator: ", ")
                throw CommandRefusal(.invalid, "Which alert: \(numbers)?")
            }
            guard let only = fresh.first else { return CommandOutcome("There is no alert to acknowledge.") }
            alert = only
        }
        if alert.clearedAt != nil { return CommandOutcome("Alert \(alert.id) is over already.") }
        if let who = try alert.acknowledgedBy.flatMap({ try transaction.principal($0)?.name }) {
            return CommandOutcome("Alert \(alert.id) was acknowledged by \(who) already.")
        }
        return try confirmIfGuessed(command, "Acknowledge alert \(alert.id): \(Inert.line(alert.text))", of: []) {
            guard try transaction.acknowledgeAlert(alert.id, by: speaker.principal.id) else {
                throw StoreError.conflict("alert \(alert.id) was changed by somebody else")
            }
            try audit("alert.acknowledge", "alert \(alert.id)")
            try keepNoUndo("An acknowledged alert stays in the list until it is over.")
            return CommandOutcome(
                "Alert \(alert.id) is yours; it stays in the list until it is over.", swarm: alert.swarm)
        }
    }

    // MARK: Backlog

    private func addGoal(_ command: Command) throws -> CommandOutcome {
        guard let text = command.text(.text), !text.isEmpty else {
            throw CommandRefusal(.invalid, "What is the goal?")
        }
        let priority = command.text(.priority).flatMap(Priority.init(name:)) ?? .normal
        return try confirmIfGuessed(command, "Put on the backlog: \(Inert.line(text))", of: []) {
            let id = try transaction.insertGoal(
                String(text.prefix(2_000)), priority: priority, by: speaker.principal.id, in: speaker.conversation.id)
            try audit("goal.add", "goal \(id)")
            try keepUndo([Command(.goalDrop, [.goal: .integer(Int(id))])], told: "Goal \(id) is dropped.", of: [])
            let mode = try transaction.hubMode()
            let hint =
                mode == .executing || mode == .resting ? "\nSay *go improve things* to have the backlog planned." : ""
            return CommandOutcome("Goal \(id) is on the backlog: \(text)\(hint)")
        }
    }

    private func dropGoal(_ command: Command) throws -> CommandOutcome {
        guard let id = command.integer(.goal) else { throw CommandRefusal(.invalid, "Which goal? Say *goals*.") }
        guard let goal = try transaction.goals().first(where: { $0.id == Int64(id) }) else {
            throw CommandRefusal(.notFound, "There is no goal \(id).")
        }
        let swarm = try goal.state == .taken ? goal.swarm.flatMap { try transaction.swarm($0) } : nil
        return try confirm(
            command, "Drop goal \(id): \(Inert.line(goal.text))",
            consequences: swarm.map { ["its swarm \($0.name) goes on; say cancel \($0.name) to end that too"] } ?? [],
            of: []
        ) {
            guard try transaction.dropGoal(goal.id) else {
                throw CommandRefusal(.notFound, "There is no goal \(id).")
            }
            try audit("goal.drop", "goal \(id)")
            try keepNoUndo("A dropped goal does not come back; say *goal:* and its text.")
            return CommandOutcome("Goal \(id) is dropped.")
        }
    }

    private func listGoals() throws -> CommandOutcome {
        let goals = try transaction.goals()
        guard !goals.isEmpty else { return CommandOutcome("The backlog is empty. Say *goal:* and what you want.") }
        let lines = try goals.prefix(30).map { goal in
            var line = "\(goal.id). \(goal.text)"
            if goal.priority != .normal { line += " (\(goal.priority.name))" }
            let swarm = try goal.swarm.flatMap { try transaction.swarm($0)?.name } ?? "its swarm"
            switch goal.state {
            case .taken: line += " ▶ *\(swarm)*"
            case .parked: line += " – set aside, *\(swarm)* came to nothing"
            case .open, .done, .dropped: break
            }
            return line
        }
        let more = goals.count > 30 ? "\n… and \(goals.count - 30) more" : ""
        return CommandOutcome(
            "*Backlog* (the hub is \(try transaction.hubMode().rawValue))\n" + lines.joined(separator: "\n") + more)
    }
}
