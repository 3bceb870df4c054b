import Vocabulary

/// Plans a structured PRD as it stands: its author wrote the tasks, their order, what to run and what to check.
struct OutlinePlanner {
    enum Outcome {
        /// There is no `Tasks` section, or nothing under it says what to run or check.
        case absent([PlanProblem])
        case plan(Plan)
        /// Its tasks stand, and a language model has to write the acceptance commands of some.
        case incomplete(Plan)
        case refused([PlanProblem])
    }

    private let context: PlanningContext
    private let requirements: [Requirement]
    private var drafts: [OutlineTask] = []
    private var problems: [PlanProblem] = []
    private var notes: [String] = []

    static func plan(
        _ outline: MarkdownOutline, requirements: [Requirement], context: PlanningContext
    ) -> Outcome {
        let sections = OutlineReader.sections(of: outline)
        guard let section = sections.first else { return .absent([]) }
        let reader = OutlineReader(section)
        var planner = OutlinePlanner(context: context, requirements: requirements)
        planner.drafts = reader.tasks
        planner.problems = reader.problems
        if sections.count > 1 {
            planner.refuse(sections[1].line, "there is a second `Tasks` section; the first is on line \(section.line).")
        }
        if reader.tasks.isEmpty {
            planner.refuse(section.line, "the `Tasks` section holds no task.", needsModel: true)
        }
        let plan = planner.plan(titled: outline.title ?? "Plan")
        if planner.problems.isEmpty { return .plan(plan) }
        if context.builder != nil, !plan.tasks.isEmpty, planner.problems.allSatisfy(\.needsModel) {
            return .incomplete(plan)
        }
        let problems = planner.problems.sorted { ($0.line ?? 0) < ($1.line ?? 0) }
        return reader.hasScripts ? .refused(problems) : .absent(problems)
    }

    private init(context: PlanningContext, requirements: [Requirement]) {
        self.context = context
        self.requirements = requirements
    }

    private mutating func refuse(_ line: Int, _ message: String, needsModel: Bool = false) {
        problems.append(PlanProblem(line: line, message, needsModel: needsModel))
    }

    private mutating func plan(titled title: String) -> Plan {
        if drafts.count > PlanLimits.tasks {
            refuse(drafts[PlanLimits.tasks].line, "there are more than \(PlanLimits.tasks) tasks; split the PRD.")
            drafts = Array(drafts.prefix(PlanLimits.tasks))
        }
        let labels = number()
        let graph = dependencies(DependencyList(labels: labels, titles: drafts.map(\.title)))
        var tasks = drafts.indices.map { task(at: $0, dependsOn: graph.prerequisites[$0]) }
        cover(&tasks)
        var plan = Plan(
            title: OutlinePlanner.planTitle(title), requirements: requirements, tasks: tasks,
            forecast: Forecast(cost: .zero, seconds: 0), planner: "outline", notes: notes)
        if problems.isEmpty {
            problems = PlanValidator.problems(
                in: plan, executors: [.shell, .builtin], requiresCoverage: false, modelTasks: [])
            plan = PlanValidator.reduced(plan)
            plan.notes += PlanValidator.notes(on: plan)
        }
        return plan
    }

    static func planTitle(_ title: String) -> String {
        var name = PlainText.unmarked(title)
        for prefix in ["prd:", "prd -", "prd —", "prd –"] where name.lowercased().hasPrefix(prefix) {
            name = PlainText.trimmed(name.dropFirst(prefix.count))
        }
        name = String(
            String.UnicodeScalarView(
                name.unicodeScalars.filter {
                    !PlanLimits.hasControl(String($0), allowing: [])
                }))
        return name.isEmpty ? "Plan" : PlainText.shortened(name, to: 80)
    }

    /// Gives every task its label, puts them in the order of their numbers where those are 1, 2, 3, …, and returns the
    /// labels in the final order.
    private mutating func number() -> [String] {
        var seen: [String: Int] = [:]
        for (index, draft) in drafts.enumerated() {
            guard let label = draft.label else { continue }
            if let first = seen[label] {
                refuse(draft.line, "the number \(label) is taken by the task on line \(drafts[first].line).")
            }
            seen[label] = index
        }
        for index in drafts.indices where drafts[index].label == nil {
            let position = "\(index + 1)"
            if seen[position] == nil {
                seen[position] = index
                drafts[index].label = position
            }
        }
        let numbers = drafts.map { $0.label.flatMap { DependencyList.number(ofLabel: $0) } ?? 0 }
        if numbers.sorted() == Array(1..<(drafts.count + 1)) {
            drafts = zip(numbers, drafts).sorted { $0.0 < $1.0 }.map(\.1)
        } else if problems.isEmpty {
            notes.append("The tasks are numbered 1 to \(drafts.count) here, in the order of the document.")
        }
        return drafts.map { $0.label ?? "" }
    }

    private mutating func dependencies(_ list: DependencyList) -> PlanGraph {
        var prerequisites = [Set<Int>](repeating: [], count: drafts.count)
        for index in drafts.indices {
            if let loose = drafts[index].looseDependency, case .tasks = list.read(loose.mention.text) {
                drafts[index].title = loose.title
                drafts[index].dependencies.append(loose.mention)
            }
            for mention in drafts[index].dependencies {
                switch list.read(mention.text) {
                case .tasks(let tasks):
                    if tasks.contains(index) { refuse(mention.line, "\(name(index)) depends on itself.") }
                    prerequisites[index].formUnion(tasks.filter { $0 != index })
                case .unknown(let phrases):
                    let phrase = PlainText.shortened(phrases.joined(separator: "”, “"), to: 120)
                    refuse(
                        mention.line,
                        "\(name(index)) depends on “\(phrase)”, which is not exactly one task here; "
                            + "write the number or the exact title of one.")
                }
            }
        }
        let graph = PlanGraph(prerequisites: prerequisites)
        if let cycle = graph.cycle {
            refuse(
                drafts[cycle[0]].line,
                "the tasks wait for each other in a circle: "
                    + cycle.map { drafts[$0].label ?? "?" }
                    .joined(separator: " ▸ ") + "; take one of these dependencies away.")
        }
        return graph
    }

