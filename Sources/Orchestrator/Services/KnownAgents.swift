import Store
import Threading

/// The agents whose tokens were looked up last, for the time in which nobody can be looked up.
///
/// It admits nobody to anything but the answer “hold”; and who was not seen for a while is forgotten, so that a token that
/// was revoked meanwhile is worth nothing.
final class KnownAgents: Sendable {
    static let lifetime = Duration.seconds(600)
    private static let capacity = 1_024

    private let agents = Lock<[[UInt8]: (agent: AgentRecord, seen: ContinuousClock.Instant)]>([:])

    /// Remembers what the database said of a token; nil where it is nobody's.
    func note(_ agent: AgentRecord?, digest: [UInt8]) {
        let now = ContinuousClock.now
        agents.withLock { agents in
            guard let agent else {
                agents[digest] = nil
                return
            }
            agents[digest] = (agent, now)
            guard agents.count > Self.capacity else { return }
            agents = agents.filter { now - $0.value.seen < Self.lifetime / 2 }
            if agents.count > Self.capacity { agents = [digest: (agent, now)] }
        }
    }

    func agent(digest: [UInt8]) -> AgentRecord? {
        agents.withLock { agents in
            guard let known = agents[digest], ContinuousClock.now - known.seen < Self.lifetime else { return nil }
            return known.agent
        }
    }
}
