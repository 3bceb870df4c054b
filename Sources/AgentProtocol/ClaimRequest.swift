/// `POST /v1/claims`: an agent asks for a job and waits for one.
///
/// Answered by 200 with a `JobOffer`, or 204 when none came within the wait. The caller's token says which agent asks.
package struct ClaimRequest: Sendable, Codable, Hashable {
    /// How long to wait for a job, 0...30.
    package var waitSeconds: Int
    /// False while the agent's disk is below its floor: no work is offered, verification still is.
    package var acceptsWork: Bool

    private enum CodingKeys: String, CodingKey {
        case waitSeconds = "wait_seconds"
        case acceptsWork = "accepts_work"
    }

    package init(waitSeconds: Int, acceptsWork: Bool = true) {
        self.waitSeconds = waitSeconds
        self.acceptsWork = acceptsWork
    }
}
