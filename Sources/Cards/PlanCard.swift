package import Vocabulary

/// The plan that waits for approval: tasks, price, what runs it, and the choices.
package struct PlanCard: Hashable, Sendable {
    package var swarm: String
    package var plan: Plan
    /// The digest that approval binds to; its first characters are shown.
    package var digest: String
    package var agents: Int
    package var budget: Money?
    /// Where the result goes: `new repository, branch waggle/shop/main`.
    package var destination: String?
    /// What the planner or the checks want the reader to know.
    package var notes: [String]
    /// Usually approve, change, decline.
    package var buttons: [Button]

    package init(
        swarm: String, plan: Plan, digest: String, agents: Int, budget: Money? = nil, destination: String? = nil,
        notes: [String] = [], buttons: [Button]
    ) {
        self.swarm = swarm
        self.plan = plan
        self.digest = digest
        self.agents = agents
        self.budget = budget
        self.destination = destination
        self.notes = notes
        self.buttons = buttons
    }

    /// One message where it fits under buttons, else first the tasks with what was assumed, and a short card with the buttons
    /// last.
    package func render() -> [OutboundMessage] {
        let blocks = [[head] + taskLines(limit: 44), remarks(limit: 120), foot]
        let whole = text(blocks)
        if plan.tasks.count <= 12, Dialect.whatsapp.text(whole).utf16.count <= OutboundMessage.limitWithButtons {
            return [OutboundMessage(whole, buttons: buttons)]
        }
        let title = "*Tasks of \(CardText.title(swarm, limit: 40))*"
        let list = text([[title] + taskLines(limit: 70), remarks(limit: 200)])
        var card = ([head] + foot).joined(separator: "\n")
        if Dialect.whatsapp.text(card).utf16.count > OutboundMessage.limitWithButtons {
            card = ([head] + price + [ask]).joined(separator: "\n")
        }
        return [OutboundMessage(list), OutboundMessage(card, buttons: buttons)]
    }

    /// Blocks of lines with an empty line between them.
    private func text(_ blocks: [[String]]) -> String {
        blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    private var head: String {
        "*Plan for \(CardText.title(swarm, limit: 40))*: \(CardText.count(plan.tasks.count, "task")), "
            + CardText.count(agents, "agent")
    }

    private func taskLines(limit: Int) -> [String] {
        plan.tasks.map { task in
            let after = task.dependsOn.isEmpty ? "" : " (after \(CardText.numbers(task.dependsOn, limit: 3)))"
            return "\(task.number). \(CardText.title(task.title, limit: limit))\(after)"
        }
    }

    /// What the planner decided by itself and what it asks; nothing where there is neither.
    private func remarks(limit: Int) -> [String] {
        var lines: [String] = []
        if !plan.assumptions.isEmpty {
            lines.append("💭 Assumed:")
            lines += plan.assumptions.map { "• \(CardText.title($0, limit: limit))" }
        }
        lines += plan.questions.map { "❓ \(CardText.title($0, limit: limit))" }
        return lines
    }

    private var price: [String] {
        let money = plan.forecast.cost > .zero ? "about \(plan.forecast.cost)" : "no model cost"
        let cap = budget.map { ", stops at \($0)" } ?? ""
        return ["💵 \(money)\(cap) · ⏱ about \(CardText.duration(seconds: plan.forecast.seconds))"]
    }

    private var foot: [String] {
        var lines = price
        lines.append("⚙ \(workers)")
        if let destination { lines.append("📦 \(CardText.title(destination, limit: 90))") }
        lines += notes.prefix(3).map { "⚠ \(CardText.title($0, limit: 110))" }
        lines.append(ask)
        return lines
    }

    private var ask: String {
        "Plan `\(digest.prefix(8))`. Say *yes* to start, *no* to drop it, *show the plan* for every command, "
            + (plan.questions.isEmpty ? "or tell me what to change." : "or *change the plan:* and your answer.")
    }

    /// `5 shell, 3 builtin with claude-x`.
    private var workers: String {
        var counts: [(name: String, count: Int)] = []
        for task in plan.tasks {
            let name =
                task.executor.rawValue + (task.model.map { " with \(CardText.title($0, limit: 30))" } ?? "")
            if let index = counts.firstIndex(where: { $0.name == name }) {
                counts[index].count += 1
            } else {
                counts.append((name, 1))
            }
        }
        return counts.prefix(3).map { "\($0.count) \($0.name)" }.joined(separator: ", ")
    }
}
