package import Vocabulary

/// How far the sending of one message has come: a pure state machine, times passed in.
///
/// No provider takes an idempotency key, so a send of unknown outcome waits for a status report that carries our id;
/// without one it is sent once more, marked as a possible repetition, and after that left alone.
package struct OutboundAttempt: Hashable, Sendable, Codable {
    package var state: DeliveryState
    /// Sends that were started.
    package var attempts: Int
    /// The outcome of a send was unknown: the next one is marked with `repetitionMark`.
    package var mayRepeat: Bool
    /// When to send; nil where nothing is due by itself.
    package var dueAt: Timestamp?
    package var queuedAt: Timestamp
    /// The provider takes nothing for this person until they write again.
    package var awaitsMessage: Bool
    /// Why it failed or waits, for people.
    package var reason: String?

    package init(queuedAt: Timestamp) {
        state = .queued
        attempts = 0
        mayRepeat = false
        dueAt = queuedAt
        self.queuedAt = queuedAt
        awaitsMessage = false
    }

    /// Follows a text that the person may already have.
    package static let repetitionMark = "(sent again)"
    /// How long a status report is waited for after a send of unknown outcome.
    package static let reconciliation = Duration.seconds(120)
    package static let maximumAttempts = 8
    /// After that a message is no news any more.
    package static let lifetime = Duration.seconds(24 * 3_600)
    private static let credentialPause = Duration.seconds(300)
    /// Nothing but a retry is put off for longer.
    static let longestPause = max(credentialPause, reconciliation, PairRateBucket.filling)
    /// Meta's rule: a retry waits 4^n of it, n from 0.
    static let retryPause = Duration.seconds(1)

    package enum Event: Hashable, Sendable {
        /// The request goes out now.
        case started
        case finished(SendOutcome)
        /// The request was not made after all.
        case withdrawn
        /// The process ended between `started` and `finished`.
        case interrupted
        case reported(DeliveryState, errorCode: Int?)
        /// The person wrote: the provider's window is open again.
        case personWrote
    }

    /// The state after `event`.
    package func decide(_ event: Event, now: Timestamp) -> OutboundAttempt {
        var next = self
        switch event {
        case .started:
            guard state < .sent else { break }
            next.state = .sending
            next.attempts += 1
            next.dueAt = nil
        case .finished(.accepted):
            next.settle(.sent)
        case .finished(.rejected(let rejection)):
            guard state < .sent else { break }
            next.reject(rejection, now: now)
        case .finished(.unknown(let reason)):
            // Written down twice, it would count as the second send.
            guard state == .sending else { break }
            next.lose(reason, now: now)
        case .withdrawn:
            guard state == .sending else { break }
            next.state = mayRepeat ? .unknown : .queued
            next.attempts -= 1
            next.dueAt = now + .seconds(1)
        case .interrupted:
            guard state == .sending else { break }
            next.lose("Waggle ended while it was sending", now: now)
        case .reported(let state, let errorCode):
            next.settle(state)
            if next.state == .failed, let errorCode { next.reason = "the provider reported error \(errorCode)" }
        case .personWrote:
            guard awaitsMessage, state < .sent else { break }
            next.awaitsMessage = false
            next.dueAt = now
        }
        return next
    }

    private mutating func settle(_ report: DeliveryState) {
        state = state.joined(with: report)
        guard state.isSettled else { return }
        dueAt = nil
        awaitsMessage = false
        if state != .failed { reason = nil }
    }

    private mutating func lose(_ reason: String, now: Timestamp) {
        state = .unknown
        self.reason = reason
        dueAt = mayRepeat ? nil : now + OutboundAttempt.reconciliation
        mayRepeat = true
    }

    private mutating func reject(_ rejection: SendRejection, now: Timestamp) {
        reason = rejection.reason
        let isOld = now - queuedAt > OutboundAttempt.lifetime
        switch rejection.remedy {
        case .retry where !isOld && attempts < OutboundAttempt.maximumAttempts:
            state = .queued
            dueAt = now + OutboundAttempt.retryPause * (1 << (2 * max(0, attempts - 1)))
        case .fixCredentials where !isOld:
            state = .queued
            dueAt = now + OutboundAttempt.credentialPause
        case .awaitMessage:
            state = .queued
            awaitsMessage = true
            dueAt = nil
        default:
            state = .failed
            dueAt = nil
        }
    }
}
