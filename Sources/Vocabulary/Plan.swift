/// What a swarm will do, as it is shown to the person who pays and bound by its digest to their approval.
package struct Plan: Hashable, Sendable, Codable {
    package var title: String
    package var requirements: [Requirement]
    /// In order of their numbers, 1 up, acyclic, without redundant edges.
    package var tasks: [PlannedTask]
    package var forecast: Forecast
    /// `outline`, or the name of the model that planned.
    package var planner: String
    /// What the planner decided where the PRD is silent; an approval covers it.
    package var assumptions: [String]
    /// What the person may want to answer before approving; the plan stands without an answer.
    package var questions: [String]
    /// Remarks for the person who approves, such as requirements no task names.
    package var notes: [String]

    package init(
        title: String, requirements: [Requirement], tasks: [PlannedTask], forecast: Forecast, planner: String,
        assumptions: [String] = [], questions: [String] = [], notes: [String] = []
    ) {
        self.title = title
        self.requirements = requirements
        self.tasks = tasks
        self.forecast = forecast
        self.planner = planner
        self.assumptions = assumptions
        self.questions = questions
        self.notes = notes
    }
}

/// One statement of the PRD that some task has to cover.
package struct Requirement: Hashable, Sendable, Codable {
    /// Stable for the same document: heading path, ordinal and a short hash.
    package var id: String
    package var text: String
    /// Line of the PRD, from 1.
    package var line: Int

    package init(id: String, text: String, line: Int) {
        self.id = id
        self.text = text
        self.line = line
    }
}

/// What a plan or a task is expected to take.
package struct Forecast: Hashable, Sendable, Codable {
    package var cost: Money
    /// Wall-clock time with the swarm's agents.
    package var seconds: Int

    package init(cost: Money, seconds: Int) {
        self.cost = cost
        self.seconds = seconds
    }
}
