import Store
import Vocabulary

extension OutboundAttempt {
    /// A due time that never comes: the row waits for something else than time.
    static let never = Timestamp(milliseconds: 253_402_300_799_000)

    /// The attempt of a stored row; `queuedAt` is the time of its message.
    init(_ record: OutboundRecord, queuedAt: Timestamp) {
        self.init(queuedAt: queuedAt)
        state = DeliveryState(record.state)
        attempts = record.attempts
        mayRepeat = record.wasResent
        dueAt = record.notBefore < OutboundAttempt.never ? record.notBefore : nil
        awaitsMessage = record.state == .queued && dueAt == nil
        reason = record.error
    }

    /// The row with this attempt's state.
    func applied(to record: OutboundRecord) -> OutboundRecord {
        var next = record
        next.state = state.stored
        next.attempts = attempts
        next.wasResent = mayRepeat
        next.notBefore = dueAt ?? OutboundAttempt.never
        next.error = reason
        return next
    }
}

extension DeliveryState {
    init(_ state: OutboundRecord.State) {
        switch state {
        case .queued: self = .queued
        case .sending: self = .sending
        case .unknown: self = .unknown
        case .sent: self = .sent
        case .failed: self = .failed
        case .delivered: self = .delivered
        case .read: self = .read
        }
    }

    var stored: OutboundRecord.State {
        switch self {
        case .queued: .queued
        case .sending: .sending
        case .unknown: .unknown
        case .sent: .sent
        case .failed: .failed
        case .delivered: .delivered
        case .read: .read
        }
    }
}
