package import AgentProtocol
package import HTTPClient

/// What does the work of a task in its clone: `shell`, `builtin`.
package protocol JobExecutor: Sendable {
    /// Works until done and says how it ended; what it changed in the clone is collected afterwards.
    ///
    /// When the calling task is cancelled, every process it started is gone before it throws `CancellationError`.
    func work(on job: JobContext) async throws -> JobConclusion
}

/// What an executor has at hand for one job.
package struct JobContext: Sendable {
    package let offer: JobOffer
    package let clone: WorkClone
    /// Goes to the task's log.
    package let log: ExecutionLog
    /// Asks the control plane for a completion of a language model, as JSON; the answer is its status and JSON.
    package let complete: @Sendable ([UInt8]) async throws -> HTTPClientResponse

    package init(
        offer: JobOffer, clone: WorkClone, log: ExecutionLog,
        complete: @escaping @Sendable ([UInt8]) async throws -> HTTPClientResponse
    ) {
        self.offer = offer
        self.clone = clone
        self.log = log
        self.complete = complete
    }
}

/// How an executor's work ended.
package enum JobConclusion: Hashable, Sendable {
    /// `summary` is shown to people, never believed.
    case finished(summary: String)
    case failed(JobFailure.Class, reason: String, retryAfterSeconds: Int? = nil)
}
