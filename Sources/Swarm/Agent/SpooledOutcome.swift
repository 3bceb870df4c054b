package import AgentProtocol

/// How a job ended, as it is kept until the control plane has taken it.
package enum SpooledOutcome: Hashable, Sendable, Codable {
    case report(JobReport)
    case failure(JobFailure)
}
