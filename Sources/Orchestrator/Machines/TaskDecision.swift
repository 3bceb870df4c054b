package import Store
package import Vocabulary

/// What follows from an event: the task as it is to be written, and what else has to happen in the same transaction.
package struct TaskDecision: Sendable, Hashable {
    package enum Effect: Sendable, Hashable {
        case emit(EventType)
        /// The agent that held the job is free again.
        case leaseEnded
        case leaseStarted
        /// The task reached done, failed or cancelled.
        case finished
        /// The task left failed or cancelled.
        case reopened
        case unlockDependents
        case blockDependents
        case unblockDependents
        /// The evidence goes with the next attempt.
        case keepFeedback(String)
    }

    package var core: TaskCore
    package var effects: [Effect]
}

/// An event that does not apply where the task stands.
package struct TaskRefusal: Error, Hashable, CustomStringConvertible {
    package let number: Int
    package let state: TaskState
    package let event: String

    package var description: String { "task \(number) is \(state.rawValue): \(event) does not apply" }
}
