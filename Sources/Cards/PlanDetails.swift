package import Vocabulary

/// The whole plan with every command as it will run; nothing is shortened, so it may take several messages.
package struct PlanDetails: Hashable, Sendable {
    package var swarm: String
    package var plan: Plan
    package var digest: String
    /// Nil for a plan that is no swarm's.
    package var version: Int64?

    package init(swarm: String, plan: Plan, digest: String, version: Int64? = nil) {
        self.swarm = swarm
        self.plan = plan
        self.digest = digest
        self.version = version
    }

    package func render() -> OutboundMessage {
        let edition = version.map { ", version \($0)" } ?? ""
        var lines = [
            "*The plan of \(CardText.title(swarm))*\(edition), by \(CardText.title(plan.planner)), `\(digest)`"
        ]
        for (title, remarks) in [("Assumed", plan.assumptions), ("Open questions", plan.questions)]
        where !remarks.isEmpty {
            lines += ["", "\(title):"] + remarks.map { "• \(CardText.title($0, limit: 400))" }
        }
        for task in plan.tasks {
            lines += ["", "*\(task.number). \(CardText.title(task.title, limit: 200))*"]
            lines += after(task) + work(of: task)
            var followers = Array((task.next ?? []).reversed())
            while let follower = followers.popLast() {
                lines.append("When it is done, this follows: *\(CardText.title(follower.title, limit: 200))*")
                lines += work(of: follower)
                followers += (follower.next ?? []).reversed()
            }
        }
        return OutboundMessage(lines.joined(separator: "\n"))
    }

    private func work(of task: PlannedTask) -> [String] {
        let facts = [task.executor.rawValue, task.model.map { CardText.title($0) }, "\(task.tier)", "\(task.size)"]
            .compactMap(\.self)
        var lines = ["\(facts.joined(separator: ", ")), about \(task.forecast.cost)"]
        if !task.details.isEmpty { lines.append(Inert.quote(task.details, lines: 40, width: 2_000)) }
        if let run = task.run { lines += ["Runs:", Inert.fence(run)] }
        lines += ["Checked by:", Inert.fence(task.checks.joined(separator: "\n"))]
        if let needs = task.needs, !needs.isEmpty {
            lines.append("Needs an agent with \(CardText.title(needs.words.joined(separator: ", "), limit: 400)).")
        }
        if !task.files.isEmpty {
            lines.append("May touch: \(task.files.map { Inert.code($0) }.joined(separator: ", "))")
        }
        return lines
    }

    private func after(_ task: PlannedTask) -> [String] {
        func numbers(_ condition: EdgeCondition) -> [Int] {
            task.dependsOn.filter { (task.conditions?[$0] ?? .success) == condition }
        }
        var lines: [String] = []
        for (condition, words) in [
            (EdgeCondition.success, ""), (.done, ", however that ends"), (.failure, " if that fails"),
        ] {
            let parents = numbers(condition)
            if !parents.isEmpty { lines.append("After \(CardText.numbers(parents, limit: 50))\(words).") }
        }
        switch task.ifBlocked {
        case .cancel: lines.append("Dropped if what it waits for does not come.")
        case .run: lines.append("Run even if what it waits for does not come.")
        case .wait, nil: break
        }
        return lines
    }
}
