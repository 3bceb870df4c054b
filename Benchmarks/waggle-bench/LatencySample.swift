import Vocabulary

/// Durations of one kind of operation, in nanoseconds.
struct LatencySample: Sendable {
    private var sorted: [Int64]

    init(_ nanoseconds: [Int64]) { sorted = nanoseconds.sorted() }

    var count: Int { sorted.count }

    /// The nearest-rank percentile in microseconds, 0 where nothing was measured.
    func percentile(_ percent: Double) -> Double {
        guard !sorted.isEmpty else { return 0 }
        let rank = Int((Double(sorted.count) * percent / 100).rounded(.up))
        return Double(sorted[min(max(rank, 1), sorted.count) - 1]) / 1_000
    }

    var json: JSONValue {
        [
            "count": .integer(Int64(count)), "p50_us": .number(percentile(50)), "p99_us": .number(percentile(99)),
            "max_us": .number(percentile(100)),
        ]
    }
}
