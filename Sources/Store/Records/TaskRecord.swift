package import Vocabulary

/// A task as it is stored.
///
/// What rarely changes lies in one shared part, so that handing a record on costs little.
package struct TaskRecord: Sendable {
    package var core: TaskCore
    /// Pinned base commit of the current attempt.
    package var base: String?
    /// Commit of the last accepted work.
    package var result: String?
    package var startedAt: Timestamp?
    let rest: Rest

    final class Rest: Sendable {
        let executor: Executor
        let title: String
        let spec: String
        let candidate: String?
        let merged: String?
        let feedback: String?
        let spent: Money
        let cap: Money?
        let createdAt: Timestamp
        let finishedAt: Timestamp?

        init(
            executor: Executor, title: String, spec: String, candidate: String? = nil, merged: String? = nil,
            feedback: String? = nil, spent: Money = .zero, cap: Money?, createdAt: Timestamp,
            finishedAt: Timestamp? = nil
        ) {
            self.executor = executor
            self.title = title
            self.spec = spec
            self.candidate = candidate
            self.merged = merged
            self.feedback = feedback
            self.spent = spent
            self.cap = cap
            self.createdAt = createdAt
            self.finishedAt = finishedAt
        }
    }

    package var executor: Executor { rest.executor }
    package var title: String { rest.title }
    /// JSON of what was planned and approved, which never changes; who needs it decodes it off the writer.
    package var spec: String { rest.spec }
    /// Merge commit whose tree is being checked before it lands.
    package var candidate: String? { rest.candidate }
    /// Commit on the swarm's branch that carries the result.
    package var merged: String? { rest.merged }
    /// Goes with the next attempt: evidence of failed checks, or a person's words.
    package var feedback: String? { rest.feedback }
    package var spent: Money { rest.spent }
    package var cap: Money? { rest.cap }
    package var createdAt: Timestamp { rest.createdAt }
    package var finishedAt: Timestamp? { rest.finishedAt }

    /// What was planned and approved.
    package func plan() throws -> PlannedTask { try StoredJSON.decode(PlannedTask.self, spec) }
}
