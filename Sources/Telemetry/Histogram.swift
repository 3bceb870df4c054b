import Threading

/// Counts observations in fixed buckets, for one set of label values.
package final class Histogram: Sendable {
    struct Snapshot: Sendable {
        /// Observations per bucket, the last one for all above the highest bound.
        var counts: [UInt64]
        var sum = 0.0
    }

    /// Upper bounds in seconds from 1 ms to one minute: right for requests, transactions and model calls.
    package static let durationBounds = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ]

    let bounds: [Double]
    private let state: Lock<Snapshot>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Lock(Snapshot(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    /// Counts one value; a number that is not finite is ignored.
    package func observe(_ value: Double) {
        guard value.isFinite else { return }
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[index] += 1
            state.sum += value
        }
    }

    /// Counts a duration in seconds.
    package func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        observe(Double(seconds) + Double(attoseconds) / 1e18)
    }

    var snapshot: Snapshot { state.withLock { $0 } }
}
