/// Decides how long to wait for what a message is answered with.
///
/// Pure: times come in. The answer to the message comes first; what follows by itself (a plan card) is waited for while a
/// swarm is being planned, and then for a short silence.
struct ReplyWait {
    /// How long nothing must come before the answer counts as whole.
    static let quiet = Duration.seconds(1)

    private let message: Int64
    private let deadline: ContinuousClock.Instant
    private var lastAt: ContinuousClock.Instant?
    private var isAnswered = false
    private var hasFollowed = false
    /// Swarms the answer speaks of.
    private(set) var swarms: Set<String> = []

    /// - Parameter message: the id of what was said.
    init(message: Int64, at now: ContinuousClock.Instant, within limit: Duration) {
        self.message = message
        deadline = now + limit
    }

    /// Takes note of messages of ours that came.
    mutating func note(_ messages: [ChatMessage], at now: ContinuousClock.Instant) {
        for reply in messages where reply.isOutgoing {
            if reply.inReplyTo == "\(message)" {
                isAnswered = true
                if let swarm = reply.swarm { swarms.insert(swarm) }
            } else if isAnswered {
                hasFollowed = true
            }
            lastAt = now
        }
    }

    var hasAnswer: Bool { isAnswered }

    /// Whether it is over, given whether a swarm of the answer is still being planned.
    func isOver(at now: ContinuousClock.Instant, isPlanning: Bool) -> Bool {
        if now >= deadline { return true }
        guard isAnswered, let lastAt else { return false }
        if isPlanning, !hasFollowed { return false }
        return now >= lastAt + Self.quiet
    }
}
