import Threading

/// Counts the connections of all loops, in total and per peer address.
final class ConnectionCensus: Sendable {
    private struct Counts {
        var total = 0
        var perPeer: [String: Int] = [:]
    }

    private let limits: HTTPServerConfiguration.Limits
    private let counts = Lock(Counts())

    init(_ limits: HTTPServerConfiguration.Limits) {
        self.limits = limits
    }

    /// Counts a connection in, unless a cap is reached.
    func admit(_ peer: String) -> Bool {
        counts.withLock { counts in
            guard counts.total < limits.connections else { return false }
            if !limits.uncappedPeers.contains(peer) {
                guard counts.perPeer[peer, default: 0] < limits.connectionsPerPeer else { return false }
                counts.perPeer[peer, default: 0] += 1
            }
            counts.total += 1
            return true
        }
    }

    /// Counts a connection out that was admitted.
    func leave(_ peer: String) {
        counts.withLock { counts in
            counts.total -= 1
            guard let count = counts.perPeer[peer] else { return }
            counts.perPeer[peer] = count > 1 ? count - 1 : nil
        }
    }
}
