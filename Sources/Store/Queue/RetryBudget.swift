package import Vocabulary

/// How many retries a swarm may make without waiting longer: a fifth of its first attempts, and ten, in ten minutes.
///
/// What keeps a broken repository or an overloaded model from being retried at full speed by every task at once.
package struct RetryBudget: Sendable, Equatable {
    package static let window = Duration.seconds(600)
    package static let free = 10
    /// First attempts that pay for one retry.
    package static let firstAttemptsPerRetry = 5

    private var begun: Timestamp
    private var firstAttempts = 0
    private var retries = 0

    package init(at now: Timestamp) { begun = now }

    package mutating func noteFirstAttempt(at now: Timestamp) {
        renew(now)
        firstAttempts += 1
    }

    /// True where the budget pays for one more.
    package mutating func takeRetry(at now: Timestamp) -> Bool {
        renew(now)
        guard retries < Self.free + firstAttempts / Self.firstAttemptsPerRetry else { return false }
        retries += 1
        return true
    }

    private mutating func renew(_ now: Timestamp) {
        if now - begun >= Self.window || now < begun { self = RetryBudget(at: now) }
    }
}
