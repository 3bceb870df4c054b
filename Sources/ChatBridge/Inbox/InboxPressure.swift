import Threading
import Vocabulary

/// What the inbox tells the conversations' lanes without the database: that a flood comes in, and what in it cannot wait.
///
/// In a flood taking messages goes before handling them. Nothing here has to survive: what is forgotten is found in its
/// conversation's order.
package final class InboxPressure: Sendable {
    /// An arrival that looks like a stop, pause, status or help.
    struct Control: Sendable {
        var arrival: ArrivalID
        var provider: Provider
        /// The provider's id of the message, and its name of the conversation.
        var key: String
        var conversation: String
    }

    private struct State {
        var underWay = 0
        var isHigh = false
        var highUntil = ContinuousClock.now
        var controls: [Control] = []
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

    /// Notes it; beyond a limit it keeps its place in its conversation.
    func note(_ control: Control) {
        state.withLock { if $0.controls.count < Self.controlLimit { $0.controls.append(control) } }
    }

    /// At most `limit` of what was noted, which is then no longer noted.
    func takeControls(limit: Int) -> [Control] {
        state.withLock { state in
            defer { state.controls.removeFirst(min(limit, state.controls.count)) }
            return Array(state.controls.prefix(limit))
        }
    }
}
