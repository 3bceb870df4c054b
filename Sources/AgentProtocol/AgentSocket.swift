/// `GET /v1/agents/{id}/connect`: the work loop over one WebSocket, besides the plain calls, which stay as they are.
///
/// Both sides send JSON objects as text messages, at most 1 MB. The agent's carry a number of its choice, and the answer the same
/// one; answers may come in another order. Directives come unasked, at first and whenever they change. Bundles are uploaded by
/// `PUT`, and reports that are larger than a message by `POST`. A socket that ends leaves leases as they are.
package struct AgentSocketCall: Sendable, Codable {
    package var id: Int64
    /// Waits for a job as `POST /v1/claims` does; one at a time.
    package var claim: ClaimRequest?
    package var heartbeat: AgentHeartbeat?
    /// The lease that one of the following is about.
    package var lease: LeaseID?
    package var progress: JobProgress?
    package var complete: JobReport?
    package var fail: JobFailure?
    /// True gives the job back.
    package var release: Bool?

    package init(id: Int64) { self.id = id }
}

/// What the control plane sends over the socket.
package struct AgentSocketAnswer: Sendable, Codable {
    /// Nil where nobody asked.
    package var id: Int64?
    /// A job; an answer to a claim without one means that none came.
    package var offer: JobOffer?
    package var directives: AgentDirectives?
    package var verdict: LeaseVerdict?
    package var problem: Problem?

    /// Why a call was not answered as it was meant.
    package struct Problem: Sendable, Codable {
        /// The status the plain call would have had.
        package var status: Int
        package var detail: String

        package init(status: Int, detail: String) {
            self.status = status
            self.detail = detail
        }
    }

    package init(id: Int64? = nil) { self.id = id }
}
