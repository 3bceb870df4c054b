package import Vocabulary

/// Whether the database takes work: normal ▶ (suspected ▶) degraded ▶ reconciling ▶ normal, as a pure machine.
///
/// It is fed by the outcomes of the store's operations and of its own probes. One failed operation is a suspicion; only a
/// probe that fails too makes it an outage, in which nothing but probes is tried.
package struct HealthMachine: Sendable {
    /// The database is away.
    package struct Outage: Hashable, Sendable {
        package let since: Timestamp
        package var fault: StoreFault
        /// Probes that failed so far.
        package var probes = 0
        /// When the next probe is due; nil while one is under way.
        var probeAt: Timestamp?
        /// What was delivered after an earlier return that did not last.
        var deliveries = DeliveryTally()
    }

    /// The database is back, and agents bring what they kept.
    package struct Return: Hashable, Sendable {
        package let outage: Outage
        package let at: Timestamp
        /// When it counts as over: every agent that lives has had its chance by then.
        package let ends: Timestamp
        /// Leases of lower epochs were handed out before the return.
        package let epoch: Int64
        package var deliveries: DeliveryTally
    }

    package enum State: Hashable, Sendable {
        case normal
        /// Something failed, and a probe is to show whether it was that one thing only; work goes on.
        case suspected(Outage)
        /// Nothing is taken, nothing is handed out.
        case degraded(Outage)
        /// Everything is taken again; what comes from before the return is counted.
        case reconciling(Return)
    }

    package enum Event: Hashable, Sendable {
        /// An operation or a read failed for a reason that concerns the whole database.
        case failed(StoreFault)
        /// For a while nothing was written that would show how the database is.
        case quiet
        /// A probe was written durably; the epoch is higher than every lease's so far.
        case probed(epoch: Int64)
        case probeFailed(StoreFault)
        /// An agent's outcome was taken under a lease from before the return.
        case delivered(DeliveryTally.Outcome)
        /// The report of a reconciliation is in the database.
        case reported(Return)
        case timePassed
    }

    package enum Effect: Hashable, Sendable {
        case probe
        case tellOutage(Outage)
        case tellReturn(Return)
        case report(Return)
    }

    /// How long reconciling lasts: one lease time.
    private let window: Duration

    package init(window: Duration) { self.window = window }

    /// The longest pause between two probes.
    static let longestPause = Duration.seconds(5)

    package func decide(_ state: State, _ event: Event, now: Timestamp) -> (State, [Effect]) {
        switch state {
        case .normal: normal(event, now)
        case .suspected(let outage): suspected(outage, event, now)
        case .degraded(let outage): degraded(outage, event, now)
        case .reconciling(let back): reconciling(back, event, now)
        }
    }

    /// When time alone changes the state; nil where it does not.
    package func nextTimer(_ state: State) -> Timestamp? {
        switch state {
        case .normal, .suspected: nil
        case .degraded(let outage): outage.probeAt
        case .reconciling(let back): back.ends
        }
    }

    private func normal(_ event: Event, _ now: Timestamp) -> (State, [Effect]) {
        switch event {
        case .failed(let fault): (.suspected(Outage(since: now, fault: fault)), [.probe])
        case .probeFailed(let fault): lost(Outage(since: now, fault: fault), now)
        case .quiet: (.normal, [.probe])
        default: (.normal, [])
        }
    }

    private func suspected(_ outage: Outage, _ event: Event, _ now: Timestamp) -> (State, [Effect]) {
        switch event {
        case .probed: (.normal, [])
        case .probeFailed(let fault): lost(Outage(since: outage.since, fault: fault), now)
        default: (.suspected(outage), [])
        }
    }

    private func lost(_ outage: Outage, _ now: Timestamp) -> (State, [Effect]) {
        var outage = outage
        outage.probes = 1
        outage.probeAt = now + Self.pause(after: 1)
        return (.degraded(outage), [.tellOutage(outage)])
    }

    private func degraded(_ outage: Outage, _ event: Event, _ now: Timestamp) -> (State, [Effect]) {
        var outage = outage
        switch event {
        case .timePassed where outage.probeAt.map({ Self.isOver($0, within: Self.longestPause, now) }) ?? false:
            outage.probeAt = nil
            return (.degraded(outage), [.probe])
        case .probeFailed(let fault):
            outage.fault = fault
            outage.probes += 1
            outage.probeAt = now + Self.pause(after: outage.probes)
        case .probed(let epoch):
            let back = Return(
                outage: outage, at: now, ends: now + window, epoch: epoch, deliveries: outage.deliveries)
            return (.reconciling(back), [.tellReturn(back)])
        default: break
        }
        return (.degraded(outage), [])
    }

    private func reconciling(_ back: Return, _ event: Event, _ now: Timestamp) -> (State, [Effect]) {
        var back = back
        switch event {
        case .delivered(let outcome): back.deliveries.count(outcome)
        case .failed(let fault), .probeFailed(let fault):
            // The same outage goes on, and what was counted stays counted; the next probe comes at once.
            var outage = back.outage
            (outage.fault, outage.deliveries, outage.probeAt) = (fault, back.deliveries, now)
            return (.degraded(outage), [])
        case .timePassed where Self.isOver(back.ends, within: window, now): return (.reconciling(back), [.report(back)])
        case .reported(let told) where told.outage.since == back.outage.since: return (.normal, [])
        case .quiet: return (.reconciling(back), [.probe])
        default: break
        }
        return (.reconciling(back), [])
    }

    /// Whether a time has come, or is further away than it can be: the clock was set back.
    private static func isOver(_ time: Timestamp, within longest: Duration, _ now: Timestamp) -> Bool {
        time <= now || time - now > longest
    }

    /// Doubling from a quarter of a second.
    static func pause(after failures: Int) -> Duration {
        min(longestPause, .milliseconds(250 << min(max(failures - 1, 0), 10)))
    }
}
