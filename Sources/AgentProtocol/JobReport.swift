/// `POST /v1/leases/{id}/complete`: the outcome of a job.
///
/// For work the bundle is uploaded first (`PUT /v1/leases/{id}/bundle`, raw bytes) and named here by its hash. The agent
/// keeps report and bundle in its spool until an answer of class 200, 404, 409, 410 or 422 came; it repeats on 5xx.
package struct JobReport: Sendable, Codable, Hashable {
    /// Tip of the work; nil when the work changed nothing, and for verification and landing.
    package var commit: String?
    /// SHA-256 in hex of the uploaded bundle, where `commit` is set.
    package var bundle: String?
    /// The acceptance commands on the base; for verification only.
    package var baseChecks: [CheckOutcome]
    /// The acceptance commands on the commit; for verification and landing.
    package var checks: [CheckOutcome]
    /// One or two sentences about what was done, from the executor; shown, never believed.
    package var summary: String
    /// The last part of the executor's output.
    package var logTail: String
    package var isSandboxed: Bool

    private enum CodingKeys: String, CodingKey {
        case commit, bundle, checks, summary
        case baseChecks = "base_checks"
        case logTail = "log_tail"
        case isSandboxed = "sandboxed"
    }

    package init(
        commit: String? = nil, bundle: String? = nil, baseChecks: [CheckOutcome] = [], checks: [CheckOutcome] = [],
        summary: String = "", logTail: String = "", isSandboxed: Bool
    ) {
        self.commit = commit
        self.bundle = bundle
        self.baseChecks = baseChecks
        self.checks = checks
        self.summary = summary
        self.logTail = logTail
        self.isSandboxed = isSandboxed
    }
}

/// How one acceptance command ended.
package struct CheckOutcome: Sendable, Codable, Hashable {
    package var command: String
    /// Exit code; 128 + signal where a signal ended it, 124 for the time-out.
    package var exit: Int
    package var seconds: Double
    /// At most 8 KiB.
    package var outputTail: String

    private enum CodingKeys: String, CodingKey {
        case command, exit, seconds
        case outputTail = "output_tail"
    }

    package init(command: String, exit: Int, seconds: Double, outputTail: String) {
        self.command = command
        self.exit = exit
        self.seconds = seconds
        self.outputTail = outputTail
    }
}

/// `POST /v1/leases/{id}/fail`: the job could not be done.
package struct JobFailure: Sendable, Codable, Hashable {
    package enum Class: String, Codable, Sendable {
        /// The script or the agent loop ended without success; another attempt may do better.
        case attempt
        /// Something passing: the disk, the model's overload. Costs no attempt when `retryAfterSeconds` is set.
        case transient
        /// No attempt can succeed.
        case permanent
        /// The executor needs a person's answer.
        case question
        /// A cap on spend was reached.
        case budget
        /// The processes were ended because the control plane said stop.
        case stopped
    }

    package var failure: Class
    /// A sentence for people.
    package var reason: String
    package var logTail: String
    package var retryAfterSeconds: Int?

    private enum CodingKeys: String, CodingKey {
        case reason
        case failure = "class"
        case logTail = "log_tail"
        case retryAfterSeconds = "retry_after_seconds"
    }

    package init(_ failure: Class, reason: String, logTail: String = "", retryAfterSeconds: Int? = nil) {
        self.failure = failure
        self.reason = reason
        self.logTail = logTail
        self.retryAfterSeconds = retryAfterSeconds
    }
}

/// The answer to a report or failure.
package struct LeaseVerdict: Sendable, Codable, Hashable {
    package enum Verdict: String, Codable, Sendable {
        /// 200: this report decided.
        case accepted
        /// 200: the same report was accepted before.
        case replayed
        /// 409: another report was accepted under this lease; this one is set aside.
        case conflict
        /// 410: the lease was revoked; the report is set aside and shown, never merged.
        case stale
        /// 404: there is no such task.
        case unknown
        /// 422: the bundle is damaged or does not descend from the base; counted as a failed attempt.
        case refused
    }

    package var verdict: Verdict
    package var detail: String
    /// Accepted after the lease had ended by time alone; told to nobody but this process.
    package var isSalvaged = false

    private enum CodingKeys: String, CodingKey { case verdict, detail }

    package init(_ verdict: Verdict, detail: String = "") {
        self.verdict = verdict
        self.detail = detail
    }
}

/// `POST /v1/leases/{id}/progress`: output for the task's log, at most 16 KiB a call.
package struct JobProgress: Sendable, Codable, Hashable {
    package var text: String

    package init(text: String) { self.text = text }
}
