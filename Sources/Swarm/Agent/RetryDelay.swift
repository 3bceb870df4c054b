/// How long to wait before the next try: doubling from half a second to thirty seconds, spread by chance.
struct RetryDelay: Sendable {
    private(set) var failures = 0

    mutating func succeeded() { failures = 0 }

    /// - Parameter chance: 0..<1; spreads many agents that lost the same control plane.
    mutating func failed(chance: Double) -> Duration {
        let seconds = min(30, 0.5 * Double(1 << min(failures, 10)))
        failures += 1
        return .milliseconds(Int64(seconds * (0.5 + chance / 2) * 1_000))
    }
}
