import Threading
import Vocabulary

/// What the inbox tells the conversations' lanes without the database: that a flood comes in, and what in it cannot wait.
///
/// In a flood taking messages goes before handling them. Nothing here has to survive: what is forgotten is found in its
/// conversation's order.
package final class InboxPressure: Sendable {
    private struct State {
        var underWay = 0
        var isHigh = false
        var highUntil = ContinuousClock.now
        var controls: [MessageID] = []
    }

    private let state = Lock(State())

    /// So many webhooks that wait for their commit at one time are a flood, which lasts a little longer than they do.
    private static let flood = 8
    private static let persistence = Duration.milliseconds(50)
    private static let controlLimit = 256

    package init() {}

    /// Whether so many wait, or just waited, that what can wait should.
    var isHigh: Bool {
        state.withLock { state in
            if state.isHigh, state.underWay < Self.flood { state.isHigh = ContinuousClock.now < state.highUntil }
            return state.isHigh
        }
    }

    func begin() {
        state.withLock { state in
            state.underWay += 1
            if state.underWay >= Self.flood { state.isHigh = true }
        }
    }

    func end() {
        state.withLock { state in
            if state.underWay == Self.flood { state.highUntil = ContinuousClock.now + Self.persistence }
            state.underWay -= 1
        }
    }

    /// Notes a taken message that looks like a stop, pause, status or help.
    func note(control message: MessageID) {
        state.withLock { if $0.controls.count < Self.controlLimit { $0.controls.append(message) } }
    }

    /// The noted messages, which are then no longer noted.
    func takeControls() -> [MessageID] {
        state.withLock { state in
            defer { state.controls = [] }
            return state.controls
        }
    }
}
