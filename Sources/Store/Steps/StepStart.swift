/// The answer to the beginning of a step.
package enum StepStart: Hashable, Sendable {
    /// The intent is written: make the effect, then finish the step. So many times before, somebody began and nobody
    /// knows what came of it.
    case perform(lost: Int)
    /// It was made; this is its outcome.
    case remembered(String)
}
