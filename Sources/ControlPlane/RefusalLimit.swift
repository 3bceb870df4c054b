import HTTPServer
import Threading
import Vocabulary

/// Keeps those who try credentials from keeping the database busy: who was refused often is answered 429 without a look-up.
///
/// It counts refusals by address, so that whoever shares one with them (behind a proxy) is not locked out: a credential that
/// was good before is always looked at.
final class RefusalLimit: Sendable {
    private struct Bucket {
        var left: Double
        var at: Timestamp
    }

    private struct State {
        var buckets: [String: Bucket] = [:]
        var known: Set<[UInt8]> = []
        /// When people's credentials were last found good.
        var people: [[UInt8]: ContinuousClock.Instant] = [:]
    }

    /// For so long a person's credential is remembered that nobody can look up.
    private static let memory = Duration.seconds(600)

    /// Refusals of one address in a row, and how many more each second brings.
    static let burst = 200.0
    static let perSecond = 10.0
    /// Addresses, and good credentials, that are remembered.
    private static let most = 4_096

    private let state = Lock(State())

    /// - Throws: `APIError` 429 where the address has used up its refusals and the credential is a new one.
    func check(_ request: HTTPRequest, digest: [UInt8], at now: Timestamp) throws {
        let isAllowed = state.withLock { state in
            state.known.contains(digest) || Self.left(in: state.buckets[request.peer], at: now) >= 1
        }
        guard isAllowed else { throw APIError.tooMany }
    }

    func admitted(_ digest: [UInt8]) {
        state.withLock { state in
            if state.known.count >= Self.most { state.known.removeAll() }
            state.known.insert(digest)
        }
    }

    func admittedPerson(_ digest: [UInt8]) {
        admitted(digest)
        state.withLock { state in
            if state.people.count >= Self.most { state.people.removeAll() }
            state.people[digest] = .now
        }
    }

    /// Whether a person's credential was good lately.
    func isOfPerson(_ digest: [UInt8]) -> Bool {
        state.withLock { $0.people[digest].map { ContinuousClock.now - $0 < Self.memory } ?? false }
    }

    func refused(_ request: HTTPRequest, digest: [UInt8], at now: Timestamp) {
        state.withLock { state in
            state.known.remove(digest)
            state.people[digest] = nil
            if state.buckets.count >= Self.most {
                state.buckets = state.buckets.filter { Self.left(in: $0.value, at: now) < Self.burst }
                // So many addresses at once are one attacker's; forgetting them costs less than remembering.
                if state.buckets.count >= Self.most { state.buckets.removeAll() }
            }
            let left = Self.left(in: state.buckets[request.peer], at: now)
            state.buckets[request.peer] = Bucket(left: max(0, left - 1), at: now)
        }
    }

    private static func left(in bucket: Bucket?, at now: Timestamp) -> Double {
        guard let bucket else { return burst }
        let seconds = Double((now - bucket.at).wholeMilliseconds) / 1_000
        // By more than filling takes the clock was only ever set back.
        guard seconds > -burst / perSecond else { return burst }
        return min(burst, bucket.left + max(0, seconds) * perSecond)
    }
}
