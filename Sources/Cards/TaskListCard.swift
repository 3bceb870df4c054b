package import Vocabulary

/// The tasks of a swarm, a line each.
package struct TaskListCard: Hashable, Sendable {
    package var swarm: String
    /// The state asked for; nil for all.
    package var filter: TaskState?
    package var tasks: [StatusCard.Row]

    package init(swarm: String, filter: TaskState? = nil, tasks: [StatusCard.Row]) {
        self.swarm = swarm
        self.filter = filter
        self.tasks = tasks
    }

    package func render() -> OutboundMessage {
        let name = CardText.title(swarm, limit: 40)
        guard !tasks.isEmpty else {
            return OutboundMessage("*\(name)* has no \(filter.map { "\(CardText.word($0)) " } ?? "")tasks.")
        }
        let lines = tasks.map { row in
            var line = "\(CardText.icon(row.state)) \(row.number) \(CardText.title(row.title, limit: 60))"
            if let agent = row.agent { line += " · \(CardText.title(agent, limit: 24))" }
            if let reason = row.reason { line += ": \(CardText.title(reason, limit: 80))" }
            return line
        }
        let head = "*\(name)*: \(CardText.count(tasks.count, filter.map { "\(CardText.word($0)) task" } ?? "task"))"
        return OutboundMessage(
            ([head] + CardText.rows(lines, limit: 40) { "… and \($0) more" }).joined(separator: "\n"))
    }
}
