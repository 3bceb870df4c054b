import LanguageModel
import Threading
import Vocabulary

/// A clock that moves by what is slept, and chance that always says one half.
final class TestEnvironment: Sendable {
    private let time = Lock(Timestamp(milliseconds: 1_700_000_000_000))
    private let pauses = Lock<[Duration]>([])

    var slept: [Duration] { pauses.withLock { $0 } }
    var now: Timestamp { time.withLock { $0 } }

    func advance(_ duration: Duration) { time.withLock { $0 = $0 + duration } }

    var environment: ModelEnvironment {
        ModelEnvironment(
            now: { self.now },
            sleep: { duration in
                self.pauses.withLock { $0.append(duration) }
                self.advance(duration)
            },
            random: { 0.5 })
    }
}
