import Vocabulary

/// The order in which a plan's tasks become rows: each after those it depends on.
enum PlanOrder {
    static func sorted(_ tasks: [PlannedTask]) -> [PlannedTask] {
        var placed: Set<Int> = []
        var ordered: [PlannedTask] = []
        var rest = tasks
        while !rest.isEmpty {
            let known = placed
            let next = rest.filter { task in task.dependsOn.allSatisfy { known.contains($0) } }
            // A validated plan has no cycle; without progress the remaining order is as good as any.
            let batch = next.isEmpty ? rest : next
            ordered += batch
            placed.formUnion(batch.map(\.number))
            rest = rest.filter { !placed.contains($0.number) }
        }
        return ordered
    }
}
