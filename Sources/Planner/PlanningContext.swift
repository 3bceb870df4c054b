package import LanguageModel
package import Vocabulary

/// What the planner is told besides the document.
package struct PlanningContext: Sendable {
    /// Plans where the document is no outline; nil: only structured PRDs are planned.
    package var model: (any LanguageModel)?
    /// The provider's name of the model of each tier.
    package var modelNames: [ModelTier: String]
    /// Executor of tasks without a `sh run` block; nil: there is none.
    package var defaultExecutor: Executor?
    /// How many agents the swarm has; only the forecast depends on it.
    package var agents: Int
    /// Files of the repository, relative to its root; only the first thousand are shown to the model.
    package var repositoryFiles: [String]
    /// What of these files the model is shown.
    package var excerpts: [RepositoryExcerpt]
    /// What a model is told of the sandbox in which work and checks will run; nil where that is not known.
    package var surroundings: String?
    /// What the person wants changed about `previous`.
    package var feedback: String?
    package var previous: Plan?
    /// Expected cost of one task that a model works on.
    package var cost: @Sendable (ModelTier, PlannedTask.Size) -> Money

    package init(
        model: (any LanguageModel)? = nil, modelNames: [ModelTier: String] = [:], defaultExecutor: Executor? = nil,
        agents: Int = 2, repositoryFiles: [String] = [],
        excerpts: [RepositoryExcerpt] = [], surroundings: String? = nil, feedback: String? = nil,
        previous: Plan? = nil,
        cost: @escaping @Sendable (ModelTier, PlannedTask.Size) -> Money = { _, _ in .zero }
    ) {
        self.model = model
        self.modelNames = modelNames
        self.defaultExecutor = defaultExecutor
        self.agents = agents
        self.repositoryFiles = repositoryFiles
        self.excerpts = excerpts
        self.surroundings = surroundings
        self.feedback = feedback
        self.previous = previous
        self.cost = cost
    }

    /// The executor of a task that says neither what to run nor by what; nil where nothing can do it.
    var builder: Executor? { model == nil || defaultExecutor == .shell ? nil : defaultExecutor }
}
