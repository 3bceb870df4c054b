package import Vocabulary

/// Checks a plan against the bounds and promises of a plan; pure, the same for a person's and a model's.
package struct PlanValidator {
    private let plan: Plan
    private let existing: Set<String>
    private var problems: [PlanProblem] = []

    private init(_ plan: Plan, existing: Set<String>) {
        self.plan = plan
        self.existing = existing
    }

    /// Everything that is wrong with `plan`, twenty problems at most; empty for a plan that may be shown.
    ///
    /// - Parameters:
    ///   - executors: those a task may name.
    ///   - requiresCoverage: every requirement has to be covered by a task.
    ///   - modelTasks: numbers of tasks whose acceptance commands a model wrote: one that can only succeed is a problem,
    ///     and so is a task whose new program none of them runs.
    ///   - existing: files the repository has.
    package static func problems(
        in plan: Plan, executors: Set<Executor>, requiresCoverage: Bool, modelTasks: Set<Int>,
        existing: [String] = []
    ) -> [PlanProblem] {
        var validator = PlanValidator(plan, existing: Set(existing))
        validator.checkShape()
        validator.checkRemarks()
        for task in plan.tasks {
            validator.check(task, executors: executors, isStrict: modelTasks.contains(task.number))
        }
        if validator.problems.isEmpty { validator.checkGraph() }
        if requiresCoverage { validator.checkCoverage() }
        return Array(validator.problems.prefix(PlanLimits.problems))
    }

    /// The plan with its tasks in the order of their numbers, and without dependencies that others imply.
    package static func reduced(_ plan: Plan) -> Plan {
        var plan = plan
        plan.tasks.sort { $0.number < $1.number }
        // Only success implies success; who waits for another end keeps its edge.
        var graph = PlanGraph(
            plan.tasks.map { task in
                var task = task
                task.dependsOn.removeAll { task.conditions?[$0] != nil }
                return task
            })
        graph.reduce()
        for index in plan.tasks.indices {
            let others = plan.tasks[index].dependsOn.filter { plan.tasks[index].conditions?[$0] != nil }
            plan.tasks[index].dependsOn = (graph.prerequisites[index].map { $0 + 1 } + others).sorted()
        }
        return plan
    }

    /// Remarks for the plan card: commands that can only succeed, quotes that sh does not know, and tasks that may run at
    /// once and name the same files.
    package static func notes(on plan: Plan) -> [String] {
        let ancestors = PlanGraph(plan.tasks).ancestors
        let paths = plan.tasks.map { Set($0.files.map(normalized)) }
        let folders = paths.map { Set($0.flatMap(pathAndFolders)) }
        var notes = plan.tasks.filter { $0.checks.contains(where: ScriptText.isTrivial) }
            .map { "Task \($0.number) has a check that succeeds whatever was done." }
        notes += plan.tasks.filter { task in ((task.run ?? "") + task.checks.joined()).contains { "“”‘’".contains($0) }
        }
        .map { "Task \($0.number) has typographic quotes in a script; to sh they are letters." }
        for (second, task) in plan.tasks.enumerated() where !task.files.isEmpty {
            for (first, other) in plan.tasks[..<second].enumerated()
            where !ancestors[second].contains(first) && !ancestors[first].contains(second) {
                let shared =
                    paths[second].intersection(folders[first]).union(paths[first].intersection(folders[second]))
                guard let shared = shared.min() else { continue }
                notes.append(
                    "Tasks \(other.number) and \(task.number) may run at the same time and both name \(shared).")
            }
        }
        return Array(notes.prefix(PlanLimits.problems))
    }

    private static func normalized(_ path: String) -> String {
        path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    private static func pathAndFolders(_ path: String) -> [String] {
        let parts = path.split(separator: "/")
        return parts.indices.map { parts[...$0].joined(separator: "/") }
    }

    private mutating func refuse(_ message: String) { problems.append(PlanProblem(message)) }

    private mutating func checkShape() {
        if plan.tasks.isEmpty { refuse("the plan has no task.") }
        if plan.tasks.count > PlanLimits.tasks {
            refuse("the plan has \(plan.tasks.count) tasks; \(PlanLimits.tasks) is the most. Split the PRD.")
        }
        if plan.tasks.map(\.number).sorted() != Array(1..<(plan.tasks.count + 1)) {
            refuse("the tasks are not numbered 1, 2, 3, … without gaps and repeats.")
        }
        if plan.title.isEmpty || plan.title.count > PlanLimits.title || PlanLimits.hasControl(plan.title, allowing: [])
        {
            refuse(
                "the plan's title is empty, longer than \(PlanLimits.title) characters, or holds control characters.")
        }
        let ids = plan.requirements.map(\.id)
        if Set(ids).count != ids.count { refuse("two requirements have the same id.") }
    }

    private mutating func check(_ task: PlannedTask, executors: Set<Executor>, isStrict: Bool) {
        func refuse(_ sentence: String) { problems.append(PlanProblem("task \(task.number) \(sentence)")) }
        if PlainText.trimmed(task.title).isEmpty { refuse("has no title.") }
        if task.title.count > PlanLimits.title || PlanLimits.hasControl(task.title, allowing: []) {
            refuse("has a title longer than \(PlanLimits.title) characters or with control characters.")
        }
        if task.details.utf8.count > PlanLimits.details {
            refuse("has more than \(PlanLimits.details) bytes of details.")
        }
        if PlanLimits.hasControl(task.details, allowing: ["\n", "\t", "\u{200E}", "\u{200F}"]) {
            refuse("has control characters in its details.")
        }
        for number in task.dependsOn where !(1...max(1, plan.tasks.count)).contains(number) || number == task.number {
            refuse("depends on \(number), which is " + (number == task.number ? "itself." : "no task of the plan."))
        }
        for number in (task.conditions ?? [:]).keys.sorted() where !task.dependsOn.contains(number) {
            refuse("waits for an end of \(number), which it does not depend on.")
        }
        let known = Set(plan.requirements.map(\.id))
        for id in task.requirements where !known.contains(id) {
            refuse("covers “\(PlainText.shortened(id, to: 60))”, which is no requirement of the PRD.")
        }
        for path in task.files.prefix(PlanLimits.files) {
            if let fault = PlanLimits.fault(inPath: path) { refuse("cannot have its files: \(fault)") }
        }
        if task.files.count > PlanLimits.files { refuse("names more than \(PlanLimits.files) files.") }
        if !executors.contains(task.executor) {
            refuse("wants the executor \(task.executor.rawValue), which is not to be had.")
        }
        if let needs = task.needs, !Self.isBounded(needs) {
            refuse("needs more of its agent than any has, or names what no agent can have.")
        }
        checkScripts(of: task, isStrict: isStrict)
    }

    private static func isBounded(_ needs: Needs) -> Bool {
        Needs.processorRange.contains(needs.processors) && Needs.memoryRange.contains(needs.memoryMegabytes)
            && Needs.gpuRange.contains(needs.gpus) && needs.model.map { Amount.isName($0) } ?? true
            && needs.tags.count <= Needs.tagLimit
            && needs.tags.allSatisfy { Amount.isName($0.key) && Amount.isName($0.value) }
    }

    private mutating func checkScripts(of task: PlannedTask, isStrict: Bool) {
        func refuse(_ sentence: String) { problems.append(PlanProblem("task \(task.number) \(sentence)")) }
        if (task.executor == .shell) != (task.run != nil) {
            refuse(task.run == nil ? "is a shell task without a script." : "has a script but is no shell task.")
        }
        if let run = task.run {
            if run.utf8.count > PlanLimits.script { refuse("has a script of more than \(PlanLimits.script) bytes.") }
            if !ScriptText.hasCommand(run) { refuse("has a script without a command.") }
            if PlanLimits.hasControl(run, allowing: ["\n", "\t"]) { refuse("has control characters in its script.") }
        }
        if task.checks.isEmpty { refuse("has no acceptance command.") }
        if task.checks.count > PlanLimits.checks { refuse("has more than \(PlanLimits.checks) acceptance commands.") }
        for check in task.checks.prefix(PlanLimits.checks) {
            let name = PlainText.shortened(check.filter { !$0.isNewline }, to: 60)
            if check.utf8.count > PlanLimits.command {
                refuse("has an acceptance command of more than \(PlanLimits.command) bytes.")
            } else if PlanLimits.hasControl(check, allowing: ["\n", "\t"]) {
                refuse("has control characters in an acceptance command.")
            } else if !ScriptText.hasCommand(check) {
                refuse("has an empty acceptance command.")
            } else if isStrict, ScriptText.isTrivial(check) {
                refuse("has the acceptance command “\(name)”, which succeeds whatever was done.")
            }
        }
        let earlier = plan.tasks.filter { $0.number < task.number }.flatMap(\.files)
        if isStrict, let program = CheckText.untestedProgram(of: task, existing: existing.union(earlier)) {
            refuse(
                "is checked only for what its files are called or say: no check runs anything of it, although it makes "
                    + "the program “\(PlainText.shortened(program, to: 60))”. Run that and compare what it prints or does."
            )
        }
    }

    private mutating func checkRemarks() {
        for (name, remarks, most) in [
            ("assumptions", plan.assumptions, PlanLimits.assumptions),
            ("questions", plan.questions, PlanLimits.questions),
        ] {
            if remarks.count > most { refuse("the plan has \(remarks.count) \(name); \(most) is the most.") }
            if remarks.contains(where: { $0.count > PlanLimits.remark || PlanLimits.hasControl($0, allowing: []) }) {
                refuse(
                    "one of the plan's \(name) is longer than \(PlanLimits.remark) characters or holds line ends or control "
                        + "characters.")
            }
        }
    }

    private mutating func checkGraph() {
        let tasks = plan.tasks.sorted { $0.number < $1.number }
        if let cycle = PlanGraph(tasks).cycle {
            refuse(
                "the tasks wait for each other in a circle: " + cycle.map { "\($0 + 1)" }.joined(separator: " ▸ ") + "."
            )
        }
    }

    private mutating func checkCoverage() {
        let covered = Set(plan.tasks.flatMap(\.requirements))
        for requirement in plan.requirements where !covered.contains(requirement.id) {
            let text = PlainText.shortened(requirement.text, to: 80)
            problems.append(PlanProblem(line: requirement.line, "no task covers “\(requirement.id)”: \(text)"))
        }
    }
}
