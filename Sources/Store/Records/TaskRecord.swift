package import Vocabulary

/// A task as it is stored.
package struct TaskRecord: Sendable {
    package var core: TaskCore
    package var executor: Executor
    package var title: String
    /// JSON of what was planned and approved, which never changes; who needs it decodes it off the writer.
    package var spec: String
    /// Pinned base commit of the current attempt.
    package var base: String?
    /// Commit of the last accepted work.
    package var result: String?
    /// Merge commit whose tree is being checked before it lands.
    package var candidate: String?
    /// Commit on the swarm's branch that carries the result.
    package var merged: String?
    /// Goes with the next attempt: evidence of failed checks, or a person's words.
    package var feedback: String?
    package var spent: Money
    package var cap: Money?
    package var createdAt: Timestamp
    package var startedAt: Timestamp?
    package var finishedAt: Timestamp?

    /// What was planned and approved.
    package func plan() throws -> PlannedTask { try StoredJSON.decode(PlannedTask.self, spec) }
}
