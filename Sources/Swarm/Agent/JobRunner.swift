import AgentProtocol
import Git
import Subprocess
import Vocabulary

/// Does one job from its offer to an outcome: a clone, the work or the checks in it, a bundle.
struct JobRunner: Sendable {
    let sandbox: Sandbox
    /// The folder below which clones are made.
    let clones: String
    let executors: [Executor: any JobExecutor]
    let now: @Sendable () -> Timestamp

    /// Runs the job and hands its outcome, with the path of a bundle where there is one, to `keep` before the clone is
    /// removed.
    ///
    /// Throws `CancellationError` once all processes are gone, and what `keep` throws; every other end is an outcome.
    func run(
        _ offer: JobOffer, log: ExecutionLog, connection: ControlPlaneConnection,
        keep: (SpooledOutcome, String?) async throws -> Void
    ) async throws {
        guard let base = CommitID(offer.base) else {
            return try await keep(failure(.permanent, "the job names no base commit", log), nil)
        }
        do {
            switch offer.kind {
            case .work: try await work(offer, base: base, log: log, connection: connection, keep: keep)
            case .verification, .landing: try await keep(check(offer, base: base), nil)
            }
        } catch let error as SwarmError {
            try await keep(failure(Self.kind(of: error), "\(error)", log), nil)
        } catch let error as SubprocessError {
            try await keep(failure(.transient, "\(error)", log), nil)
        }
    }

    private func work(
        _ offer: JobOffer, base: CommitID, log: ExecutionLog, connection: ControlPlaneConnection,
        keep: (SpooledOutcome, String?) async throws -> Void
    ) async throws {
        guard let executor = executors[offer.executor] else {
            return try await keep(
                failure(.permanent, "this agent has no executor \(offer.executor.rawValue)", log), nil)
        }
        guard let slug = Slug(offer.swarm), let number = UInt32(exactly: offer.number) else {
            return try await keep(failure(.permanent, "the job names no swarm", log), nil)
        }
        let clone = try await WorkClone.prepare(
            in: clones, name: offer.lease.description, mirror: offer.repository, base: base,
            branch: .task(number, of: slug), sandbox: sandbox)
        do {
            let lease = offer.lease
            let context = JobContext(offer: offer, clone: clone, log: log) {
                try await connection.completion(lease, $0)
            }
            switch try await executor.work(on: context) {
            case .failed(let kind, let reason, let delay):
                let failure = JobFailure(kind, reason: reason, logTail: log.tail, retryAfterSeconds: delay)
                try await keep(.failure(failure), nil)
            case .finished(let summary):
                let result = try await clone.collect(
                    signature: GitSignature(
                        name: "Waggle agent", email: "agent@waggle.invalid",
                        seconds: now().milliseconds / 1_000),
                    message: Self.message(of: offer), limit: offer.limits.bundleBytes)
                let report = JobReport(
                    commit: result?.tip.text, summary: summary, logTail: log.tail,
                    isSandboxed: sandbox.mode == .required)
                try await keep(.report(report), result == nil ? nil : clone.bundlePath)
            }
        } catch {
            try await clone.remove()
            throw error
        }
        try await clone.remove()
    }

    private func check(_ offer: JobOffer, base: CommitID) async throws -> SpooledOutcome {
        guard let commit = offer.commit.flatMap({ CommitID($0) }) else {
            return .failure(JobFailure(.permanent, reason: "the job names no commit to check"))
        }
        let verification = Verification(sandbox: sandbox, parent: clones)
        let timeout = Duration.seconds(offer.limits.checkSeconds)
        var report = JobReport(isSandboxed: sandbox.mode == .required)
        if offer.kind == .verification {
            report.baseChecks = try await verification.run(
                offer.checks, at: base, mirror: offer.repository, name: "\(offer.lease)-base", timeout: timeout)
        }
        report.checks = try await verification.run(
            offer.checks, at: commit, mirror: offer.repository, name: "\(offer.lease)-result", timeout: timeout)
        return .report(report)
    }

    private func failure(_ kind: JobFailure.Class, _ reason: String, _ log: ExecutionLog) -> SpooledOutcome {
        .failure(JobFailure(kind, reason: reason, logTail: log.tail))
    }

    private static func kind(of error: SwarmError) -> JobFailure.Class {
        switch error {
        case .file, .preparation: .transient
        case .collection, .resultRefused: .attempt
        }
    }

    private static func message(of offer: JobOffer) -> String {
        let title = offer.title.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        return "\(title.isEmpty ? "Task \(offer.number)" : title)\n\nTask \(offer.number), attempt \(offer.attempt)."
    }
}
