package import Vocabulary

/// All swarms, a line each.
package struct SwarmListCard: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package var name: String
        package var state: SwarmState
        package var isPaused: Bool
        package var done: Int
        package var total: Int
        package var failed: Int
        package var blocked: Int
        package var spent: Money

        package init(
            name: String, state: SwarmState, isPaused: Bool = false, done: Int, total: Int, failed: Int = 0,
            blocked: Int = 0, spent: Money = .zero
        ) {
            self.name = name
            self.state = state
            self.isPaused = isPaused
            self.done = done
            self.total = total
            self.failed = failed
            self.blocked = blocked
            self.spent = spent
        }
    }

    package var rows: [Row]

    package init(rows: [Row]) { self.rows = rows }

    package func render() -> OutboundMessage {
        guard !rows.isEmpty else {
            return OutboundMessage(
                "No swarms yet. Send me a PRD as a file, or say for example: *build me a todo api with auth*.")
        }
        let lines = rows.map { row in
            var parts = [
                "\(CardText.bold(row.name, limit: 40)) \(SwarmListCard.phrase(row.state, isPaused: row.isPaused))"
            ]
            if row.total > 0 { parts.append(CardText.bar(row.done, of: row.total)) }
            if row.failed > 0 { parts.append("✗ \(row.failed) failed") }
            if row.blocked > 0 { parts.append("✋ \(row.blocked) blocked") }
            if row.spent > .zero { parts.append("\(row.spent)") }
            return parts.joined(separator: " · ")
        }
        return OutboundMessage(
            CardText.rows(lines, limit: 20) { "… and \($0) more" }.joined(separator: "\n")
                + "\nSay *status of \(CardText.title(rows[0].name, limit: 40))* for one of them.")
    }

    static func phrase(_ state: SwarmState, isPaused: Bool) -> String {
        switch state {
        case .planning: "is being planned"
        case .awaitingApproval: "waits for your yes"
        case .running: isPaused ? "is paused" : "is running"
        case .completed: "is done"
        case .failed: "failed"
        case .cancelled: "was cancelled"
        }
    }
}
