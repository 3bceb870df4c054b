import Threading

/// A number that goes up and down, for one set of label values.
package final class Gauge: Sendable {
    private let current = Lock(0.0)
    private let read: (@Sendable () -> Double)?

    init(read: (@Sendable () -> Double)? = nil) { self.read = read }

    /// Sets the value; has no effect on a gauge that is read through a closure.
    package func set(_ value: Double) { current.withLock { $0 = value } }
    package func add(_ amount: Double) { current.withLock { $0 += amount } }

    package var value: Double { read?() ?? current.withLock { $0 } }
}
