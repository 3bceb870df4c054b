import Vocabulary

/// What a changed plan keeps of the plan it changes: the parts of a task that a model is neither shown nor may write.
///
/// These are what the task needs of its agent, what becomes of it when others fail, that it waits for another end than
/// success, and what follows it. They go with a task only where it is certain that the model kept it; where it is not, a note
/// says what is gone.
struct PlanRevision {
    private let previous: [PlannedTask]

    init(of previous: Plan) { self.previous = previous.tasks }

    /// `tasks` with what those that were kept had before, and what is gone, in words for the person who approves.
    func carried(into tasks: [PlannedTask]) -> (tasks: [PlannedTask], notes: [String]) {
        let origins = origins(of: tasks)
        var numbers: [Int: Int] = [:]
        for (index, origin) in origins { numbers[previous[origin].number] = tasks[index].number }
        var carried = tasks
        var lost = Dictionary(uniqueKeysWithValues: previous.indices.map { ($0, Self.words(for: previous[$0])) })
        for (index, origin) in origins {
            let before = previous[origin]
            carried[index].needs = before.needs
            carried[index].ifBlocked = before.ifBlocked
            carried[index].next = before.next
            var conditions: [Int: EdgeCondition] = [:]
            var gone: [String] = []
            for (parent, condition) in (before.conditions ?? [:]).sorted(by: { $0.key < $1.key }) {
                if let number = numbers[parent], tasks[index].dependsOn.contains(number) {
                    conditions[number] = condition
                } else {
                    gone.append(Self.words(for: condition, of: parent))
                }
            }
            carried[index].conditions = conditions.isEmpty ? nil : conditions
            lost[origin] = gone
        }
        let notes = previous.indices.compactMap { origin -> String? in
            guard let gone = lost[origin], !gone.isEmpty else { return nil }
            let task = previous[origin]
            return "Gone from task \(task.number) “\(PlainText.shortened(task.title, to: 40))”: "
                + gone.joined(separator: "; ") + "."
        }
        return (carried, Array(notes.prefix(PlanLimits.problems)))
    }

    /// For tasks that were kept, by position: the one it was.
    ///
    /// A title that only one task has in either plan is that task's, whatever its number is now; else number, description,
    /// script and checks are all the same.
    private func origins(of tasks: [PlannedTask]) -> [Int: Int] {
        let before = Dictionary(grouping: previous.indices) { PlainText.trimmed(previous[$0].title) }
        let after = Dictionary(grouping: tasks.indices) { tasks[$0].title }
        var origins: [Int: Int] = [:]
        for (title, positions) in after {
            guard positions.count == 1, let known = before[title], known.count == 1 else { continue }
            origins[positions[0]] = known[0]
        }
        let taken = Set(origins.values)
        for index in tasks.indices where origins[index] == nil {
            origins[index] = previous.indices.first { !taken.contains($0) && Self.isSame(previous[$0], tasks[index]) }
        }
        return origins
    }

    private static func isSame(_ before: PlannedTask, _ after: PlannedTask) -> Bool {
        before.number == after.number && before.run == after.run && before.checks == after.checks
            && PlainText.trimmed(before.details) == PlainText.trimmed(after.details)
    }

    /// What a model cannot say of the task, each in words.
    private static func words(for task: PlannedTask) -> [String] {
        var words: [String] = []
        if let needs = task.needs, !needs.isEmpty { words.append("needs \(needs.words.joined(separator: ", "))") }
        if let policy = task.ifBlocked, policy != .wait { words.append("if blocked: \(policy.rawValue)") }
        words += (task.conditions ?? [:]).sorted { $0.key < $1.key }.map { Self.words(for: $0.value, of: $0.key) }
        words += (task.next ?? []).map { "followed by “\(PlainText.shortened($0.title, to: 60))”" }
        return words
    }

    private static func words(for condition: EdgeCondition, of parent: Int) -> String {
        "waits for the \(condition == .failure ? "failure" : "end") of \(parent)"
    }
}
