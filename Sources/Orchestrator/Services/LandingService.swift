import Git
package import Store
import Threading
import Vocabulary
package import Telemetry

/// Merges verified work into the swarms' branches: one lane a branch, without a working tree.
///
/// Before a branch moves its intent is written down, afterwards its outcome; at start, whatever has an intent and no outcome
/// is settled by looking at the branch.
package struct LandingService: Sendable {
    private let store: Store
    private let repositories: Repositories
    private let logger: Logger
    /// Since when git itself fails with a task's merge.
    private let failures = Lock<[TaskID: Timestamp]>([:])
    /// What git fails with for so long does not pass.
    private static let patience = Duration.seconds(1_800)

    package init(store: Store, repositories: Repositories, logger: Logger) {
        self.store = store
        self.repositories = repositories
        self.logger = logger
    }

    /// Merges until the task is cancelled.
    package func run() async throws {
        let wakes = store.wake(on: .merges)
        try await reconcile()
        while !Task.isCancelled {
            try await mergeReady()
            // What git failed with is tried again after a while, also when nothing else happens.
            if failures.withLock(\.isEmpty) {
                guard await wakes.wait() else { return }
            } else {
                _ = await wakes.wait(within: .seconds(10))
            }
        }
    }

    /// Settles merges that a dead process, or git's own failure, left open.
    package func reconcile() async throws {
        for open in try await store.read({ try $0.openMerges() }) {
            guard let swarm = try await store.read({ try $0.swarm(open.swarm) }), let new = CommitID(open.new),
                let branch = BranchName(open.branch)
            else { continue }
            let landed: Bool
            do {
                let repository = try repositories.open(swarm.slug)
                let head = try await repository.resolve(branch)
                landed = if let head { try await repository.isAncestor(new, of: head) } else { false }
            } catch let error as GitError {
                // One broken repository does not keep the others from landing; its intent stays for the next start.
                logger.error("a merge could not be settled", ["swarm.slug": swarm.slug, "error": "\(error)"])
                continue
            }
            if landed {
                try await store.perform(RecordMerge(intent: open.id, task: open.task, commit: open.new))
            } else {
                try await store.perform(DropMerge(intent: open.id, task: open.task))
            }
        }
    }

    /// Merges everything that waits for it now.
    package func mergeReady() async throws {
        while true {
            let ids = try await store.read { try $0.tasksToMerge() }
            failures.withLock { failures in failures = failures.filter { ids.contains($0.key) } }
            var moved = false
            for id in ids {
                try Task.checkCancellation()
                do {
                    moved = try await merge(id) || moved
                    failures.withLock { _ = $0.removeValue(forKey: id) }
                } catch let error as GitError {
                    logger.error("a merge failed", ["task.id": "\(id)", "error": "\(error)"])
                    try await alert(id, error)
                    // It may have failed between an intent and its outcome, which are settled by looking at the branch.
                    try await reconcile()
                    // A full disk passes and says nothing about the work; what does not pass goes back to work.
                    let now = store.now
                    let since = failures.withLock { failures in
                        let since = min(failures[id] ?? now, now)
                        failures[id] = since
                        return since
                    }
                    guard now - since >= Self.patience else { continue }
                    failures.withLock { _ = $0.removeValue(forKey: id) }
                    guard let epoch = try await store.read({ try $0.task(id)?.core.epoch }) else { continue }
                    try await store.perform(
                        RefuseMerge(task: id, epoch: epoch, evidence: "the merge failed: \(error)"))
                    moved = true
                }
            }
            if !moved { return }
        }
    }

    private func alert(_ id: TaskID, _ error: GitError) async throws {
        let found = try await store.read { transaction in
            try transaction.task(id).flatMap { try transaction.swarm($0.core.swarm) }
        }
        guard let swarm = found else { return }
        let text = "the merges of \(swarm.name) fail: \("\(error)".prefix(400))"
        _ = try await store.perform(RaiseAlert(MergeAlert.key(swarm.id), text, swarm: swarm.id))
    }

    /// Takes one task a step further; false where there was nothing to do.
    private func merge(_ id: TaskID) async throws -> Bool {
        let found = try await store.read { transaction -> (TaskRecord, SwarmRecord)? in
            guard let task = try transaction.task(id), task.core.phase == .merge,
                let swarm = try transaction.swarm(task.core.swarm)
            else { return nil }
            return (task, swarm)
        }
        guard let (task, swarm) = found, let result = task.result.flatMap({ CommitID($0) }),
            let branch = BranchName(swarm.branch)
        else { return false }
        let repository = try repositories.open(swarm.slug)
        guard let head = try await repository.resolve(branch) else { throw GitError.notARepository(repository.path) }
        switch try await step(task, result: result, head: head, repository) {
        case .land(let commit): return try await land(task, swarm, commit, from: head, branch, repository)
        case .check(let candidate):
            try await store.perform(CheckMerge(task: id, epoch: task.core.epoch, candidate: candidate.text))
            return true
        case .refuse(let evidence):
            try await store.perform(RefuseMerge(task: id, epoch: task.core.epoch, evidence: evidence))
            return true
        }
    }

    private enum Step {
        case land(CommitID)
        case check(CommitID)
        case refuse(String)
    }

    private func step(
        _ task: TaskRecord, result: CommitID, head: CommitID, _ repository: BareRepository
    ) async throws -> Step {
        if try await repository.isAncestor(result, of: head) { return .land(head) }
        switch try await repository.mergeTree(head, result) {
        case .conflicts(let paths):
            return .refuse(
                "other work was merged meanwhile and touches the same lines of \(paths.prefix(10).joined(separator: ", ")); "
                    + "do the task again on the new state")
        case .clean(let tree):
            // The tree that was verified, or one that was checked after an earlier merge, lands as it is.
            var isChecked = try await repository.tree(of: result) == tree
            if !isChecked, let candidate = task.candidate.flatMap({ CommitID($0) }) {
                isChecked = try await repository.tree(of: candidate) == tree
            }
            let commit = try await repository.commitTree(
                tree, parents: [head, result], message: "Task \(task.core.number): \(task.title)",
                signature: Repositories.signature(store.now))
            return isChecked ? .land(commit) : .check(commit)
        }
    }

    private func land(
        _ task: TaskRecord, _ swarm: SwarmRecord, _ commit: CommitID, from head: CommitID, _ branch: BranchName,
        _ repository: BareRepository
    ) async throws -> Bool {
        guard
            let intent = try await store.perform(
                IntendMerge(
                    task: task.core.id, epoch: task.core.epoch, branch: branch.text, old: head.text,
                    new: commit.text))
        else { return false }
        do {
            if commit != head { try await repository.updateBranch(branch, to: commit, expecting: head) }
        } catch GitError.referenceMoved {
            // By somebody else, or by git that failed only then.
            try await reconcile()
            return true
        }
        try await store.perform(RecordMerge(intent: intent, task: task.core.id, commit: commit.text))
        return true
    }
}
