import Store
import Telemetry
import Vocabulary

/// Whether this process can do its job, from the state of its database.
struct Readiness: Sendable {
    /// `ready`, `degraded` or `reconciling`.
    let status: String
    /// Since when it is not `ready`.
    let since: Timestamp?
    let fault: StoreFault?
    let deliveries: DeliveryTally?

    init(_ state: HealthMachine.State) {
        switch state {
        case .normal, .suspected: (status, since, fault, deliveries) = ("ready", nil, nil, nil)
        case .degraded(let outage):
            (status, since, fault, deliveries) = ("degraded", outage.since, outage.fault, nil)
        case .reconciling(let back):
            (status, since, fault, deliveries) = ("reconciling", back.outage.since, nil, back.deliveries)
        }
    }

    /// Also for a database that is back and is still being caught up with.
    var isReady: Bool { status != "degraded" }

    /// Nothing in it is a secret: it is answered to everybody.
    ///
    /// What `asOf` stands for is told to who may see swarms.
    func json(asOf: Timestamp?) -> JSONValue {
        var members: [String: JSONValue] = ["status": .string(status), "problems": .array([])]
        if let since { members["since"] = .string("\(since)") }
        if let fault {
            members["reason"] = .string(fault.kind.rawValue)
            members["problems"] = .array([.string("\(fault), since \(since.map { "\($0)" } ?? "now")")])
            members["as_of"] = asOf.map { .string("\($0)") } ?? .null
        }
        if let deliveries {
            members["deliveries"] = .object(
                [
                    "accepted": deliveries.accepted, "replayed": deliveries.replayed, "stale": deliveries.stale,
                    "salvaged": deliveries.salvaged,
                ].mapValues { .integer(Int64($0)) })
        }
        return .object(members)
    }

    /// For who asked for something that cannot be taken now; `lastKnown` says how things stood.
    func refusal(_ lastKnown: String?) -> String {
        let reason = fault.map { "\($0)" } ?? "the database does not take anything"
        let parts = [
            "I can take nothing now: \(reason)\(since.map { ", since \($0)" } ?? ""). Agents go on with what they have and "
                + "keep their results. Send it again a little later.", lastKnown,
        ]
        return parts.compactMap(\.self).joined(separator: " ")
    }

    static func note(_ health: StoreHealth, in metrics: MetricsRegistry) {
        let current = Readiness(health.state)
        for status in ["ready", "degraded", "reconciling"] {
            metrics.gauge("waggle_database_state", help: "1 at the state the database is in.", ["state": status])
                .set(current.status == status ? 1 : 0)
        }
        metrics.gauge("waggle_database_outages", help: "Times the database was away since the start.")
            .set(Double(health.outages))
        metrics.gauge("waggle_database_refused", help: "Operations refused while the database was away.")
            .set(Double(health.refused))
    }
}
