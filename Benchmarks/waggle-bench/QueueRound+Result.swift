import Vocabulary

extension QueueRound {
    /// The figures of one round.
    struct Result: Sendable {
        let tasks: Int
        let tasksPerSecond: Double
        let processorMicroseconds: Double
        let commits: Int
        let add: LatencySample
        let claim: LatencySample
        let complete: LatencySample
        let cycle: LatencySample
        /// Every task that was answered stands in review with its report, and its events are in the log.
        let isWhole: Bool
        var flush: (before: LatencySample, after: LatencySample)?
        var target: Double = 0

        /// A task leaves three events: ready, claimed, reviewed.
        private static let eventsPerTask = 3

        init(lanes: [Lane], elapsed: Int64, processor: Int64, commits: Int, before: QueueCounts, after: QueueCounts) {
            tasks = lanes.reduce(0) { $0 + $1.add.count }
            self.commits = commits
            tasksPerSecond = Double(tasks) * 1e9 / Double(elapsed)
            processorMicroseconds = tasks == 0 ? 0 : Double(processor) / 1_000 / Double(tasks)
            add = LatencySample(lanes.flatMap(\.add))
            claim = LatencySample(lanes.flatMap(\.claim))
            complete = LatencySample(lanes.flatMap(\.complete))
            cycle = LatencySample(
                lanes.flatMap { lane in lane.add.indices.map { lane.add[$0] + lane.claim[$0] + lane.complete[$0] } })
            isWhole =
                after.reviewed - before.reviewed == tasks && after.reports - before.reports == tasks
                && after.events - before.events == tasks * Self.eventsPerTask
        }

        func with(flush: (LatencySample, LatencySample), target: Double) -> Result {
            var result = self
            result.flush = flush
            result.target = target
            return result
        }

        var line: String {
            let flushes = flush.map { "\(Int($0.before.percentile(50)))/\(Int($0.after.percentile(50)))" } ?? "?"
            return
                "\(Int(tasksPerSecond)) tasks/s (target \(Int(target))), \(Int(processorMicroseconds)) µs CPU a task, "
                + "\(commits) commits, "
                + "task p50 \(Int(cycle.percentile(50))) p99 \(Int(cycle.percentile(99))) µs, "
                + "claim p50 \(Int(claim.percentile(50))) p99 \(Int(claim.percentile(99))) µs, "
                + "flush p50 before/after \(flushes) µs, rows \(isWhole ? "match" : "DO NOT MATCH")"
        }

        var json: JSONValue {
            [
                "tasks": .integer(Int64(tasks)), "tasks_per_second": .number(tasksPerSecond),
                "target_tasks_per_second": .number(target), "processor_us_per_task": .number(processorMicroseconds),
                "commits": .integer(Int64(commits)), "task": cycle.json, "add": add.json, "claim": claim.json,
                "complete": complete.json,
                "rows_match": .bool(isWhole), "flush_before": flush?.before.json ?? .null,
                "flush_after": flush?.after.json ?? .null,
            ]
        }
    }
}
