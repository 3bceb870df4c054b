import Vocabulary

/// Equal-jitter backoff: half of the exponential step is certain, so that a delay is never close to nothing.
package enum Backoff {
    package static let base = Duration.seconds(1)
    package static let cap = Duration.seconds(900)

    /// The pause after that many failures in a row; `jitter` in 0..<1.
    package static func delay(failures: Int, jitter: Double) -> Duration {
        let doublings = min(max(failures - 1, 0), 20)
        let step = min(cap, base * (1 << doublings))
        return step / 2 + .milliseconds(Int64(Double((step / 2).wholeMilliseconds) * jitter))
    }
}
