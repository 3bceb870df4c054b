package import Vocabulary

/// One task in full.
package struct TaskCard: Hashable, Sendable {
    package var swarm: String
    package var number: Int
    package var title: String
    package var state: TaskState
    package var priority: Priority
    package var details: String
    package var executor: Executor
    package var model: String?
    package var agent: String?
    package var attempt: Int
    package var maximumAttempts: Int
    package var dependsOn: [Int]
    package var checks: [String]
    package var reason: String?
    package var branch: String?
    package var commit: String?
    package var spent: Money
    package var needs: Needs?

    package init(
        swarm: String, number: Int, title: String, state: TaskState, priority: Priority = .normal,
        details: String = "", executor: Executor, model: String? = nil, agent: String? = nil, attempt: Int = 0,
        maximumAttempts: Int = 3, dependsOn: [Int] = [], checks: [String] = [], reason: String? = nil,
        branch: String? = nil, commit: String? = nil, spent: Money = .zero, needs: Needs? = nil
    ) {
        self.swarm = swarm
        self.number = number
        self.title = title
        self.state = state
        self.priority = priority
        self.details = details
        self.executor = executor
        self.model = model
        self.agent = agent
        self.attempt = attempt
        self.maximumAttempts = maximumAttempts
        self.dependsOn = dependsOn
        self.checks = checks
        self.reason = reason
        self.branch = branch
        self.commit = commit
        self.spent = spent
        self.needs = needs
    }

    package func render() -> OutboundMessage {
        let name = CardText.title(swarm, limit: 40)
        var lines = [
            "\(CardText.icon(state)) *Task \(number) of \(name)*: \(CardText.title(title, limit: 120))",
            "\(CardText.word(state))\(agent.map { " by \(CardText.title($0, limit: 30))" } ?? "")"
                + (attempt > 0 ? ", attempt \(attempt) of \(maximumAttempts)" : "")
                + (priority == .normal ? "" : ", \(priority.name) priority"),
        ]
        if let reason { lines.append("Why: \(CardText.title(reason, limit: 240))") }
        if !dependsOn.isEmpty { lines.append("After \(CardText.numbers(dependsOn, limit: 12))") }
        if !details.isEmpty { lines.append(Inert.quote(details, lines: 8, width: 300)) }
        let worker = [executor.rawValue, model.map { CardText.title($0, limit: 40) }].compactMap(\.self)
        lines.append("⚙ \(worker.joined(separator: ", "))" + (spent > .zero ? " · 💵 \(spent)" : ""))
        if let needs, !needs.isEmpty {
            lines.append("Needs \(CardText.title(needs.words.joined(separator: ", "), limit: 240))")
        }
        if !checks.isEmpty { lines += ["Checked by:", Inert.fence(checks.joined(separator: "\n"))] }
        if let commit { lines.append("Result \(Inert.code(String(commit.prefix(9))))") }
        if let branch { lines.append("Branch \(Inert.code(branch))") }
        if let next { lines.append(next) }
        return OutboundMessage(lines.joined(separator: "\n"))
    }

    private var next: String? {
        switch state {
        case .failed, .cancelled: "Say *retry \(number)*."
        case .review: "Say *approve \(number)* or *reject \(number)* and what is wrong."
        case .running: "Say *log of task \(number)* or *drop task \(number)*."
        case .pending, .ready: "Say *make task \(number) urgent* or *drop task \(number)*."
        case .blocked: "Say *retry \(number)* when that is settled."
        case .done: nil
        }
    }
}
