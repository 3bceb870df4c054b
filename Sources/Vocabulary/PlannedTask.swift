/// One task of a plan, before it becomes a row.
package struct PlannedTask: Hashable, Sendable, Codable {
    package enum Size: String, Codable, Sendable, CaseIterable {
        case small, medium, large
    }

    /// From 1, unique within the plan.
    package var number: Int
    package var title: String
    /// What to do, in prose; the whole instruction of the `builtin` executor.
    package var details: String
    /// Numbers of other tasks of the plan.
    package var dependsOn: [Int]
    /// Ids of the requirements it covers.
    package var requirements: [String]
    /// The script of a `shell` task.
    package var run: String?
    /// Acceptance commands, each a script run by `sh -eu -c` in a fresh sandbox at the root of the result; at least one.
    package var checks: [String]
    /// Files or folders it may touch; empty means anywhere.
    package var files: [String]
    package var size: Size
    package var tier: ModelTier
    package var executor: Executor
    package var model: String?
    package var priority: Priority
    package var forecast: Forecast
    /// What it takes of an agent; nil takes nothing.
    package var needs: Needs?
    /// For those of `dependsOn` of which something else than success is waited for.
    package var conditions: [Int: EdgeCondition]?
    /// Nil waits.
    package var ifBlocked: DeadEndPolicy?
    /// Tasks that are added to the swarm when this one is done; their numbers and dependencies are ignored.
    package var next: [PlannedTask]?

    package init(
        number: Int, title: String, details: String = "", dependsOn: [Int] = [], requirements: [String] = [],
        run: String? = nil, checks: [String], files: [String] = [], size: Size = .small, tier: ModelTier = .standard,
        executor: Executor, model: String? = nil, priority: Priority = .normal,
        forecast: Forecast = Forecast(cost: .zero, seconds: 60), needs: Needs? = nil,
        conditions: [Int: EdgeCondition]? = nil, ifBlocked: DeadEndPolicy? = nil, next: [PlannedTask]? = nil
    ) {
        self.number = number
        self.title = title
        self.details = details
        self.dependsOn = dependsOn
        self.requirements = requirements
        self.run = run
        self.checks = checks
        self.files = files
        self.size = size
        self.tier = tier
        self.executor = executor
        self.model = model
        self.priority = priority
        self.forecast = forecast
        self.needs = needs
        self.conditions = conditions
        self.ifBlocked = ifBlocked
        self.next = next
    }
}
