package import Vocabulary

/// The row of a durable step.
package struct StepRecord: Hashable, Sendable {
    package enum State: String, Sendable {
        /// The effect is being made, or was when its process ended.
        case intended
        case done
        /// Surely not made; begun again at `due`.
        case sleeping
        /// Surely not made; begun again after `event`.
        case waiting
    }

    /// What the step does, with what: the same number with another name is another step.
    package let name: String
    package let state: State
    /// Under which it was written last.
    package let epoch: Int64
    package let outcome: String?
    /// How often nobody knew what came of it.
    package let lost: Int
    /// How often it slept.
    package let pauses: Int
    package let due: Timestamp?
    package let event: String?
}
