package import Vocabulary

/// What an agent has to be able to do for a waiting job; a claim looks at the head of the lanes it may take from alone.
package enum JobLane: Int, Sendable, CaseIterable {
    /// Verification and landing: any agent.
    case checks = 1
    /// Work that a person gave to one agent.
    case assigned
    case shell
    case builtin

    package init(_ executor: Executor) {
        self =
            switch executor {
            case .shell: .shell
            case .builtin: .builtin
            }
    }

    /// Nil where the task does not wait for an agent.
    init?(_ record: TaskRecord) {
        guard record.core.isClaimable else { return nil }
        if record.core.phase != .work {
            self = .checks
        } else if record.core.assigned != nil {
            self = .assigned
        } else {
            self.init(record.executor)
        }
    }
}
