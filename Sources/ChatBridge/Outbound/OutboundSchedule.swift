import Cards
package import Store
package import Vocabulary

/// What goes out next, over all people: one message at a time to each, within the provider's rate.
///
/// Pure: rows and times come in, in the order of the rows; `Outbox` performs what comes out.
package struct OutboundSchedule: Sendable {
    package struct Recipient: Hashable, Sendable {
        package var provider: Provider
        package var address: String
    }

    /// One message of the provider, and the rows it stands for.
    package struct Delivery: Sendable {
        package var recipient: Recipient
        package var ids: [OutboundID]
        package var body: OutboundBody
    }

    package struct Plan: Sendable {
        package var deliveries: [Delivery] = []
        /// Long queues that their recipient's rate holds up.
        package var postponed: [PostponeSends] = []
        /// When to look again; nil where nothing waits for time.
        package var next: Timestamp?
    }

    private let limits: [Provider: OutboundLimits]
    private var buckets: [Recipient: PairRateBucket] = [:]
    private var busy: Set<Recipient> = []
    private var plannedAt: Timestamp?
    private var boundedAt: Duration?

    private static let concurrency = 32

    package init(limits: [Provider: OutboundLimits]) { self.limits = limits }

    /// How long ago sends still matter for the rates.
    package static let memory = PairRateBucket.filling

    /// Takes up the rates where they stood, from what went out in the last `memory`.
    package mutating func resume(
        _ sends: [(provider: Provider, address: String, at: Timestamp)], now: Timestamp
    ) {
        let times = Dictionary(grouping: sends) { Recipient(provider: $0.provider, address: $0.address) }
        for (recipient, sends) in times where limits[recipient.provider]?.isRated == true {
            buckets[recipient] = PairRateBucket(sentAt: sends.map(\.at), now: now)
        }
    }

    /// Says whether what waits for a time may wait too long, so that `BoundSends` has to be performed before the next plan:
    /// at first, after the clock was set back, and once a minute, because forth and back between two plans is not seen.
    ///
    /// - Parameter running: Of a clock that nobody sets; any origin, always the same.
    package func mustBound(_ now: Timestamp, running: Duration) -> Bool {
        guard let boundedAt, let plannedAt else { return true }
        return now < plannedAt || running - boundedAt >= .seconds(60)
    }

    /// `BoundSends` is on disk.
    package mutating func noteBounded(running: Duration) { boundedAt = running }

    /// What to send now; each recipient of a delivery is busy until `end`.
    ///
    /// - Parameters:
    ///   - rows: That may be sent now, in the order they are to go.
    ///   - next: When a row after these becomes due.
    package mutating func plan(_ rows: [OutboundRecord], next: Timestamp?, now: Timestamp) -> Plan {
        plannedAt = now
        var plan = Plan(next: next)
        let waiting = Dictionary(grouping: rows) { Recipient(provider: $0.provider, address: $0.address) }
        var seen: Set<Recipient> = []
        for row in rows {
            let recipient = Recipient(provider: row.provider, address: row.address)
            guard seen.insert(recipient).inserted, !busy.contains(recipient), busy.count < Self.concurrency,
                let rows = waiting[recipient]
            else { continue }
            // What the rate has left counts from a time too; a clock that was set back is followed, also where nothing goes out.
            buckets[recipient]?.fill(now)
            switch choose(rows, recipient, now) {
            case .send(let ids, let message):
                busy.insert(recipient)
                plan.deliveries.append(delivery(ids, message, rows, recipient))
            case .wait(let until):
                plan.next = min(plan.next ?? until, until)
                guard rows.count > 64 else { continue }
                plan.postponed.append(
                    PostponeSends(
                        provider: recipient.provider, address: recipient.address,
                        isUrgent: rows.contains(where: \.isUrgent), until: until))
            case .idle: break
            }
        }
        return plan
    }

    /// A message goes out to the recipient.
    package mutating func begin(_ recipient: Recipient, now: Timestamp) {
        guard limits[recipient.provider]?.isRated == true else { return }
        var bucket = buckets[recipient] ?? PairRateBucket(now: now)
        _ = bucket.take(.alarm, now: now)
        buckets[recipient] = bucket
        guard buckets.count > 4_096 else { return }
        buckets = buckets.filter { !$0.value.isFull(now: now) }
    }

    /// The provider says that the recipient's rate is exceeded.
    package mutating func exceeded(_ recipient: Recipient, now: Timestamp) { buckets[recipient]?.empty(now: now) }

    /// What was under way to the recipient has been written down.
    package mutating func end(_ recipient: Recipient) { busy.remove(recipient) }

    private func choose(_ rows: [OutboundRecord], _ recipient: Recipient, _ now: Timestamp) -> OutboundLane.Step {
        let limits = limits[recipient.provider]
        let items = rows.compactMap { row -> OutboundLane.Item? in
            guard let body = OutboundBody(json: row.body) else { return nil }
            // A part of a longer message stands alone, and so it goes with what is urgent.
            let urgency: Urgency = row.isUrgent ? .answer : body.parts > 1 ? .result : .notification
            return OutboundLane.Item(
                id: row.id, urgency: urgency, message: OutboundMessage(body.text, buttons: body.buttons),
                dueAt: row.notBefore, isMarked: row.wasResent && limits?.isIdempotent == false)
        }
        let bucket = limits?.isRated == true ? buckets[recipient] ?? PairRateBucket(now: now) : PairRateBucket(now: now)
        return OutboundLane.next(items, bucket: bucket, limit: limits?.text ?? 4_096, now: now)
    }

    private func delivery(
        _ ids: [OutboundID], _ message: OutboundMessage, _ rows: [OutboundRecord], _ recipient: Recipient
    ) -> Delivery {
        let first = rows.first { $0.id == ids.first }
        let quoted = ids.count == 1 ? first.flatMap { OutboundBody(json: $0.body)?.replyTo } : nil
        return Delivery(
            recipient: recipient, ids: ids,
            body: OutboundBody(message.text, buttons: message.buttons, replyTo: quoted))
    }
}
