package import Vocabulary

/// The agents, a line each: what they do and where.
package struct AgentListCard: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package var name: String
        package var state: AgentState
        package var swarm: String?
        package var task: Int?
        package var taskTitle: String?
        /// Since it was last heard from.
        package var silentSeconds: Int?

        package init(
            name: String, state: AgentState, swarm: String? = nil, task: Int? = nil, taskTitle: String? = nil,
            silentSeconds: Int? = nil
        ) {
            self.name = name
            self.state = state
            self.swarm = swarm
            self.task = task
            self.taskTitle = taskTitle
            self.silentSeconds = silentSeconds
        }
    }

    package var agents: [Row]

    package init(agents: [Row]) { self.agents = agents }

    package func render() -> OutboundMessage {
        guard !agents.isEmpty else {
            return OutboundMessage("No agents. Say *give me a join token for a new machine* to add one.")
        }
        let lines = agents.map(AgentListCard.line)
        let busy = agents.count { $0.state == .working }
        let head = "*\(CardText.count(agents.count, "agent"))*, \(busy) working"
        return OutboundMessage(
            ([head] + CardText.rows(lines, limit: 30) { "… and \($0) more" }).joined(separator: "\n"))
    }

    private static func line(_ row: Row) -> String {
        let icon =
            switch row.state {
            case .working: "▶"
            case .idle: "○"
            case .blocked: "✋"
            case .offline, .retired: "✗"
            case .starting, .draining: "◔"
            }
        var line = "\(icon) \(CardText.bold(row.name, limit: 30)) \(row.state.rawValue)"
        if let task = row.task {
            line += " on \(task)"
            if let swarm = row.swarm { line += " of \(CardText.title(swarm, limit: 30))" }
            if let title = row.taskTitle { line += ": \(CardText.title(title, limit: 40))" }
        }
        if row.state == .offline, let silent = row.silentSeconds {
            line += ", silent for \(CardText.duration(seconds: silent))"
        }
        return line
    }
}
