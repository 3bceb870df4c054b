package import Store
import LanguageModel
import Threading

/// The model calls of one run as durable steps, in the order in which they are made.
///
/// A run that was cut short makes the same calls again from the start; those whose answer is known are not paid again.
package final class ModelSteps: Sendable {
    /// What a call waits for that no cap allows.
    static let budgetEvent = "budget"
    /// An overloaded provider is asked again after so many pauses at most.
    static let longestSleep = 3

    let run: RunID
    let epoch: Int64
    private let made = Lock(0)
    private let repeated = Lock(0)

    /// - Parameter epoch: Of `OpenRun`.
    package init(_ run: RunID, epoch: Int64) {
        self.run = run
        self.epoch = epoch
    }

    /// Calls that were made once more because nobody knew whether they had been answered.
    package var repeatedCalls: Int { repeated.withLock(\.self) }

    func noteRepeated() { repeated.withLock { $0 += 1 } }

    /// The step of the next call; the request is part of its name.
    func next(_ request: ModelRequest) -> Call {
        let number = made.withLock { number in
            number += 1
            return number
        }
        return Call(run: run, number: number, name: "model \(request.digest)", epoch: epoch)
    }

    struct Call: Sendable {
        let run: RunID
        let number: Int
        let name: String
        let epoch: Int64
    }
}
