package import Vocabulary

/// An edge is open, met, or void: what it waits for can never be.
extension WriteTransaction {
    /// Settles edges of a done task.
    ///
    /// - Parameter limit: So many edges at most, in order of the children; `hasMore` where some may be left.
    /// - Returns: `free`, the children that now wait for nothing; `void`, those that waited for it to fail.
    package func resolveEdges(
        from parent: TaskID, limit: Int
    ) throws -> (free: [TaskID], void: [TaskID], hasMore: Bool) {
        let edges = try connection.statement(
            "SELECT child, kind FROM edge WHERE parent = ?1 AND resolved = 0 ORDER BY child LIMIT ?2"
        ).bind(1, parent.value).bind(2, limit).all { (child: $0.int64(0), kind: $0.int(1)) }
        guard let last = edges.last else { return ([], [], false) }
        try connection.statement(
            """
            UPDATE edge SET resolved = CASE kind WHEN 2 THEN 2 ELSE 1 END
            WHERE parent = ?1 AND resolved = 0 AND child <= ?2
            """
        ).bind(1, parent.value).bind(2, last.child).run()
        var free: [TaskID] = []
        var void: [TaskID] = []
        for edge in edges {
            let child = TaskID(edge.child)
            let isFree = try countDown(child)
            if edge.kind == EdgeCondition.failure.rawValue { void.append(child) } else if isFree { free.append(child) }
        }
        return (free, void, edges.count == limit)
    }

    /// Marks one edge as met; true where its child now waits for nothing.
    package func meetEdge(from parent: TaskID, to child: TaskID) throws -> Bool {
        let isMet =
            try connection.statement(
                "UPDATE edge SET resolved = 1 WHERE parent = ?1 AND child = ?2 AND resolved = 0"
            ).bind(1, parent.value).bind(2, child.value).change() == 1
        return try isMet && countDown(child)
    }

    private func countDown(_ child: TaskID) throws -> Bool {
        forget(child)
        return try connection.statement("UPDATE task SET deps_left = deps_left - 1 WHERE id = ?1 RETURNING deps_left")
            .bind(1, child.value).first { $0.int(0) } == 0
    }
}

extension ReadTransaction {
    /// Tasks that still wait for `task`, with what they wait for.
    package func openEdges(from task: TaskID) throws -> [Dependency] {
        try connection.statement("SELECT child, kind FROM edge WHERE parent = ?1 AND resolved = 0 ORDER BY child")
            .bind(1, task.value).all {
                Dependency(TaskID($0.int64(0)), on: try Column.value(EdgeCondition(rawValue: $0.int(1)), "edge.kind"))
            }
    }
}
