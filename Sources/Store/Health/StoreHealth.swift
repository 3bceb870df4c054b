import Threading
package import Vocabulary

/// How the database is, as this process sees it: the state of `HealthMachine`, fed from all sides.
package final class StoreHealth: Sendable {
    private struct Kept {
        var state = HealthMachine.State.normal
        /// Operations that committed; only whether it moves matters.
        var commits: UInt64 = 0
        /// Operations that were let through and have no outcome yet.
        var underWay = 0
        var lastReturn: Timestamp?
        var outages = 0
        var refused = 0
        /// Effects that wait for `Store.watchHealth`.
        var due: [HealthMachine.Effect] = []
    }

    private let machine: HealthMachine
    private let clock: @Sendable () -> Timestamp
    private let kept = Lock(Kept())
    /// Raised when something is to be done or the time of the next thing changed.
    let wake = Wake()

    init(window: Duration, clock: @escaping @Sendable () -> Timestamp) {
        machine = HealthMachine(window: window)
        self.clock = clock
    }

    package var state: HealthMachine.State { kept.withLock(\.state) }

    /// When the database last came back; nil where it was never away.
    package var lastReturn: Timestamp? { kept.withLock(\.lastReturn) }

    /// Outages since the start, the present one included.
    package var outages: Int { kept.withLock(\.outages) }

    /// Operations that were refused without being tried since the start.
    package var refused: Int { kept.withLock(\.refused) }

    package var isAway: Bool { outage != nil }

    /// The present outage; nil while work is taken.
    package var outage: HealthMachine.Outage? {
        if case .degraded(let outage) = state { outage } else { nil }
    }

    /// Counts an outcome that an agent brought, where its lease is from before the return and the report is still open.
    package func delivered(_ outcome: DeliveryTally.Outcome, epoch: Int64) {
        guard case .reconciling(let back) = state, epoch < back.epoch else { return }
        take(.delivered(outcome))
    }

    // MARK: The store's side

    /// Lets an operation through, or refuses it without trying while the database is away.
    func admit() throws {
        let outage = kept.withLock { kept -> HealthMachine.Outage? in
            guard case .degraded(let outage) = kept.state else {
                kept.underWay += 1
                return nil
            }
            kept.refused += 1
            return outage
        }
        if let outage { throw Self.refusal(outage) }
    }

    /// What is said to those that are refused now; nil while work is taken.
    var refusal: StoreError? { outage.map(Self.refusal) }

    private static func refusal(_ outage: HealthMachine.Outage) -> StoreError {
        .unavailable("since \(outage.since): \(outage.fault)")
    }

    /// So many operations were refused that had been let through and were not begun.
    func noteRefused(_ count: Int) { kept.withLock { $0.refused += count } }

    /// A database that does not answer is not asked either: nobody would get their answer.
    func admitRead() throws {
        guard let outage, outage.fault.kind == .unresponsive else { return }
        throw Self.refusal(outage)
    }

    /// Every operation that was admitted ends here, or in `ended`.
    func committed() {
        kept.withLock { kept in
            kept.commits &+= 1
            kept.underWay -= 1
        }
    }

    /// An admitted operation ended without a commit.
    func ended() { kept.withLock { $0.underWay -= 1 } }

    var progress: (commits: UInt64, isWorking: Bool) { kept.withLock { ($0.commits, $0.underWay > 0) } }

    func failed(_ error: any Error) {
        if let fault = StoreFault(error) { take(.failed(fault)) }
    }

    func take(_ event: HealthMachine.Event) {
        let now = clock()
        let hasMore = kept.withLock { kept in
            let before = kept.state
            let (state, effects) = machine.decide(before, event, now: now)
            kept.state = state
            kept.due += effects
            for effect in effects {
                switch effect {
                case .tellOutage: kept.outages += 1
                case .tellReturn: kept.lastReturn = now
                case .probe, .report: break
                }
            }
            return !effects.isEmpty || machine.nextTimer(state) != machine.nextTimer(before)
        }
        if hasMore { wake.raise() }
    }

    /// What is to be done now, each effect once, and when to look again where nothing happens.
    func due() -> (effects: [HealthMachine.Effect], next: Timestamp?) {
        take(.timePassed)
        return kept.withLock { kept in
            defer { kept.due = [] }
            return (kept.due, machine.nextTimer(kept.state))
        }
    }
}
