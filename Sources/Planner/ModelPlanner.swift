import LanguageModel
import Vocabulary

/// Plans with a language model: one request, a check of every promise a plan makes, one round of repair, else a refusal.
struct ModelPlanner {
    private let context: PlanningContext
    private let model: any LanguageModel
    private let modelName: String
    private let builder: Executor
    private let prompts: PromptLibrary
    private let document: String
    private let requirements: [Requirement]
    /// The tasks the author of the document laid down; the model adds what they lack.
    private let skeleton: Plan?
    /// The plan to change; nil where the document is planned anew.
    private let previous: Plan?

    /// - Throws: `PlanningError.refused` where the context has no model or no executor for the tasks it would write.
    init(
        _ context: PlanningContext, prompts: PromptLibrary, document: String, requirements: [Requirement],
        skeleton: Plan?
    ) throws(PlanningError) {
        let names = context.modelNames
        guard let model = context.model, let name = names[.complex] ?? names[.standard] ?? names[.trivial] else {
            throw .refused([PlanProblem("there is no language model; set one up (`waggle doctor` says how).")])
        }
        guard let builder = context.builder else {
            throw .refused([
                PlanProblem(
                    "nothing does tasks without a `sh run` block here: give every task one, or set WAGGLE_EXECUTOR=builtin."
                )
            ])
        }
        guard requirements.count <= PlanLimits.requirements else {
            throw .refused([
                PlanProblem(
                    "the document has more than \(PlanLimits.requirements) requirement statements; "
                        + "split it into several PRDs.")
            ])
        }
        (self.context, self.model, self.builder, self.prompts) = (context, model, builder, prompts)
        previous = context.feedback == nil ? nil : context.previous
        (self.document, self.requirements, self.skeleton) = (document, requirements, skeleton)
        modelName = name
    }

    func plan() async throws -> Plan {
        let briefing = PlanBriefing(
            document: document, requirements: requirements, files: context.repositoryFiles,
            excerpts: context.excerpts, skeleton: skeleton,
            previous: previous, feedback: context.feedback)
        var request = ModelRequest(
            model: modelName,
            system: try prompts.prompt(named: "plan").render([
                "max_tasks": "\(min(PlanLimits.tasks, 60))", "max_title": "\(PlanLimits.title)",
                "max_assumptions": "\(PlanLimits.assumptions)", "max_questions": "\(PlanLimits.questions)",
                "max_remark": "\(PlanLimits.remark)",
            ]),
            surroundings: context.surroundings, messages: [ModelMessage(.user, text: briefing.text)],
            schema: PlanSchema.schema, maxTokens: 16_384)
        let first = try await attempt(request)
        if case .success(let plan) = first.result { return plan }
        guard case .failure(let problems) = first.result else { return try first.result.get() }
        let list = problems.list.prefix(PlanLimits.problems).map { "- \($0)" }.joined(separator: "\n")
        request.messages.append(ModelMessage(.assistant, text: first.text.isEmpty ? "(nothing)" : first.text))
        request.messages.append(
            ModelMessage(.user, text: try prompts.prompt(named: "plan-repair").render(["problems": list])))
        switch try await attempt(request).result {
        case .success(let plan): return plan
        case .failure(let problems):
            let introduction = PlanProblem(
                "\(modelName) gave no usable plan, and none after it was told why. Say it in other words, or write the tasks "
                    + "yourself under `## Tasks`. What was wrong last:")
            throw PlanningError.refused([introduction] + problems.list.prefix(PlanLimits.problems - 1))
        }
    }

    private struct Problems: Error {
        var list: [PlanProblem]
    }

    private func attempt(_ request: ModelRequest) async throws -> (text: String, result: Result<Plan, Problems>) {
        let reply = try await model.complete(request)
        if reply.stop == .refusal {
            throw PlanningError.refused([PlanProblem("\(modelName) declined to plan this document.")])
        }
        let text = PlainText.trimmed(reply.text)
        if reply.stop == .maxTokens {
            let problem = PlanProblem(
                "the answer was cut off at its longest length; plan fewer tasks with shorter details.")
            return (PlainText.shortened(text, to: 2_000), .failure(Problems(list: [problem])))
        }
        let answer = PlanAnswer(text)
        guard answer.problems.isEmpty else {
            return (PlainText.shortened(text, to: 100_000), .failure(Problems(list: answer.problems)))
        }
        var (plan, problems) = assembled(answer)
        if problems.isEmpty { problems = faults(in: plan) }
        if problems.isEmpty { problems = try await ShellSyntax.problems(in: plan) }
        guard problems.isEmpty else { return (text, .failure(Problems(list: problems))) }
        plan = PlanValidator.reduced(plan)
        plan.notes += PlanValidator.notes(on: plan)
        return (text, .success(plan))
    }

    /// The person's commands may be what they like; a model's have to be able to fail.
    private func faults(in plan: Plan) -> [PlanProblem] {
        let written = skeleton.map { $0.tasks.filter { !$0.checks.isEmpty }.map(\.number) } ?? []
        return PlanValidator.problems(
            in: plan, executors: [builder, .shell], requiresCoverage: skeleton == nil,
            modelTasks: Set(plan.tasks.map(\.number)).subtracting(written),
            existing: context.repositoryFiles)
    }

    private func assembled(_ answer: PlanAnswer) -> (Plan, [PlanProblem]) {
        var problems: [PlanProblem] = []
        var tasks = answer.tasks
        var notes: [String] = []
        if let skeleton {
            (tasks, problems) = completed(skeleton, with: tasks)
            notes = skeleton.notes
        } else if let previous {
            (tasks, notes) = PlanRevision(of: previous).carried(into: tasks)
        }
        let scripts = Set(((skeleton ?? previous)?.tasks ?? []).compactMap(\.run))
        for index in tasks.indices {
            if tasks[index].run == nil {
                tasks[index].executor = builder
                tasks[index].model = context.modelNames[tasks[index].tier] ?? modelName
            } else if skeleton == nil, scripts.isEmpty {
                problems.append(PlanProblem("task \(tasks[index].number) has a script; leave `run` null."))
            }
        }
        let plan = Plan(
            title: OutlinePlanner.planTitle(skeleton?.title ?? answer.title), requirements: requirements, tasks: tasks,
            forecast: Forecast(cost: .zero, seconds: 0), planner: modelName, assumptions: answer.assumptions,
            questions: answer.questions, notes: notes)
        return (plan, problems)
    }

    /// The author's tasks with what the model wrote where they are silent.
    private func completed(_ skeleton: Plan, with tasks: [PlannedTask]) -> ([PlannedTask], [PlanProblem]) {
        let answers = Dictionary(tasks.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        var problems: [PlanProblem] = []
        let known = Set(skeleton.tasks.map(\.number))
        for task in tasks where !known.contains(task.number) {
            problems.append(PlanProblem("task \(task.number) is not among the author's tasks; add none."))
        }
        let completed = skeleton.tasks.map { task in
            guard let answer = answers[task.number] else {
                problems.append(PlanProblem("task \(task.number) “\(task.title)” is missing."))
                return task
            }
            var task = task
            if task.details.isEmpty { task.details = answer.details }
            if task.files.isEmpty { task.files = answer.files }
            if task.checks.isEmpty { task.checks = answer.checks }
            if task.run == nil {
                task.size = answer.size
                task.tier = answer.tier
            }
            let known = Set(requirements.map(\.id))
            let covered = Set(task.requirements + answer.requirements.filter(known.contains))
            task.requirements = requirements.map(\.id).filter(covered.contains)
            return task
        }
        return (completed, problems)
    }
}
