package import Vocabulary

/// Reads one task that a person adds to a swarm under way, in the words of a structured PRD: its title, then what
/// else a task there may say (`sh run` and `sh check` blocks, `Files:`, `Needs:`, `after 3`, a description).
///
/// Beyond a PRD it may wait for another end than success (`After: 3 fails`, `After: 3 ends`), and headings `### Then: …`
/// begin tasks that follow when the one before is done.
package enum AddedTask {
    /// The task, with number 1; it depends on the numbers it names, whatever they are.
    ///
    /// - Parameters:
    ///   - text: First line the title; 64 KB at most.
    ///   - builder: Who does a task without a script; nil where nobody can.
    ///   - checks: What it is checked with where it brings no check of its own.
    /// - Throws: `PlanningError` with every problem.
    package static func read(_ text: String, builder: Executor?, checks: [String]) throws -> PlannedTask {
        guard text.utf8.count <= PlanLimits.script else {
            throw PlanningError.document("A task's text is at most 64 KB.")
        }
        let outline = MarkdownOutline("## Tasks\n\n### " + text)
        guard let section = OutlineReader.sections(of: outline).first else {
            throw PlanningError.document("The task has no title; say what it is to do.")
        }
        let reader = OutlineReader(section)
        guard reader.problems.isEmpty else { throw PlanningError.refused(reader.problems) }
        var drafts = reader.tasks
        for index in drafts.indices.dropFirst() {
            guard drafts[index].title.lowercased().hasPrefix(follower) else {
                throw PlanningError.document(
                    "One task at a time, please: its title comes first, without a heading. “### Then: …” begins one that follows."
                )
            }
            drafts[index].title = PlainText.trimmed(drafts[index].title.dropFirst(follower.count))
            guard drafts[index].dependencies.isEmpty else {
                throw PlanningError.document("What follows a task waits for that one alone; take its “after” away.")
            }
        }
        guard !drafts.isEmpty, drafts.count <= PlanLimits.chain else {
            throw PlanningError.document(
                drafts.isEmpty
                    ? "The task has no title; say what it is to do."
                    : "At most \(PlanLimits.chain) tasks follow each other.")
        }
        var tasks = try drafts.enumerated().map { index, draft in
            try task(draft, number: index + 1, builder: builder, checks: checks)
        }
        let plan = Plan(
            title: tasks[0].title, requirements: [], tasks: tasks, forecast: tasks[0].forecast, planner: "outline")
        let problems = PlanValidator.problems(
            in: plan, executors: [.shell, .builtin], requiresCoverage: false, modelTasks: [])
        guard problems.isEmpty else { throw PlanningError.refused(problems) }
        while tasks.count > 1, let last = tasks.popLast() { tasks[tasks.count - 1].next = [last] }
        try wait(for: drafts[0], &tasks[0])
        return tasks[0]
    }

    private static let follower = "then:"

    private static func task(
        _ draft: OutlineTask, number: Int, builder: Executor?, checks: [String]
    ) throws -> PlannedTask {
        let run = draft.run.isEmpty ? nil : draft.run.joined(separator: "\n")
        guard let executor = run != nil ? Executor.shell : builder else {
            throw PlanningError.document(
                "Nobody could do it: no language model is connected. Add a `sh run` block with what to do.")
        }
        return PlannedTask(
            number: number, title: draft.title, details: draft.details.joined(separator: "\n"),
            run: run, checks: draft.checks.isEmpty ? checks : draft.checks.map(\.text), files: draft.files,
            size: draft.size ?? .small, tier: draft.tier ?? .standard, executor: executor,
            priority: draft.priority ?? .normal, needs: draft.needs, ifBlocked: draft.ifBlocked)
    }

    /// Numbers, each with the end that is waited for where it is not success.
    private static func wait(for draft: OutlineTask, _ task: inout PlannedTask) throws {
        var conditions: [Int: EdgeCondition] = [:]
        for mention in draft.dependencies {
            var last: Int?
            for piece in mention.text.lowercased().split(whereSeparator: { ",; ".contains($0) }) where piece != "and" {
                if let number = Int(piece.drop { $0 == "#" }), number > 0 {
                    conditions[number] = .success
                    last = number
                } else if let number = last, let condition = ends[String(piece)] {
                    conditions[number] = condition
                    last = nil
                } else {
                    throw PlanningError.document(
                        "It comes after “\(mention.text)”: name tasks by their numbers, with “fails” or “ends” behind one."
                    )
                }
            }
        }
        task.dependsOn = conditions.keys.sorted()
        let others = conditions.filter { $0.value != .success }
        if !others.isEmpty { task.conditions = others }
    }

    private static let ends: [String: EdgeCondition] = [
        "fails": .failure, "failed": .failure, "ends": .done, "ended": .done, "succeeds": .success,
    ]
}
