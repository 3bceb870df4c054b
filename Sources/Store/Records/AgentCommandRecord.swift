package import Vocabulary

/// Something a person told an agent's process to do, and how far it is.
package struct AgentCommandRecord: Sendable, Hashable {
    package enum Kind: String, Sendable {
        /// Finish what it has, end, and begin anew.
        case restart
        /// The same, with the executable that is installed on its machine now.
        case upgrade
    }

    package enum State: String, Sendable {
        /// Written down.
        case pending
        /// The agent has heard of it.
        case acknowledged
        /// A new process is there.
        case completed
        /// It will not happen.
        case failed
    }

    package let id: Int64
    package let agent: AgentID
    package let kind: Kind
    package let state: State
    /// Where it was said, to be told the end.
    package let conversation: ConversationID?
}
