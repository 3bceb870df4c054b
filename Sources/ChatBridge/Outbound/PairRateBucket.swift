package import Vocabulary

/// How many messages one person may be sent now: WhatsApp allows one every 6 s, and lends a burst of 45.
///
/// Pure: time comes in; a clock that is set back gives nothing, and holds nothing up for longer than filling takes.
package struct PairRateBucket: Hashable, Sendable {
    package static let capacity = 45
    package static let refill = Duration.seconds(6)
    /// From nothing to full.
    package static let filling = refill * capacity
    /// Messages kept for what a person waits for, so that a flood of notifications never delays an answer.
    package static let reserve = 10

    /// Counted in milliseconds of refill, so that nothing is lost to rounding: 6,000 are one message.
    private var credit: Int64
    private var updated: Timestamp

    /// A full bucket.
    package init(now: Timestamp) {
        credit = Int64(PairRateBucket.capacity) * PairRateBucket.price
        updated = now
    }

    /// The bucket after a restart, from when messages went out to this person; only the last 270 s matter.
    package init(sentAt: [Timestamp], now: Timestamp) {
        self.init(now: sentAt.min() ?? now)
        for time in sentAt.sorted() {
            fill(time)
            credit = max(0, credit - PairRateBucket.price)
        }
        fill(now)
    }

    /// Takes one message's worth; false where there is none left for this urgency.
    package mutating func take(_ urgency: Urgency, now: Timestamp) -> Bool {
        fill(now)
        guard credit >= need(urgency) else { return false }
        credit -= PairRateBucket.price
        return true
    }

    /// When `take` will succeed: `now` or later.
    package func available(_ urgency: Urgency, now: Timestamp) -> Timestamp {
        var copy = self
        copy.fill(now)
        return now + .milliseconds(max(0, need(urgency) - copy.credit))
    }

    /// The provider said the rate is exceeded: it knows better than we do.
    package mutating func empty(now: Timestamp) {
        fill(now)
        credit = 0
    }

    /// Nothing is missing: a bucket made anew would be the same.
    package func isFull(now: Timestamp) -> Bool {
        var copy = self
        copy.fill(now)
        return copy.credit == Int64(PairRateBucket.capacity) * PairRateBucket.price
    }

    private static let price = refill.wholeMilliseconds

    private func need(_ urgency: Urgency) -> Int64 {
        PairRateBucket.price * (urgency >= .answer ? 1 : 1 + Int64(PairRateBucket.reserve))
    }

    /// Counts what came back until now; whoever only asks what is available has to keep this after the clock was set back.
    package mutating func fill(_ now: Timestamp) {
        // A clock that was set back by more than filling takes would hold everything up until it is there again.
        if updated - now > PairRateBucket.filling { updated = now }
        guard now > updated else { return }
        let full = Int64(PairRateBucket.capacity) * PairRateBucket.price
        credit = min(full, credit + min(full, (now - updated).wholeMilliseconds))
        updated = now
    }
}
