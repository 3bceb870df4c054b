/// Where a message of ours is on its way.
///
/// The states are one chain, so that reports can come twice and in any order and the last state is always the same:
/// queued < sending < unknown < sent < failed < delivered < read. `failed` is final unless the message turns out to
/// have been received: with several devices WhatsApp can report both.
package enum DeliveryState: Int, Codable, Sendable, CaseIterable, Comparable {
    case queued, sending
    /// Handed over without an answer: it may or may not have arrived.
    case unknown
    /// The provider took it.
    case sent
    case failed, delivered, read

    package var name: String {
        switch self {
        case .queued: "queued"
        case .sending: "sending"
        case .unknown: "unknown"
        case .sent: "sent"
        case .failed: "failed"
        case .delivered: "delivered"
        case .read: "read"
        }
    }

    /// The state after a report; never a step back.
    package func joined(with report: DeliveryState) -> DeliveryState { max(self, report) }

    /// Nothing is left to do for the sender.
    package var isSettled: Bool { self >= .sent }

    package static func < (left: DeliveryState, right: DeliveryState) -> Bool { left.rawValue < right.rawValue }
}
