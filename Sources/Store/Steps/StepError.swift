/// Why a durable step is not taken.
package enum StepError: Error, Hashable, CustomStringConvertible {
    /// What was begun under that number is something else: its outcome is not used for this.
    case mismatch(number: Int, begun: String, now: String)
    /// A newer process has taken the run over, or it has ended.
    case superseded(RunID)
    /// Not before something else: the run goes on when it is taken up again then.
    case paused(StepPause)
    /// The outcome got lost so often that a person has to decide.
    case lost(number: Int, times: Int)

    package var description: String {
        switch self {
        case .mismatch(let number, let begun, let now): "step \(number) was begun as \(begun), not as \(now)"
        case .superseded(let run): "the run \(run) was taken over or has ended"
        case .paused(.until(let time)): "the step goes on at \(time)"
        case .paused(.event(let name)): "the step waits for \(name)"
        case .lost(let number, let times): "the outcome of step \(number) got lost \(times) times"
        }
    }
}
