import Threading

/// How many webhooks wait for their commit right now: in a flood, taking messages goes before handling them.
package final class InboxPressure: Sendable {
    private let underWay = Lock(0)

    package init() {}

    /// Whether so many wait that what can wait should.
    var isHigh: Bool { underWay.withLock { $0 } >= 8 }

    func begin() { underWay.withLock { $0 += 1 } }
    func end() { underWay.withLock { $0 -= 1 } }
}
