import Cards
import TestSupport
import Testing
import Vocabulary

@testable import ChatBridge
@testable import Store

struct OutboundTests {
    private static let start = Timestamp(milliseconds: 1_700_000_000_000)
    private static func at(_ seconds: Int) -> Timestamp { start + .seconds(seconds) }

    // MARK: delivery states

    @Test func `reports in any order end in the same state`() {
        for first in DeliveryState.allCases {
            #expect(first.joined(with: first) == first)
            for second in DeliveryState.allCases {
                #expect(first.joined(with: second) == second.joined(with: first))
                for third in DeliveryState.allCases {
                    #expect(
                        first.joined(with: second).joined(with: third)
                            == first.joined(with: second.joined(with: third)))
                }
            }
        }
        #expect(DeliveryState.read.joined(with: .delivered) == .read)
        #expect(DeliveryState.failed.joined(with: .sent) == .failed)
        #expect(DeliveryState.delivered.joined(with: .failed) == .delivered)
    }

    // MARK: pair rate

    // The macro cannot call mutating functions.
    private static func take(_ bucket: inout PairRateBucket, _ urgency: Urgency, _ now: Timestamp) -> Bool {
        bucket.take(urgency, now: now)
    }

    @Test func `a burst of 45 and then one every 6 s`() {
        var bucket = PairRateBucket(now: Self.start)
        for _ in 0..<45 {
            let taken = bucket.take(.answer, now: Self.start)
            #expect(taken)
        }
        #expect(!Self.take(&bucket, .answer, Self.start))
        #expect(bucket.available(.answer, now: Self.start) == Self.at(6))
        #expect(!Self.take(&bucket, .answer, Self.at(5)))
        #expect(Self.take(&bucket, .answer, Self.at(6)))
        #expect(!Self.take(&bucket, .answer, Self.at(6)))
    }

    @Test func `notifications leave the reserve alone`() {
        var bucket = PairRateBucket(now: Self.start)
        var sent = 0
        while bucket.take(.notification, now: Self.start) { sent += 1 }
        #expect(sent == 35)
        for _ in 0..<10 {
            let taken = bucket.take(.alarm, now: Self.start)
            #expect(taken)
        }
        #expect(!Self.take(&bucket, .alarm, Self.start))
    }

    @Test func `a clock that runs backwards gives nothing`() {
        var bucket = PairRateBucket(now: Self.at(100))
        while bucket.take(.answer, now: Self.at(100)) {}
        #expect(!Self.take(&bucket, .answer, Self.start))
        #expect(!Self.take(&bucket, .answer, Self.at(105)))
        #expect(Self.take(&bucket, .answer, Self.at(106)))
    }

    @Test func `a clock that is set back by days holds nothing up`() {
        var bucket = PairRateBucket(now: Self.at(259_200))
        while bucket.take(.answer, now: Self.at(259_200)) {}
        #expect(bucket.available(.answer, now: Self.start) == Self.at(6))
        #expect(!Self.take(&bucket, .answer, Self.start))
        #expect(Self.take(&bucket, .answer, Self.at(6)))
    }

    // The macro cannot call mutating functions.
    private static func plan(_ schedule: inout OutboundSchedule, _ now: Timestamp) -> OutboundSchedule.Plan {
        let row = OutboundRecord(
            id: OutboundID(1), message: MessageID(1), provider: .whatsapp, address: "1", state: .queued, attempts: 0,
            isUrgent: true, part: 0, body: OutboundBody("one").json, notBefore: start, providerKey: nil,
            wasResent: false, error: nil, updatedAt: start)
        return schedule.plan([row], next: nil, now: now)
    }

    @Test func `a rate that is used up comes back after a clock was set back by days`() {
        let limits = OutboundLimits(
            dialect: .whatsapp, text: 600, textWithButtons: 300, isRated: true, isIdempotent: false)
        var schedule = OutboundSchedule(limits: [.whatsapp: limits])
        let recipient = OutboundSchedule.Recipient(provider: .whatsapp, address: "1")
        for _ in 0..<45 { schedule.begin(recipient, now: Self.at(259_200)) }
        let (before, first) = (Self.plan(&schedule, Self.at(259_200)), Self.plan(&schedule, Self.start))
        #expect(before.next == Self.at(259_206) && first.next == Self.at(6))
        let (early, due) = (Self.plan(&schedule, Self.at(3)), Self.plan(&schedule, Self.at(6)))
        #expect(early.deliveries.isEmpty && early.next == Self.at(6))
        #expect(due.deliveries.map(\.ids) == [[OutboundID(1)]])
    }

    @Test func `what waits is brought down at first, after a step back, and once a minute`() {
        var schedule = OutboundSchedule(limits: [:])
        #expect(schedule.mustBound(Self.start, running: .zero))
        schedule.noteBounded(running: .zero)
        _ = schedule.plan([], next: nil, now: Self.start)
        #expect(!schedule.mustBound(Self.at(1), running: .seconds(1)))
        #expect(schedule.mustBound(Self.at(-100_000), running: .seconds(1)))
        // Three days forth and back again between two looks.
        #expect(schedule.mustBound(Self.at(60), running: .seconds(60)))
    }

    @Test func `a credential's requests are counted on after a clock was set back by days`() {
        let rate = RequestRate(perSecond: 5)
        for _ in 0..<10 { #expect(rate.allows("a", at: Self.at(259_200))) }
        #expect(!rate.allows("a", at: Self.at(259_200)))
        #expect(!rate.allows("a", at: Self.at(259_199)) && !rate.allows("a", at: Self.start))
        #expect(rate.allows("a", at: Self.at(1)))
    }

    @Test func `what surely was not sent goes back to where it was`() {
        let first = OutboundAttempt(queuedAt: Self.start).decide(.started, now: Self.start)
        let withdrawn = first.decide(.withdrawn, now: Self.start)
        #expect(withdrawn.state == .queued && withdrawn.attempts == 0 && withdrawn.dueAt == Self.at(1))
        let again = first.decide(.interrupted, now: Self.start).decide(.started, now: Self.at(120))
            .decide(.withdrawn, now: Self.at(120))
        #expect(again.state == .unknown && again.attempts == 1 && again.mayRepeat && again.dueAt == Self.at(121))
    }

    @Test func `an unknown outcome that is written down twice is one`() {
        let lost = OutboundAttempt(queuedAt: Self.start).decide(.started, now: Self.start)
            .decide(.finished(.unknown("no answer")), now: Self.at(10))
        #expect(lost.dueAt == Self.at(130))
        #expect(lost.decide(.finished(.unknown("no answer")), now: Self.at(11)) == lost)
    }

    @Test func `never more than the provider allows, whatever is asked`() {
        for seed in 0..<50 {
            var random = SeededRandom(seed: UInt64(seed))
            var bucket = PairRateBucket(now: Self.start)
            var sent: [Timestamp] = []
            var now = Self.start
            for _ in 0..<500 {
                now = now + .milliseconds(random.next(4_000))
                if bucket.take(Urgency.allCases[random.next(5)], now: now) { sent.append(now) }
            }
            for (index, time) in sent.enumerated() {
                let window = sent[index...].prefix { $0 - time <= .seconds(60) }
                #expect(window.count <= 45 + 10, "seed \(seed)")
            }
            #expect(PairRateBucket(sentAt: sent, now: now) == bucket, "seed \(seed)")
        }
    }

    // MARK: attempts

    @Test func `a send that is taken is sent`() {
        let attempt = OutboundAttempt(queuedAt: Self.start).decide(.started, now: Self.start)
            .decide(.finished(.accepted(id: "wamid.1")), now: Self.at(1))
        #expect(attempt.state == .sent)
        #expect(attempt.dueAt == nil)
    }

    @Test func `retries wait 4, 16, 64 seconds and end`() {
        let rejection = SendOutcome.rejected(SendRejection(code: 131_056, reason: "rate", remedy: .retry))
        var attempt = OutboundAttempt(queuedAt: Self.start)
        var waits: [Int64] = []
        while attempt.state != .failed {
            attempt = attempt.decide(.started, now: Self.start).decide(.finished(rejection), now: Self.start)
            if let due = attempt.dueAt { waits.append((due - Self.start).wholeMilliseconds / 1_000) }
        }
        #expect(waits == [1, 4, 16, 64, 256, 1_024, 4_096])
        #expect(attempt.reason == "rate")
    }

    @Test func `an unknown outcome waits for a report, is sent once more and marked, then left alone`() {
        var attempt = OutboundAttempt(queuedAt: Self.start).decide(.started, now: Self.start)
            .decide(.finished(.unknown("timed out")), now: Self.at(30))
        #expect(attempt.state == .unknown)
        #expect(attempt.mayRepeat)
        #expect(attempt.dueAt == Self.at(150))
        attempt = attempt.decide(.started, now: Self.at(150)).decide(.finished(.unknown("again")), now: Self.at(180))
        #expect(attempt.state == .unknown)
        #expect(attempt.dueAt == nil)
        #expect(attempt.attempts == 2)
    }

    @Test func `a report settles an unknown outcome`() {
        let attempt = OutboundAttempt(queuedAt: Self.start).decide(.started, now: Self.start)
            .decide(.interrupted, now: Self.at(1)).decide(.reported(.delivered, errorCode: nil), now: Self.at(2))
        #expect(attempt.state == .delivered)
        #expect(attempt.dueAt == nil)
    }

    @Test func `outside the 24 hours it waits for the person`() {
        let closed = SendOutcome.rejected(SendRejection(code: 131_047, reason: "closed", remedy: .awaitMessage))
        var attempt = OutboundAttempt(queuedAt: Self.start).decide(.started, now: Self.start)
            .decide(.finished(closed), now: Self.at(1))
        #expect(attempt.state == .queued)
        #expect(attempt.dueAt == nil)
        attempt = attempt.decide(.personWrote, now: Self.at(500))
        #expect(attempt.dueAt == Self.at(500))
    }

    @Test func `a late answer never moves a message back`() {
        let read = OutboundAttempt(queuedAt: Self.start).decide(.started, now: Self.start)
            .decide(.reported(.read, errorCode: nil), now: Self.at(1))
        for event in [
            OutboundAttempt.Event.finished(.unknown("x")), .finished(.accepted(id: "a")), .interrupted,
            .started, .personWrote, .reported(.sent, errorCode: nil),
            .finished(.rejected(SendRejection(code: 1, reason: "x", remedy: .giveUp))),
        ] {
            #expect(read.decide(event, now: Self.at(2)).state == .read)
        }
    }

    // MARK: lanes

    private static func item(_ id: Int64, _ urgency: Urgency, _ text: String, due: Int = 0, marked: Bool = false)
        -> OutboundLane.Item
    {
        OutboundLane.Item(
            id: OutboundID(id), urgency: urgency, message: OutboundMessage(text), dueAt: at(due), isMarked: marked)
    }

    @Test func `the most urgent goes first, in order`() {
        let bucket = PairRateBucket(now: Self.start)
        let items = [
            Self.item(1, .notification, "n"), Self.item(2, .answer, "a"), Self.item(3, .answer, "b"),
            Self.item(4, .alarm, "!", due: 10),
        ]
        #expect(
            OutboundLane.next(items, bucket: bucket, now: Self.start) == .send([OutboundID(2)], OutboundMessage("a")))
        #expect(
            OutboundLane.next(items, bucket: bucket, now: Self.at(10)) == .send([OutboundID(4)], OutboundMessage("!")))
    }

    @Test func `waiting notifications become one message`() {
        let items = [
            Self.item(1, .notification, "one"), Self.item(2, .notification, "two", marked: true),
            Self.item(3, .notification, "later", due: 60),
        ]
        #expect(
            OutboundLane.next(items, bucket: PairRateBucket(now: Self.start), now: Self.start)
                == .send([OutboundID(1), OutboundID(2)], OutboundMessage("one\ntwo\n(sent again)")))
    }

    @Test func `an empty bucket makes notifications wait longer than answers`() {
        var bucket = PairRateBucket(now: Self.start)
        bucket.empty(now: Self.start)
        #expect(
            OutboundLane.next([Self.item(1, .answer, "a")], bucket: bucket, now: Self.start) == .wait(until: Self.at(6))
        )
        #expect(
            OutboundLane.next([Self.item(1, .notification, "a")], bucket: bucket, now: Self.start)
                == .wait(until: Self.at(66)))
        #expect(OutboundLane.next([], bucket: bucket, now: Self.start) == .idle)
        #expect(
            OutboundLane.next([Self.item(1, .answer, "a", due: 9)], bucket: bucket, now: Self.start)
                == .wait(until: Self.at(9)))
    }
}
