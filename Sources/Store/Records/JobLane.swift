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
}
