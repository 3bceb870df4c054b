package import LanguageModel
package import Store
import Threading
package import Vocabulary
import Git
package import Planner
package import Telemetry

/// Makes the plans that were asked for: prepares the swarm's repository, plans, and asks the owner.
package struct PlanningService: Sendable {
    private let store: Store
    private let settings: OrchestratorSettings
    private let repositories: Repositories
    private let models: PlanningModels
    private let planner: Planner
    private let surroundings: @Sendable () async -> String?
    private let logger: Logger
    private let atOnce = 4

    /// - Parameter surroundings: what a model is told of the sandbox in which its plan will be carried out.
    package init(
        store: Store, settings: OrchestratorSettings, repositories: Repositories, models: PlanningModels,
        planner: Planner = Planner(), surroundings: @escaping @Sendable () async -> String? = { nil }, logger: Logger
    ) {
        self.store = store
        self.settings = settings
        self.repositories = repositories
        self.models = models
        self.planner = planner
        self.surroundings = surroundings
        self.logger = logger
    }

    /// Plans until the task is cancelled; a plan whose process died is made again from its steps: what a model answered
    /// before is not paid twice.
    ///
    /// A slow plan holds up no other one, as long as fewer than four are made.
    package func run() async throws {
        let wakes = store.wake(on: .plans)
        let underWay = Lock<Set<SwarmID>>([])
        try await withThrowingDiscardingTaskGroup { group in
            repeat {
                for request in try await store.read({ try $0.requestedPlans() }) {
                    let isFree = underWay.withLock { $0.count < atOnce && $0.insert(request.swarm).inserted }
                    guard isFree else { continue }
                    group.addTask {
                        await attempt(request)
                        underWay.withLock { _ = $0.remove(request.swarm) }
                        // A newer wish for the same swarm, or one that found no room, comes now.
                        wakes.raise()
                    }
                }
            } while try await isWoken(wakes)
            group.cancelAll()
        }
    }

    /// Waits for a wish, or until a plan that rests goes on; false when the task is cancelled.
    private func isWoken(_ wakes: Wake) async throws -> Bool {
        guard let due = try await store.read({ try $0.nextStepTimer() }) else { return await wakes.wait() }
        _ = await wakes.wait(within: max(.milliseconds(50), due - store.now))
        return !Task.isCancelled
    }

    /// Plans; where the database does not take it, waits before the next try.
    private func attempt(_ request: PlanRecord) async {
        do {
            let run = RunID.plan(request.swarm, request.version)
            guard
                let epoch = try await store.perform(OpenRun(run, process: store.process, isShared: store.isShared))
            else {
                try await Task.sleep(for: .seconds(5))  // another process is at it
                return
            }
            // Ends with the attempt; a run whose process is silent is taken over.
            let renewal = Task {
                while true {
                    try await Task.sleep(for: OpenRun.lifetime / 3)
                    _ = try? await store.perform(KeepRun(run, epoch: epoch))
                }
            }
            defer { renewal.cancel() }
            try await plan(request, ModelSteps(run, epoch: epoch))
        } catch is CancellationError {
            return
        } catch StepError.paused(let pause) {
            logger.info("a plan waits", ["swarm.id": "\(request.swarm)", "for": "\(pause)"])
        } catch StepError.superseded {
            return
        } catch {
            logger.error("a plan could not be kept", ["swarm.id": "\(request.swarm)", "error": "\(error)"])
            try? await Task.sleep(for: .seconds(1))
        }
    }

    private func plan(_ request: PlanRecord, _ steps: ModelSteps) async throws {
        guard let swarm = try await store.read({ try $0.swarm(request.swarm) }) else { return }
        do {
            guard !swarm.state.isFinal else {
                return try await store.perform(
                    RefusePlan(swarm: swarm.id, version: request.version, reason: "the swarm has ended"))
            }
            try await checkOrigin(of: swarm)
            let head = try await repositories.prepare(swarm, at: store.now)
            try await store.perform(
                KeepHead(swarm: swarm.id, head: head.text, repository: repositories.path(of: swarm.slug)))
            let repository = try repositories.open(swarm.slug)
            let files = try await repository.files(at: head, limit: 1_000)
            let excerpts = models.model == nil ? [] : try await excerpts(of: files, in: repository, at: head)
            let previous = try await store.read { try $0.approvedOrReadyPlan(of: swarm.id, before: request.version) }
            let context = PlanningContext(
                model: models.model.map {
                    MeteredModel(
                        $0, store: store, settings: settings, swarm: swarm.id, task: nil, purpose: "plan", steps: steps,
                        price: models.price)
                },
                modelNames: models.names(swarm.model), defaultExecutor: settings.defaultExecutor, agents: swarm.agents,
                repositoryFiles: files, excerpts: excerpts,
                surroundings: models.model == nil ? nil : await surroundings(),
                feedback: request.feedback, previous: previous, cost: models.forecast)
            let plan = try await planner.plan(swarm.prd, context: context)
            let notes = plan.notes + Self.remarks(on: steps)
            try await store.performSurely(
                KeepPlan(
                    swarm: swarm.id, version: request.version, plan: plan, digest: try PlanDigest.hex(of: plan),
                    notes: notes, epoch: steps.epoch, settings: settings))
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as StoreError {
            throw error
        } catch StepError.mismatch(let number, _, _) {
            // Other prompts or another model than before the restart: the answers of then are not for the questions of now.
            logger.warning(
                "a plan is begun anew: what was begun does not fit the settings any more",
                ["swarm.slug": swarm.slug, "step": "\(number)"])
            try await store.perform(PlanAnew(request))
        } catch StepError.lost(_, let times) {
            try await store.perform(
                RefusePlan(
                    swarm: swarm.id, version: request.version,
                    reason:
                        "the planner's model was asked \(times) times, and each time Waggle ended before its answer "
                        + "was kept; I do not pay for another one unasked"))
        } catch let error as StepError {
            throw error
        } catch {
            logger.info("a plan was refused", ["swarm.slug": swarm.slug])
            try await store.perform(
                RefusePlan(swarm: swarm.id, version: request.version, reason: "\(error)"))
        }
    }

    /// What a model is shown of the files; one too long for it is passed over.
    private func excerpts(
        of files: [String], in repository: BareRepository, at head: CommitID
    ) async throws -> [RepositoryExcerpt] {
        try await RepositoryExcerpt.read(files) { path in
            do {
                return try await repository.file(path, at: head, limit: RepositoryExcerpt.byteLimit)
            } catch GitError.tooMuchOutput { return nil }
        }
    }
}

extension PlanningService {
    /// A folder of this machine is the admins' to name: whoever may only run swarms would else read every repository that
    /// the control plane can.
    ///
    /// - Throws: `GitError.invalidAddress` where the swarm's owner may not.
    private func checkOrigin(of swarm: SwarmRecord) async throws {
        guard let origin = swarm.origin, let address = try? RepositoryAddress(origin), address.isLocal else { return }
        let owner = try await store.read { transaction in
            try swarm.principal.flatMap { try transaction.principal($0) }
        }
        if owner?.role == .admin { return }
        guard settings.repositoryRoots.contains(where: { address.isLocal(below: $0) }) else {
            throw GitError.invalidAddress(
                "a folder of this machine may be named by admins, and by others below WAGGLE_REPOSITORY_ROOTS")
        }
    }
}

extension PlanningService {
    fileprivate static func remarks(on steps: ModelSteps) -> [String] {
        let count = steps.repeatedCalls
        guard count > 0 else { return [] }
        return [
            "Waggle ended while the model was asked, so it was asked once more; the lost answer may have been paid."
        ]
    }
}

/// The models planning may use.
package struct PlanningModels: Sendable {
    /// Nil: only structured PRDs are planned.
    package let model: (any LanguageModel)?
    /// The model of each tier, given the swarm's own wish.
    package let names: @Sendable (String?) -> [ModelTier: String]
    package let price: @Sendable (String) throws -> ModelPrice
    /// Expected cost of one task.
    package let forecast: @Sendable (ModelTier, PlannedTask.Size) -> Money

    package init(
        model: (any LanguageModel)?, names: @escaping @Sendable (String?) -> [ModelTier: String],
        price: @escaping @Sendable (String) throws -> ModelPrice,
        forecast: @escaping @Sendable (ModelTier, PlannedTask.Size) -> Money
    ) {
        self.model = model
        self.names = names
        self.price = price
        self.forecast = forecast
    }

    /// Without a language model.
    package static let none = PlanningModels(
        model: nil, names: { _ in [:] },
        price: { throw LanguageModelError(.badRequest, "there is no price for \($0)") }, forecast: { _, _ in .zero })
}
