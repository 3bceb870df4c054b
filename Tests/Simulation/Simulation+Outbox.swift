import Cards
import ChatBridge
import Orchestrator
import SQLite
import Store
import Vocabulary

/// The way out, in the steps of `Outbox`, to a provider whose answers are late, lost or refusals.
extension Simulation {
    /// Small, so that some messages have several parts.
    static let limits: [Provider: OutboundLimits] = [
        .whatsapp: OutboundLimits(
            dialect: .whatsapp, text: 600, textWithButtons: 300, isRated: true, isIdempotent: false)
    ]

    /// Begins with what an earlier process was sending.
    func startSending() {
        surely(RecoverSends()) { count in
            self.tally.count("sends that a crash interrupted", count)
            let since = self.storeTime - OutboundSchedule.memory
            self.plane.schedule.resume(try self.read { try $0.recentSends(since: since) }, now: self.storeTime)
            self.plane.isSending = true
            self.lookAtOutbox()
        }
    }

    /// Submits an operation until it is known to be on disk, as `Store.performSurely` does.
    private func surely<Operation: StoreOperation>(
        _ operation: Operation, onDisk: @escaping (Operation.Output) -> Void = { _ in },
        then: @escaping (Operation.Output) throws -> Void
    ) {
        submit(operation, for: .other, onDisk: onDisk) { result in
            switch result {
            case .success(let output): try then(output)
            case .failure: self.inPlane(after: 250) { self.surely(operation, onDisk: onDisk, then: then) }
            }
        }
    }

    func lookAtOutbox() {
        guard plane.isUp, plane.isSending, begin("outbox") else { return }
        inPlane(after: span(0, 20)) { try self.send() }
    }

    private func lookAgain(after delay: Int64) {
        plane.outboxTimer += 1
        let timer = plane.outboxTimer
        inPlane(after: delay) { if self.plane.outboxTimer == timer { self.lookAtOutbox() } }
    }

    private func send() throws {
        let running = Duration.milliseconds(now)
        guard plane.schedule.mustBound(storeTime, running: running) else { return try sendDue() }
        // Nothing is planned before that is on disk: the plan would make the schedule forget the jump.
        submit(BoundSends(), for: .other) { result in
            if case .success = result {
                self.plane.schedule.noteBounded(running: running)
                return try self.sendDue()
            }
            self.finish("outbox")
            self.lookAgain(after: 1_000)
        }
    }

    private func sendDue() throws {
        let now = storeTime
        let rows = try read { try $0.sendable(at: now, limit: 512) }
        var empty = rows.filter(\.body.isEmpty).count
        guard empty == 0 else {
            var hasFailed = false
            for row in rows where row.body.isEmpty {
                guard let limits = Self.limits[row.provider] else { continue }
                submit(ExpandOutbound(id: row.id, limits: limits), for: .other) { result in
                    empty -= 1
                    if case .failure = result { hasFailed = true }
                    guard empty == 0 else { return }
                    self.finish("outbox")
                    if hasFailed { self.lookAgain(after: 1_000) } else { self.lookAtOutbox() }
                }
            }
            return
        }
        finish("outbox")
        let plan = plane.schedule.plan(rows, next: try read { try $0.nextSendTime(after: now) }, now: now)
        for postponed in plan.postponed { submit(postponed, for: .other) { _ in } }
        for delivery in plan.deliveries { deliver(delivery) }
        guard let next = plan.next else { return }
        lookAgain(after: max(5, min(60_000, (next - storeTime).wholeMilliseconds)))
    }

    private func deliver(_ delivery: OutboundSchedule.Delivery) {
        let opaque = "simulated_\(delivery.ids[0])"
        func end() {
            plane.schedule.end(delivery.recipient)
            lookAtOutbox()
        }
        func withdraw(_ ids: [OutboundID]) {
            tally.count("sends withdrawn")
            surely(FinishSend(ids: ids, event: .withdrawn)) { _ in end() }
        }
        submit(
            BeginSend(ids: delivery.ids, opaqueID: opaque), for: .other,
            onDisk: {
                for row in $0 where self.provider.settled.contains(row.id) { self.violate("sent again: \(row.id)") }
            }
        ) { result in
            guard case .success(let begun) = result else {
                return self.inPlane(after: 1_000) { withdraw(delivery.ids) }
            }
            guard begun.count == delivery.ids.count else { return withdraw(begun.map(\.id)) }
            self.plane.schedule.begin(delivery.recipient, now: self.storeTime)
            self.hand(delivery, opaque) { outcome in
                if case .rejected(let rejection) = outcome, rejection.isRateExceeded {
                    self.plane.schedule.exceeded(delivery.recipient, now: self.storeTime)
                }
                self.surely(
                    FinishSend(ids: delivery.ids, event: .finished(outcome)),
                    onDisk: { _ in if case .accepted = outcome { self.provider.settled.formUnion(delivery.ids) } },
                    then: { _ in end() })
            }
        }
    }

    // MARK: The provider

    /// Hands a message over; `then` hears what became of it, if the process is the same then.
    private func hand(
        _ delivery: OutboundSchedule.Delivery, _ opaque: String, then: @escaping (SendOutcome) throws -> Void
    ) {
        let process = plane.number
        var isAnswered = false
        func answer(_ outcome: SendOutcome, after delay: Int64) {
            after(delay) {
                guard !isAnswered, self.plane.isUp, self.plane.number == process else { return }
                isAnswered = true
                self.tally.count("send \(outcome.name)")
                try then(outcome)
            }
        }
        answer(.unknown("no answer"), after: 10_000)
        guard !happens(faults.loss) else { return }
        after(span(0, faults.delay)) {
            if let rejection = self.refusal(of: delivery) {
                return answer(.rejected(rejection), after: self.span(0, self.faults.delay))
            }
            let key = self.arrive(delivery, opaque)
            guard !self.happens(self.faults.lostAnswer) else { return }
            answer(.accepted(id: key), after: self.span(0, self.faults.delay))
        }
    }

