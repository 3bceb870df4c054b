package import Vocabulary

/// What a swarm delivered: what was merged, how it was checked, where it is.
package struct ResultsCard: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package var number: Int
        package var title: String
        package var commit: String
        /// Acceptance commands that passed in a fresh sandbox.
        package var checks: [String]
        package var cost: Money

        package init(number: Int, title: String, commit: String, checks: [String], cost: Money = .zero) {
            self.number = number
            self.title = title
            self.commit = commit
            self.checks = checks
            self.cost = cost
        }
    }

    package var swarm: String
    package var state: SwarmState
    package var results: [Row]
    package var total: Int
    package var failed: [Int]
    package var branch: String
    /// A path or URL one can clone from.
    package var repository: String
    package var spent: Money
    package var seconds: Int?
    /// False where agents ran without a sandbox; that is always said.
    package var wasSandboxed: Bool
    package var buttons: [Button]

    package init(
        swarm: String, state: SwarmState, results: [Row], total: Int, failed: [Int] = [], branch: String,
        repository: String, spent: Money = .zero, seconds: Int? = nil, wasSandboxed: Bool = true,
        buttons: [Button] = []
    ) {
        self.swarm = swarm
        self.state = state
        self.results = results
        self.total = total
        self.failed = failed
        self.branch = branch
        self.repository = repository
        self.spent = spent
        self.seconds = seconds
        self.wasSandboxed = wasSandboxed
        self.buttons = buttons
    }

    package func render() -> OutboundMessage {
        let name = CardText.title(swarm, limit: 40)
        let phrase = SwarmListCard.phrase(state, isPaused: false)
        guard !results.isEmpty else {
            return OutboundMessage(
                "*\(name)* \(phrase); nothing is merged yet.\nSay *status of \(name)*.", buttons: buttons)
        }
        let bar = CardText.bar(results.count, of: total)
        var lines = ["*\(name)* \(phrase) \(bar)"]
        lines += CardText.rows(
            results.map { row in
                "✓ \(row.number) \(CardText.title(row.title, limit: 40)): `\(row.commit.prefix(9))`, "
                    + CardText.count(row.checks.count, "check")
            }, limit: 12
        ) { "… and \($0) more" }
        if !failed.isEmpty { lines.append("✗ not delivered: \(CardText.numbers(failed))") }
        let checks = results.reduce(0) { $0 + $1.checks.count }
        let place = wasSandboxed ? "in fresh sandboxes" : "*without a sandbox*"
        lines.append("Checked: \(CardText.count(checks, "command")) passed \(place), before each merge.")
        var facts = [spent > .zero ? "💵 \(spent)" : "💵 no model cost"]
        if let seconds { facts.append("⏱ \(CardText.duration(seconds: seconds))") }
        lines.append(facts.joined(separator: " · "))
        lines += ["Merged into \(Inert.code(branch)). Get it:", Inert.fence("git clone -b \(branch) \(repository)")]
        return OutboundMessage(lines.joined(separator: "\n"), buttons: buttons)
    }
}
