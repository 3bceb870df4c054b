/// `POST /v1/claims`: an agent asks for a job and waits for one.
///
/// Answered by 200 with a `JobOffer`, or 204 when none came within the wait. The caller's token says which agent asks.
package struct ClaimRequest: Sendable, Codable, Hashable {
    /// How long to wait for a job, 0...30.
    package var waitSeconds: Int
    /// False while the agent's disk is below its floor: no work is offered, verification still is.
    package var acceptsWork: Bool
    /// False for an agent that only works; nil means true.
    package var acceptsChecks: Bool?
    /// Leases whose outcome waits in the agent's spool; every other lease of the agent is lost, for whoever asks for a job
    /// has none in hand.
    ///
    /// Nil says nothing about leases.
    package var holding: [LeaseID]?

    private enum CodingKeys: String, CodingKey {
        case holding
        case waitSeconds = "wait_seconds"
        case acceptsWork = "accepts_work"
        case acceptsChecks = "accepts_checks"
    }

    package init(waitSeconds: Int, acceptsWork: Bool = true, acceptsChecks: Bool? = nil, holding: [LeaseID]? = nil) {
        self.waitSeconds = waitSeconds
        self.acceptsWork = acceptsWork
        self.acceptsChecks = acceptsChecks
        self.holding = holding
    }
}