    /// Why the provider does not take it; each message is refused three times at most.
    private func refusal(of delivery: OutboundSchedule.Delivery) -> SendRejection? {
        let address = delivery.recipient.address
        let recent = provider.sends[address, default: []].filter { $0 > now - 270_000 }
        provider.sends[address] = recent
        guard recent.count < 45 + 45 else {
            tally.count("sends above the provider's rate")
            provider.refused.formUnion(delivery.ids)
            return SendRejection(code: 131_056, reason: "simulated", remedy: .retry)
        }
        guard happens(faults.refusal), provider.refusals[delivery.ids[0], default: 0] < 3 else { return nil }
        provider.refusals[delivery.ids[0], default: 0] += 1
        let remedies: [SendRejection.Remedy] = [.retry, .retry, .awaitMessage, .fixCredentials, .giveUp]
        let remedy = remedies[choose(5)]
        // A clock that was set forward may make it too old to be tried again.
        provider.refused.formUnion(delivery.ids)
        return SendRejection(code: choose(3) == 0 ? 131_056 : 1, reason: "simulated", remedy: remedy)
    }

    /// The person has it; gives the provider's name for it.
    private func arrive(_ delivery: OutboundSchedule.Delivery, _ opaque: String) -> String {
        provider.count += 1
        provider.sends[delivery.recipient.address, default: []].append(now)
        let isMarked = delivery.body.text.hasSuffix(OutboundAttempt.repetitionMark)
        note("\(delivery.recipient.address) gets \(delivery.ids)\(isMarked ? " marked" : "")")
        for id in delivery.ids {
            let times = provider.arrivals[id, default: 0] + 1
            provider.arrivals[id] = times
            if times > 1, !isMarked { violate("the message \(id) came twice, unmarked") }
            if times > 2 { violate("the message \(id) came \(times) times") }
            if times == 2 { tally.count("messages that came twice, marked") }
        }
        let key = "wamid.\(provider.count)"
        report(on: delivery, key, opaque)
        return key
    }

    /// The provider's reports: some, none, out of order, repeated, before its answer.
    private func report(on delivery: OutboundSchedule.Delivery, _ key: String, _ opaque: String) {
        guard isHealed || !happens(faults.loss) else { return }
        var states: [DeliveryState] = [.sent, .delivered, .read]
        states.removeLast(choose(4))
        if !states.isEmpty, !isHealed, happens(faults.refusal) {
            states.append(.failed)
            provider.refused.formUnion(delivery.ids)
        }
        for state in states {
            let status = DeliveryStatus(
                provider: delivery.recipient.provider, providerMessageID: key, opaqueID: opaque, state: state,
                errorCode: state == .failed ? 1 : nil, at: storeTime)
            for _ in 0...(happens(faults.repetition) ? 1 : 0) {
                after(span(0, isHealed ? 2_000 : 60_000)) { self.post(status) }
            }
        }
    }

    /// Until it is acknowledged.
    private func post(_ status: DeliveryStatus) {
        func again() { after(span(1_000, 20_000)) { self.post(status) } }
        guard plane.isUp, !happens(faults.loss) else { return again() }
        let process = plane.number
        var isAnswered = false
        let take = TakeInbound(InboundBatch(statuses: [status]), incarnation: "simulated")
        submit(take, for: .message) { result in
            isAnswered = true
            self.tally.count("reports of the provider")
            if case .failure = result { again() }
        }
        // A process that ends answers nothing.
        after(12_000) { if !isAnswered, self.plane.number != process { again() } }
    }

    // MARK: The end

    /// What every message of ours has come to, once nothing goes wrong any more.
    func checkSends() throws {
        let rows = try connection.statement("SELECT id, state, attempts FROM outbound ORDER BY id")
            .all { (OutboundID($0.int64(0)), $0.text(1), $0.int(2)) }
        for (id, state, attempts) in rows {
            let arrivals = provider.arrivals[id, default: 0]
            switch state {
            case "sent", "delivered", "read":
                if arrivals == 0 { violate("message \(id) is \(state) and never came") }
            case "failed":
                if !provider.refused.contains(id) { violate("message \(id) was given up though nobody refused it") }
            case "unknown":
                if attempts < 2 { violate("message \(id) was given up after one send of unknown outcome") }
            case "queued": break  // Until the person writes.
            default: violate("message \(id) is \(state)")
            }
        }
        let lost = try connection.statement(
            """
            SELECT message.id FROM message JOIN conversation ON conversation.id = message.conversation
            WHERE outgoing = 1 AND provider = 'whatsapp' AND NOT EXISTS
            (SELECT 1 FROM outbound WHERE outbound.message = message.id AND part = 0)
            """
        ).all { $0.int64(0) }
        for id in lost { violate("message \(id) has no way out") }
        tally.count("messages on their way out", rows.count)
    }
}

extension SendOutcome {
    fileprivate var name: String {
        switch self {
        case .accepted: "accepted"
        case .rejected(let rejection): "refused: \(rejection.remedy.rawValue)"
        case .unknown: "of unknown outcome"
        }
    }
}
