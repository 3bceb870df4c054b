package import Vocabulary

/// Reads one task that a person adds to a swarm under way, in the words of a structured PRD: its title, then what
/// else a task there may say (`sh run` and `sh check` blocks, `Files:`, `Needs:`, `after 3`, a description).
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
        guard reader.tasks.count == 1, let draft = reader.tasks.first else {
            throw PlanningError.document("One task at a time, please: its title comes first, without a heading.")
        }
        let run = draft.run.isEmpty ? nil : draft.run.joined(separator: "\n")
        guard let executor = run != nil ? Executor.shell : builder else {
            throw PlanningError.document(
                "Nobody could do it: no language model is connected. Add a `sh run` block with what to do.")
        }
        let task = PlannedTask(
            number: 1, title: draft.title, details: draft.details.joined(separator: "\n"),
            run: run, checks: draft.checks.isEmpty ? checks : draft.checks.map(\.text), files: draft.files,
            size: draft.size ?? .small, tier: draft.tier ?? .standard, executor: executor,
            priority: draft.priority ?? .normal, needs: draft.needs)
        let plan = Plan(
            title: draft.title, requirements: [], tasks: [task], forecast: task.forecast, planner: "outline")
        let problems = PlanValidator.problems(
            in: plan, executors: [.shell, .builtin], requiresCoverage: false, modelTasks: [])
        guard problems.isEmpty else { throw PlanningError.refused(problems) }
        var added = task
        added.dependsOn = try dependencies(draft)
        return added
    }

    private static func dependencies(_ draft: OutlineTask) throws -> [Int] {
        var numbers: Set<Int> = []
        for mention in draft.dependencies {
            for piece in mention.text.split(whereSeparator: { ",; ".contains($0) }) where piece != "and" {
                guard let number = Int(piece.drop { $0 == "#" }), number > 0 else {
                    throw PlanningError.document("It comes after “\(mention.text)”: name tasks by their numbers.")
                }
                numbers.insert(number)
            }
        }
        return numbers.sorted()
    }
}
