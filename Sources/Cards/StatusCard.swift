package import Vocabulary

/// How a swarm stands: progress, who does what, what waits and why, spend, and what to say next.
package struct StatusCard: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package var number: Int
        package var title: String
        package var state: TaskState
        package var agent: String?
        /// How long it has been in its state.
        package var seconds: Int?
        package var dependsOn: [Int]
        package var reason: String?
        /// Why no agent takes its job, the work or a check; nil where one may.
        package var waiting: String?

        package init(
            number: Int, title: String, state: TaskState, agent: String? = nil, seconds: Int? = nil,
            dependsOn: [Int] = [], reason: String? = nil, waiting: String? = nil
        ) {
            self.number = number
            self.title = title
            self.state = state
            self.agent = agent
            self.seconds = seconds
            self.dependsOn = dependsOn
            self.reason = reason
            self.waiting = waiting
        }
    }

    package var swarm: String
    package var state: SwarmState
    package var isPaused: Bool
    package var tasks: [Row]
    package var agents: Int
    package var spent: Money
    package var budget: Money?
    package var remainingSeconds: Int?
    /// Said from the second version on.
    package var planVersion: Int64?
    package var buttons: [Button]

    package init(
        swarm: String, state: SwarmState, isPaused: Bool = false, tasks: [Row], agents: Int, spent: Money = .zero,
        budget: Money? = nil, remainingSeconds: Int? = nil, planVersion: Int64? = nil,
        buttons: [Button] = []
    ) {
        self.swarm = swarm
        self.state = state
        self.isPaused = isPaused
        self.tasks = tasks
        self.agents = agents
        self.spent = spent
        self.budget = budget
        self.remainingSeconds = remainingSeconds
        self.planVersion = planVersion
        self.buttons = buttons
    }

    package func render() -> OutboundMessage {
        let done = tasks.count { $0.state == .done }
        var lines = [
            "\(CardText.bold(swarm)) \(SwarmListCard.phrase(state, isPaused: isPaused)) "
                + CardText.bar(done, of: tasks.count)
        ]
        lines = [lines[0].trimmedEnd]
        for state in [TaskState.failed, .blocked, .running, .review, .ready, .pending] {
            lines += rows(of: state)
        }
        lines.append(footer)
        if let next { lines.append(next) }
        return OutboundMessage(lines.joined(separator: "\n"), buttons: buttons)
    }

    private func rows(of state: TaskState) -> [String] {
        let matching = tasks.filter { $0.state == state }
        let limit = state == .pending || state == .ready ? 3 : 6
        return CardText.rows(matching.map(line), limit: limit) { "… and \($0) more \(CardText.word(state))" }
    }

    private func line(_ row: Row) -> String {
        var parts = ["\(CardText.icon(row.state)) \(row.number) \(CardText.title(row.title, limit: 40))"]
        switch row.state {
        case .review where row.waiting != nil:
            parts.append("to be checked, \(CardText.title(row.waiting ?? "", limit: 80))")
        case .running, .review:
            let who = [row.agent.map { CardText.title($0, limit: 24) }, row.seconds.map(CardText.duration(seconds:))]
                .compactMap(\.self).joined(separator: ", ")
            let phrase = row.state == .review ? "being checked" : ""
            parts.append([phrase, who].filter { !$0.isEmpty }.joined(separator: ", "))
        case .pending:
            let open = row.dependsOn.filter { number in tasks.contains { $0.number == number && $0.state != .done } }
            parts.append(
                row.reason.map { CardText.title($0, limit: 80) }
                    ?? (open.isEmpty ? "waits" : "waits for \(CardText.numbers(open, limit: 3))"))
        case .ready: parts.append(row.reason.map { CardText.title($0, limit: 80) } ?? "waits for an agent")
        default: parts.append(row.reason.map { CardText.title($0, limit: 80) } ?? CardText.word(row.state))
        }
        return parts.filter { !$0.isEmpty }.joined(separator: ": ")
    }

    private var footer: String {
        var parts = [CardText.count(agents, "agent")]
        if let spend = CardText.spend(spent, cap: budget) { parts.insert("💵 \(spend)", at: 0) }
        if let planVersion, planVersion > 1 { parts.append("plan version \(planVersion)") }
        if let remainingSeconds, state == .running, !isPaused {
            parts.append("about \(CardText.duration(seconds: remainingSeconds)) left")
        }
        return parts.joined(separator: " · ")
    }

    /// The most useful thing to say now.
    private var next: String? {
        if let failed = tasks.first(where: { $0.state == .failed }) {
            return "Say *retry \(failed.number)* or *show task \(failed.number)*."
        }
        if let blocked = tasks.first(where: { $0.state == .blocked }) {
            return "Say *show task \(blocked.number)* to see what it needs."
        }
        let name = CardText.title(swarm, limit: 40)
        switch state {
        case .awaitingApproval: return "Say *show the plan of \(name)* or *yes* to start."
        case .running where isPaused: return "Say *resume \(name)*."
        case .running: return "Say *pause \(name)* or *results of \(name)*."
        case .completed: return "Say *results of \(name)*."
        default: return nil
        }
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        var copy = self
        while copy.last == " " { copy.removeLast() }
        return copy
    }
}
