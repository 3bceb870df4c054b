package import Vocabulary

/// What an agent said about a job, taken or set aside.
package struct ReportRecord: Sendable {
    package enum Verdict: String, Sendable {
        case accepted
        /// Late or in conflict: kept and shown, never merged.
        case setAside = "set_aside"
    }

    package var task: TaskID
    package var epoch: Int64
    package var phase: TaskPhase
    package var verdict: Verdict
    /// SHA-256 of the body, in hex.
    package var digest: String
    /// JSON of the report or failure.
    package var body: String
    package var at: Timestamp
    package var agent: AgentID?

    package init(
        task: TaskID, epoch: Int64, phase: TaskPhase, verdict: Verdict, digest: String, body: String, at: Timestamp,
        agent: AgentID?
    ) {
        self.task = task
        self.epoch = epoch
        self.phase = phase
        self.verdict = verdict
        self.digest = digest
        self.body = body
        self.at = at
        self.agent = agent
    }
}