    private func name(_ index: Int) -> String {
        "task \(drafts[index].label ?? "") “\(PlainText.shortened(drafts[index].title, to: 60))”"
    }

    private mutating func task(at index: Int, dependsOn: Set<Int>) -> PlannedTask {
        let draft = drafts[index]
        let run = draft.run.isEmpty ? nil : draft.run.joined(separator: "\n")
        let tier = draft.tier ?? .standard
        if run != nil, let executor = draft.executor, executor != .shell {
            refuse(
                draft.executorLine ?? draft.line,
                "\(name(index)) has a `sh run` block and is therefore a shell task; take the executor line away.")
        }
        if run == nil, draft.executor == .shell {
            refuse(draft.executorLine ?? draft.line, "\(name(index)) is a shell task without a `sh run` block.")
        }
        checkScripts(index, hasRun: run != nil)
        let executor = run != nil ? .shell : draft.executor ?? context.builder ?? .builtin
        return PlannedTask(
            number: index + 1, title: draft.title, details: draft.details.joined(separator: "\n"),
            dependsOn: dependsOn.map { $0 + 1 }.sorted(), run: run, checks: draft.checks.map(\.text),
            files: draft.files, size: draft.size ?? .small, tier: tier, executor: executor,
            model: executor == .shell ? nil : context.modelNames[tier], priority: draft.priority ?? .normal,
            needs: draft.needs, ifBlocked: draft.ifBlocked)
    }

    private mutating func checkScripts(_ index: Int, hasRun: Bool) {
        let draft = drafts[index]
        let model = "there is no language model to"
        let hint =
            draft.unmarkedBlockLine.map {
                " (The block on line \($0) is not marked: write `sh run` or `sh check` behind its fence.)"
            } ?? ""
        switch (hasRun, draft.checks.isEmpty) {
        case (true, false): break
        case (true, true):
            refuse(
                draft.line,
                "\(name(index)) has no `sh check` block; add one that fails before the work and passes after it." + hint
            )
        case (false, true):
            let lack = context.builder == nil ? ", and \(model) write them" : ""
            refuse(
                draft.line, "\(name(index)) has neither a `sh run` nor a `sh check` block\(lack); add both." + hint,
                needsModel: true)
        case (false, false):
            if context.builder == nil {
                let lack = context.model == nil ? "\(model) do the work" : "no executor is set that could do the work"
                refuse(
                    draft.line,
                    "\(name(index)) has no `sh run` block, and \(lack); add one, or set WAGGLE_EXECUTOR." + hint)
            }
        }
    }

    /// A task covers the requirements it names and those that stand under its own heading.
    private mutating func cover(_ tasks: inout [PlannedTask]) {
        let ids = Dictionary(requirements.map { ($0.id.uppercased(), $0.id) }, uniquingKeysWith: { first, _ in first })
        let hasLabels = requirements.contains { RequirementLabel.isLabel($0.id) }
        let lines = drafts.map(\.line).sorted()
        for index in tasks.indices {
            let draft = drafts[index]
            var covered = RequirementLabel.mentions(
                in: "\(draft.label ?? "") \(draft.title)\n" + draft.details.joined(separator: "\n")
            )
            .compactMap { ids[$0] }
            let end = lines.first { $0 > draft.line } ?? .max
            covered += requirements.filter { $0.line >= draft.line && $0.line < end && hasOwnLine($0) }.map(\.id)
            for mention in draft.covers {
                for piece in mention.text.split(whereSeparator: { $0 == "," || $0 == ";" }) {
                    let name = PlainText.trimmed(piece)
                    let named = RequirementLabel.range(name).compactMap { ids[$0] }
                    if let id = ids[name.uppercased()] {
                        covered.append(id)
                    } else if !named.isEmpty {
                        covered += named
                    } else if ["all", "everything"].contains(name.lowercased()) {
                        covered += requirements.map(\.id)
                    } else if hasLabels {
                        refuse(mention.line, "\(self.name(index)) covers “\(name)”, which is no requirement here.")
                    } else {
                        notes.append("Task \(index + 1) says it covers “\(name)”, which the document does not number.")
                    }
                }
            }
            let set = Set(covered)
            tasks[index].requirements = requirements.map(\.id).filter { set.contains($0) }
        }
        noteUncovered(tasks)
    }

    /// Requirements that were taken from the tasks' own titles.
    private func hasOwnLine(_ requirement: Requirement) -> Bool { drafts.contains { $0.line == requirement.line } }

    private mutating func noteUncovered(_ tasks: [PlannedTask]) {
        let covered = Set(tasks.flatMap(\.requirements))
        let open = requirements.filter { !covered.contains($0.id) }
        guard !open.isEmpty else { return }
        let lines = open.prefix(12).map { "\($0.line)" }.joined(separator: ", ") + (open.count > 12 ? ", …" : "")
        notes.append(
            "\(open.count) of \(requirements.count) requirement statements are named by no task (lines \(lines)).")
    }
}
