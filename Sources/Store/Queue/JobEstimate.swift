import Threading

/// About how many jobs wait for an agent: as of the last commit of this process, and what others added since.
final class JobEstimate: Sendable {
    private struct Kept {
        var own = 0
        /// What others added, up to which turn.
        var added = 0
        var turn: Int64 = -1
    }

    /// As many as are worth waking agents for where nobody knows how many there are.
    static let many = 1_000

    private let kept = Lock(Kept())

    var count: Int { kept.withLock { min($0.own + $0.added, max($0.own, Self.many)) } }

    /// Another process made jobs ready in a turn of its own.
    func add(_ jobs: Int, turn: Int64) {
        kept.withLock { kept in
            kept.added = min(kept.added + jobs, Self.many)
            kept.turn = max(kept.turn, turn)
        }
    }

    /// This process knows of all that was made ready up to a turn; what it was told of later ones stays.
    func set(_ jobs: Int, turn: Int64) {
        kept.withLock { kept in
            kept.own = jobs
            if kept.turn <= turn { kept.added = 0 }
        }
    }
}
