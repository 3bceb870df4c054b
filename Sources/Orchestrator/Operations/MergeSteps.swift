package import Store
package import Vocabulary

/// Writes down what is about to be merged, before the branch moves.
package struct IntendMerge: StoreOperation {
    let task: TaskID
    let branch: String
    let old: String
    let new: String

    package init(task: TaskID, branch: String, old: String, new: String) {
        self.task = task
        self.branch = branch
        self.old = old
        self.new = new
    }

    /// Nil where the task no longer waits to be merged.
    package func perform(in transaction: WriteTransaction) throws -> Int64? {
        guard let task = try transaction.task(task), task.core.phase == .merge else { return nil }
        return try transaction.insertMergeIntent(
            swarm: task.core.swarm, task: task.core.id, branch: branch, old: old, new: new)
    }
}

/// Writes down that the branch moved: the task is done.
package struct RecordMerge: StoreOperation {
    let intent: Int64
    let task: TaskID
    let commit: String

    package init(intent: Int64, task: TaskID, commit: String) {
        self.intent = intent
        self.task = task
        self.commit = commit
    }

    package func perform(in transaction: WriteTransaction) throws {
        try transaction.closeMerge(intent, as: "landed")
        guard let record = try transaction.task(task) else { return }
        try transaction.setHead(commit, of: record.core.swarm)
        guard record.core.phase == .merge else { return }
        try transaction.setMerged(commit, of: task)
        try transaction.audit(
            "task.merge", by: nil, subject: "task \(task)",
            detail: EventData.object(["commit": .text(commit), "number": .integer(Int64(record.core.number))]))
        try transaction.advance(record, .merged)
    }
}

/// Writes down that a merge did not happen: somebody else moved the branch, or the process died before it.
package struct DropMerge: StoreOperation {
    let intent: Int64

    package init(intent: Int64) { self.intent = intent }

    package func perform(in transaction: WriteTransaction) throws {
        try transaction.closeMerge(intent, as: "lost")
        transaction.signal(.merges)
    }
}

/// Sends a merged tree that nobody checked to an agent before it lands.
package struct CheckMerge: StoreOperation {
    let task: TaskID
    let candidate: String

    package init(task: TaskID, candidate: String) {
        self.task = task
        self.candidate = candidate
    }

    package func perform(in transaction: WriteTransaction) throws {
        guard let record = try transaction.task(task), record.core.phase == .merge else { return }
        try transaction.setCandidate(candidate, of: task)
        try transaction.advance(record, .mergeNeedsCheck)
    }
}

/// Sends a task back to work because its result does not merge.
package struct RefuseMerge: StoreOperation {
    let task: TaskID
    let evidence: String

    package init(task: TaskID, evidence: String) {
        self.task = task
        self.evidence = evidence
    }

    package func perform(in transaction: WriteTransaction) throws {
        guard let record = try transaction.task(task), record.core.phase == .merge else { return }
        try transaction.setCandidate(nil, of: task)
        try transaction.advance(record, .mergeConflicted(evidence))
    }
}
