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
    /// Passed back as `after` to wait for the next change.
    package var version: Int64

    private enum CodingKeys: String, CodingKey {
        case stop, version
        case isDraining = "draining"
        case isRetired = "retired"
    }

    package init(stop: [LeaseID], isDraining: Bool, isRetired: Bool, version: Int64) {
        self.stop = stop
        self.isDraining = isDraining
        self.isRetired = isRetired
        self.version = version
    }
}
