/// `POST /v1/agents/{id}/heartbeat`: one beat for all leases an agent holds, every third of the lease time.
package struct AgentHeartbeat: Sendable, Codable, Hashable {
    package var leases: [LeaseID]

    package init(leases: [LeaseID]) { self.leases = leases }
}

/// The answer to a heartbeat.
package struct AgentDirectives: Sendable, Codable, Hashable {
    /// Leases whose processes have to end at once, because a person stopped them or because they were lost.
    package var stop: [LeaseID]
    /// Take no new job; finish what runs.
    package var isDraining: Bool
    /// End this process when idle: the agent was removed.
    package var isRetired: Bool
    /// End this process when idle and begin anew, with the executable that is installed then.
    package var isRestarting: Bool
    /// The database is away: go on working, keep every lease in mind and every result on disk, claim nothing.
    ///
    /// Nothing else in such an answer is news.
    package var isHolding: Bool
    /// Passed back as `after` to wait for the next change.
    package var version: Int64

    private enum CodingKeys: String, CodingKey {
        case stop, version
        case isDraining = "draining"
        case isRetired = "retired"
        case isRestarting = "restart"
        case isHolding = "hold"
    }

    package init(
        stop: [LeaseID], isDraining: Bool, isRetired: Bool, isRestarting: Bool = false, isHolding: Bool = false,
        version: Int64
    ) {
        self.stop = stop
        self.isDraining = isDraining
        self.isRetired = isRetired
        self.isRestarting = isRestarting
        self.isHolding = isHolding
        self.version = version
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        stop = try container.decode([LeaseID].self, forKey: .stop)
        isDraining = try container.decode(Bool.self, forKey: .isDraining)
        isRetired = try container.decode(Bool.self, forKey: .isRetired)
        isRestarting = try container.decodeIfPresent(Bool.self, forKey: .isRestarting) ?? false
        isHolding = try container.decodeIfPresent(Bool.self, forKey: .isHolding) ?? false
        version = try container.decode(Int64.self, forKey: .version)
    }
}
