package import Vocabulary

/// What a step waits for; it stands in its row, so that a restart changes nothing about it.
package enum StepPause: Hashable, Sendable {
    case until(Timestamp)
    case event(String)
}
