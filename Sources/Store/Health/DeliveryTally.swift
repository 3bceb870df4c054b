/// What became of the outcomes that agents brought after an outage.
package struct DeliveryTally: Hashable, Sendable {
    package enum Outcome: String, Hashable, Sendable, CaseIterable {
        /// It decided its job.
        case accepted
        /// The same had been taken before the outage, and only the answer was lost.
        case replayed
        /// Its lease was revoked: kept and shown, never merged.
        case stale
        /// Its lease had ended by time alone, and nobody else had the job: it decided after all.
        case salvaged
    }

    package var accepted = 0
    package var replayed = 0
    package var stale = 0
    package var salvaged = 0

    package init() {}

    package var total: Int { accepted + replayed + stale + salvaged }

    mutating func count(_ outcome: Outcome) {
        switch outcome {
        case .accepted: accepted += 1
        case .replayed: replayed += 1
        case .stale: stale += 1
        case .salvaged: salvaged += 1
        }
    }
}
