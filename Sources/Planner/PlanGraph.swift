import Vocabulary

/// The dependencies of a plan as a graph over positions 0, 1, 2, ….
struct PlanGraph {
    /// For each task the tasks it waits for.
    private(set) var prerequisites: [Set<Int>]

    init(prerequisites: [Set<Int>]) { self.prerequisites = prerequisites }

    /// The graph of tasks whose numbers are 1, 2, 3, … in this order; edges out of range are left out.
    init(_ tasks: [PlannedTask]) {
        prerequisites = tasks.map { task in
            Set(task.dependsOn.filter { (1...max(1, tasks.count)).contains($0) }.map { $0 - 1 })
        }
    }

    /// A cycle as a path whose last task is its first, or nil where there is none.
    var cycle: [Int]? {
        enum Mark { case new, open, done }
        var marks = [Mark](repeating: .new, count: prerequisites.count)
        for start in prerequisites.indices where marks[start] == .new {
            var path = [start]
            var pending = [prerequisites[start].sorted()]
            marks[start] = .open
            while let task = path.last {
                guard let next = pending[pending.count - 1].popLast() else {
                    marks[task] = .done
                    path.removeLast()
                    pending.removeLast()
                    continue
                }
                switch marks[next] {
                case .done: continue
                case .open:
                    let from = path.firstIndex(of: next) ?? 0
                    return path[from...] + [next]
                case .new:
                    marks[next] = .open
                    path.append(next)
                    pending.append(prerequisites[next].sorted())
                }
            }
        }
        return nil
    }

    /// Tasks in an order that respects the edges, the lowest position first; those on a cycle are left out.
    var order: [Int] {
        var waits = prerequisites.map(\.count)
        var dependents = [[Int]](repeating: [], count: prerequisites.count)
        for (task, others) in prerequisites.enumerated() { for other in others { dependents[other].append(task) } }
        var ready = waits.indices.filter { waits[$0] == 0 }
        var order: [Int] = []
        while let task = ready.min() {
            ready.removeAll { $0 == task }
            order.append(task)
            for dependent in dependents[task] {
                waits[dependent] -= 1
                if waits[dependent] == 0 { ready.append(dependent) }
            }
        }
        return order
    }

    /// For each task everything it waits for, directly or not; meaningful without cycles.
    var ancestors: [Set<Int>] {
        var ancestors = [Set<Int>](repeating: [], count: prerequisites.count)
        for task in order {
            for other in prerequisites[task] { ancestors[task].formUnion(ancestors[other].union([other])) }
        }
        return ancestors
    }

    /// Removes every edge that a longer path implies (the transitive reduction, unique for an acyclic graph).
    mutating func reduce() {
        let ancestors = ancestors
        for task in prerequisites.indices {
            let others = prerequisites[task]
            prerequisites[task] = others.filter { other in !others.contains { ancestors[$0].contains(other) } }
        }
    }
}
