package import Store
package import Vocabulary

/// Writes down what is about to be merged, before the branch moves.
package struct IntendMerge: StoreOperation {
    let task: TaskID
    let epoch: Int64
    let branch: String
    let old: String
    let new: String

    /// - Parameter epoch: The task's epoch when the merge was made: a result that was worked over since is another one.
    package init(task: TaskID, epoch: Int64, branch: String, old: String, new: String) {
        self.task = task
        self.epoch = epoch
        self.branch = branch
        self.old = old
        self.new = new
    }

    /// Nil where the task no longer waits to be merged, or its swarm was paused or ended.
    package func perform(in transaction: WriteTransaction) throws -> Int64? {
        guard let task = try transaction.task(task), task.core.phase == .merge, task.core.epoch == epoch,
            let swarm = try transaction.swarm(task.core.swarm), swarm.state == .running, !swarm.isPaused
        else { return nil }
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
        // Beside the landing: a repository that is away holds up no merge.
        if try transaction.swarm(record.core.swarm)?.origin != nil {
            try transaction.wantPush(commit, of: record.core.swarm)
        }
        _ = try transaction.clearAlert(MergeAlert.key(record.core.swarm))
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
    let task: TaskID

    package init(intent: Int64, task: TaskID) {
        self.intent = intent
        self.task = task
    }

    package func perform(in transaction: WriteTransaction) throws {
        try transaction.closeMerge(intent, as: "lost")
        // A swarm that was cancelled in that moment left this one task to the merge.
        if let record = try transaction.task(task), record.core.phase == .merge,
            try transaction.swarm(record.core.swarm)?.state == .cancelled
        {
            try transaction.advance(record, .cancelled("its swarm was cancelled"))
        }
        transaction.signal(.merges)
    }
}

/// Sends a merged tree that nobody checked to an agent before it lands.
package struct CheckMerge: StoreOperation {
    let task: TaskID
    let epoch: Int64
    let candidate: String

    /// - Parameter epoch: As of `IntendMerge`.
    package init(task: TaskID, epoch: Int64, candidate: String) {
        self.task = task
        self.epoch = epoch
        self.candidate = candidate
    }

    package func perform(in transaction: WriteTransaction) throws {
        guard let record = try transaction.task(task), record.core.phase == .merge, record.core.epoch == epoch else {
            return
        }
        try transaction.setCandidate(candidate, of: task)
        try transaction.advance(record, .mergeNeedsCheck)
    }
}

/// Sends a task back to work because its result does not merge.
package struct RefuseMerge: StoreOperation {
    let task: TaskID
    let epoch: Int64
    let evidence: String

    /// - Parameter epoch: As of `IntendMerge`.
    package init(task: TaskID, epoch: Int64, evidence: String) {
        self.task = task
        self.epoch = epoch
        self.evidence = evidence
    }

    package func perform(in transaction: WriteTransaction) throws {
        guard let record = try transaction.task(task), record.core.phase == .merge, record.core.epoch == epoch else {
            return
        }
        try transaction.setCandidate(nil, of: task)
        try transaction.advance(record, .mergeConflicted(evidence))
    }
}
