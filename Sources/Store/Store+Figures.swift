import Vocabulary

extension Store {
    /// The figures of this moment; it looks into indexes and at the tasks of unfinished swarms, not at history.
    package func figures() async throws -> StoreFigures {
        let (writer, claimable) = (engine.writerFigures, claimable)
        return try await read { transaction in
            var figures = try transaction.figures()
            figures.claimable = claimable
            figures.writer = writer
            return figures
        }
    }
}

extension ReadTransaction {
    fileprivate func figures() throws -> StoreFigures {
        var figures = StoreFigures()
        let states = try connection.statement(
            """
            SELECT task.state, COUNT(*), SUM(task.crashes) FROM swarm CROSS JOIN task
            WHERE task.swarm = swarm.id AND swarm.finished_at IS NULL GROUP BY task.state
            """
        ).all { ($0.text(0), $0.int(1), $0.int(2)) }
        for (name, count, crashes) in states {
            if let state = TaskState(rawValue: name) { figures.tasks[state] = count }
            figures.lostLeases += crashes
        }
        figures.agentsConnected = try count("SELECT COUNT(*) FROM agent WHERE connected = 1 AND retired = 0")
        figures.agentsWorking = try count("SELECT COUNT(DISTINCT holder) FROM lease")
        figures.overdueLeases = try leases(endedBefore: now, limit: 10_000).count
        let waiting = try connection.statement(
            """
            SELECT state, COUNT(*) FROM outbound WHERE state IN ('queued', 'unknown') GROUP BY state
            UNION ALL SELECT 'sending', COUNT(*) FROM outbound WHERE state = 'sending'
            """
        ).all { ($0.text(0), $0.int(1)) }
        figures.outbox = Dictionary(waiting, uniquingKeysWith: { $1 })
        figures.inbox = try count(
            "SELECT (SELECT COUNT(*) FROM message WHERE state = 0) + (SELECT COUNT(*) FROM arrival)")
        figures.cursor = try lastCursor()
        return figures
    }

    private func count(_ sql: StaticString) throws -> Int { try connection.statement(sql).first { $0.int(0) } ?? 0 }
}
