import AgentProtocol

extension ShellExecutor: JobExecutor {
    package func work(on job: JobContext) async throws -> JobConclusion {
        guard let script = job.offer.run else { return .failed(.permanent, reason: "the task has no script to run") }
        let seconds = job.offer.limits.seconds
        let outcome = try await run(
            script, in: job.clone,
            environment: ["WAGGLE_TASK": "\(job.offer.number)", "WAGGLE_ATTEMPT": "\(job.offer.attempt)"],
            timeout: .seconds(seconds), log: job.log)
        switch outcome {
        case .succeeded: return .finished(summary: "The script ran to its end.")
        case .failed(let termination): return .failed(.attempt, reason: "the script ended with \(termination)")
        case .timedOut: return .failed(.attempt, reason: "the script took longer than \(seconds) seconds")
        case .diskFull:
            return .failed(.transient, reason: "the agent's disk is nearly full", retryAfterSeconds: 300)
        }
    }
}
