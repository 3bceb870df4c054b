import Threading

/// A number that only grows, for one set of label values.
package final class Counter: Sendable {
    private let total = Lock(0.0)

    init() {}

    /// Adds `amount`; negative amounts and numbers that are not finite are ignored.
    package func add(_ amount: Double = 1) {
        guard amount > 0, amount.isFinite else { return }
        total.withLock { $0 += amount }
    }

    package var value: Double { total.withLock { $0 } }
}
