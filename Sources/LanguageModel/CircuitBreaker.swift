import Vocabulary

/// Keeps calls away from an endpoint that keeps failing: closed, open for a while, then one probe.
///
/// Pure: the time comes in with the events.
struct CircuitBreaker: Hashable, Sendable {
    enum State: Hashable, Sendable {
        case closed(failures: Int)
        case open(since: Timestamp, until: Timestamp, times: Int)
        /// One call is under way to find out; it counts as lost after a while, so that the circuit never hangs.
        case probing(since: Timestamp, times: Int)
    }

    static let failuresToOpen = 3
    static let firstRest = Duration.seconds(15)
    static let longestRest = Duration.seconds(300)
    static let longestProbe = Duration.seconds(600)

    private(set) var state = State.closed(failures: 0)

    /// Whether a call may start now; taking the place of the probe where one is due.
    mutating func admit(now: Timestamp) -> Bool {
        switch state {
        case .closed: return true
        case .open(let since, let until, let times):
            guard now >= until || Self.isSetBack(now, since) else { return false }
            state = .probing(since: now, times: times)
            return true
        case .probing(let since, let times):
            guard now - since >= Self.longestProbe || Self.isSetBack(now, since) else { return false }
            state = .probing(since: now, times: times)
            return true
        }
    }

    mutating func callSucceeded() { state = .closed(failures: 0) }

    /// - Parameter rest: the least rest the failure asks for; it opens the circuit at once.
    mutating func callFailed(now: Timestamp, rest: Duration? = nil) {
        switch state {
        case .closed(let failures):
            if let rest {
                state = .open(since: now, until: now + max(rest, Self.firstRest), times: 1)
            } else if failures + 1 >= Self.failuresToOpen {
                state = .open(since: now, until: now + Self.firstRest, times: 1)
            } else {
                state = .closed(failures: failures + 1)
            }
        case .probing(_, let times):
            let doubled = Duration.milliseconds(Self.firstRest.wholeMilliseconds << Int64(min(times, 10)))
            state = .open(
                since: now, until: now + max(min(doubled, Self.longestRest), rest ?? .zero), times: times + 1)
        case .open(let since, let until, let times):
            // A call from before the circuit opened.
            state = .open(since: since, until: max(until, now + (rest ?? .zero)), times: times)
        }
    }

    /// The call ended without saying anything about the endpoint: cancelled, or its own fault.
    mutating func callWasInconclusive(now: Timestamp) {
        if case .probing(_, let times) = state { state = .open(since: now, until: now, times: times) }
    }

    /// Whether the clock was set back since then, beyond a correction: a rest would last as long as the step was.
    private static func isSetBack(_ now: Timestamp, _ since: Timestamp) -> Bool { since - now > .seconds(1) }
}
