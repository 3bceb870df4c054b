import Cards
package import Store
package import Telemetry
import Threading
import Vocabulary

/// Sends what waits in the outbox: one message at a time to each person, within the provider's rate, and written down
/// before and after each send.
package actor Outbox {
    private typealias Delivery = OutboundSchedule.Delivery

    private let store: Store
    private let providers: [Provider: any OutboundProvider]
    private let logger: Logger
    private let metrics: MetricsRegistry
    private var schedule: OutboundSchedule
    private let wake = Wake()
    private let started = ContinuousClock.now

    private static let batch = 512

    package init(store: Store, providers: [any OutboundProvider], logger: Logger, metrics: MetricsRegistry) {
        self.store = store
        self.providers = Dictionary(providers.map { ($0.provider, $0) }, uniquingKeysWith: { first, _ in first })
        schedule = OutboundSchedule(limits: self.providers.mapValues(\.limits))
        self.logger = logger
        self.metrics = metrics
    }

    /// Sends until its task is cancelled; sends under way are finished first.
    package func run() async {
        await recover()
        // Before the first look, so that nothing falls between the two.
        let waiting = store.wake(on: .outbound)
        await withDiscardingTaskGroup { group in
            group.addTask {
                while await waiting.wait() { self.wake.raise() }
            }
            wake.raise()
            var timer: (due: Timestamp, task: Task<Void, Never>)?
            while await wake.wait() {
                let (deliveries, next) = await step()
                for delivery in deliveries {
                    // Not a child: a send that is cut off half-way has an unknown outcome, so a stop waits for its end.
                    let sending = Task { await self.deliver(delivery) }
                    group.addTask {
                        await sending.value
                        self.wake.raise()
                    }
                }
                timer?.task.cancel()
                guard let next else { continue }
                let pause = max(.milliseconds(5), min(.seconds(60), next - store.now))
                // Not a child, so that a wait that is no longer needed can be cancelled by itself.
                let task = Task {
                    guard (try? await Task.sleep(for: pause)) != nil else { return }
                    self.wake.raise()
                }
                timer = (next, task)
            }
            timer?.task.cancel()
            group.cancelAll()
        }
    }

    /// What was being sent when the process ended may have arrived; and the rates go on where they stood.
    private func recover() async {
        do {
            let count = try await store.performSurely(RecoverSends())
            if count > 0 {
                logger.notice("sends were interrupted; they wait for a status report", ["count": "\(count)"])
            }
            let since = store.now - OutboundSchedule.memory
            schedule.resume(try await store.read { try $0.recentSends(since: since) }, now: store.now)
        } catch {
            logger.error("the outbox could not be read", ["error": "\(error)"])
        }
    }

    /// What to send now, and when to look again.
    private func step() async -> ([Delivery], Timestamp?) {
        do {
            let now = store.now
            let running = ContinuousClock.now - started
            if schedule.mustBound(now, running: running) {
                try await store.perform(BoundSends())
                schedule.noteBounded(running: running)
            }
            var rows = try await store.read { try $0.sendable(at: now, limit: Outbox.batch) }
            if try await prepare(rows) {
                rows = try await store.read { try $0.sendable(at: now, limit: Outbox.batch) }
                    .filter { !$0.body.isEmpty }
            }
            let next = try await store.read { try $0.nextSendTime(after: now) }
            let plan = schedule.plan(rows, next: next, now: now)
            for postponed in plan.postponed { _ = try? await store.perform(postponed) }
            return (plan.deliveries, plan.next)
        } catch {
            logger.error("the outbox cannot be worked on; trying again in a second", ["error": "\(error)"])
            return ([], store.now + .seconds(1))
        }
    }

    /// Makes the provider's messages of rows that hold none yet; true where something changed.
    private func prepare(_ rows: [OutboundRecord]) async throws -> Bool {
        var hasChanged = false
        for row in rows {
            if let limits = providers[row.provider]?.limits {
                guard row.body.isEmpty else { continue }
                try await store.perform(ExpandOutbound(id: row.id, limits: limits))
            } else {
                let rejection = SendRejection(
                    code: 0, reason: "\(row.provider.rawValue) is not set up here", remedy: .giveUp)
                try await store.perform(FinishSend(ids: [row.id], event: .finished(.rejected(rejection))))
            }
            hasChanged = true
        }
        return hasChanged
    }

    private func deliver(_ delivery: Delivery) async {
        defer { schedule.end(delivery.recipient) }
        guard let provider = providers[delivery.recipient.provider], let first = delivery.ids.first else { return }
        // Restored databases count their rows anew: only with the incarnation is the name a name for ever.
        let opaqueID = "\(store.incarnation)_\(first)"
        do {
            let begun = try await store.perform(BeginSend(ids: delivery.ids, opaqueID: opaqueID))
            // Where something changed under us, what was begun is taken back and looked at again.
            guard begun.count == delivery.ids.count else { return await withdraw(begun.map(\.id)) }
        } catch {
            logger.error("a send could not be written down, so it was not made", ["error": "\(error)"])
            try? await Task.sleep(for: .seconds(1))
            // It may be written down all the same.
            return await withdraw(delivery.ids)
        }
        schedule.begin(delivery.recipient, now: store.now)
        let outcome = await provider.send(
            delivery.body, to: delivery.recipient.address, key: opaqueID, opaqueID: opaqueID, at: store.now)
        tell(outcome, delivery)
        await finish(delivery, outcome)
    }

    private func withdraw(_ ids: [OutboundID]) async {
        do { try await store.performSurely(FinishSend(ids: ids, event: .withdrawn)) } catch {
            logger.error("a send that was not made counts as under way", ["error": "\(error)"])
        }
    }

    private func tell(_ outcome: SendOutcome, _ delivery: Delivery) {
        let name = delivery.recipient.provider.rawValue
        let result: String
        switch outcome {
        case .accepted: result = "accepted"
        case .rejected(let rejection):
            result = "rejected"
            if rejection.isRateExceeded { schedule.exceeded(delivery.recipient, now: store.now) }
            logger.warning(
                "a message was refused by its provider",
                ["provider": name, "code": "\(rejection.code)", "remedy": rejection.remedy.rawValue])
        case .unknown(let reason):
            result = "unknown"
            logger.warning("whether a message arrived is not known", ["provider": name, "reason": reason])
        }
        metrics.counter(
            "waggle_outbound_total", help: "Messages handed to providers, by what became of them.",
            ["provider": name, "outcome": result]
        ).add()
    }

    /// The outcome has to be written down: as long as it is not, the message counts as being sent.
    private func finish(_ delivery: Delivery, _ outcome: SendOutcome) async {
        do { try await store.performSurely(FinishSend(ids: delivery.ids, event: .finished(outcome))) } catch {
            logger.error("the outcome of a send could not be written down", ["error": "\(error)"])
        }
    }
}
