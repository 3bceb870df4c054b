import AgentProtocol
import Telemetry
import Threading
import Vocabulary

extension AgentDaemon {
    /// Claims and does one job after the other; ends when the agent is retired and idle, or its token is revoked.
    func claimLoop(_ session: Session) async -> AgentEnd? {
        var delay = RetryDelay()
        while !Task.isCancelled {
            if directives.isRetired || directives.isRestarting {
                while !Task.isCancelled, (try? await session.spool.leases())?.isEmpty == false {
                    try? await Task.sleep(for: .milliseconds(200))
                }
                return directives.isRetired ? .retired : .restarting
            }
            if directives.isDraining {
                try? await Task.sleep(for: .seconds(1))
                continue
            }
            if directives.isHolding {
                _ = await claimReturn.wait(within: .seconds(session.leaseSeconds))
                continue
            }
            do {
                // Without knowing what the spool holds nothing may be said about leases, so nothing is claimed either.
                let holding = try await session.spool.leases()
                guard let offer = try await claim(session, holding: holding) else { continue }
                delay.succeeded()
                await perform(offer, session)
            } catch AgentError.unauthorised(let detail) {
                return .revoked(detail)
            } catch {
                logger.debug("no job could be claimed", ["error": "\(error)"])
                _ = await claimReturn.wait(within: delay.failed(chance: chance()))
            }
        }
        return nil
    }

    /// Asks for a job; gives up waiting for one when this process is to end.
    private func claim(_ session: Session, holding: [LeaseID]) async throws -> JobOffer? {
        let acceptsWork = hasRoom
        let connection = session.connection
        // A task of its own, because a directive ends it and nothing else.
        let call = Task { try await connection.claim(acceptsWork: acceptsWork, holding: holding) }
        claiming = call
        defer { claiming = nil }
        do {
            return try await withTaskCancellationHandler {
                try await call.value
            } onCancel: {
                call.cancel()
            }
        } catch  where call.isCancelled && !Task.isCancelled { return nil }
    }

    /// Ends waiting for a job once nothing can come of it any more.
    func endClaimBeforeRestart() async {
        // The control plane hands out nothing since it wrote the directive down; what it had on the way is here by now.
        try? await Task.sleep(for: .seconds(1))
        claiming?.cancel()
    }

    private var hasRoom: Bool { freeBytes(of: configuration.folder).map { $0 >= configuration.diskFloor } ?? true }

    /// Does a job and puts its outcome into the spool; a stop or the end of this process ends it.
    private func perform(_ offer: JobOffer, _ session: Session) async {
        let logger = logger.with(metadata: ["lease": "\(offer.lease)", "job.kind": offer.kind.rawValue])
        logger.info("job started", ["swarm": offer.swarm, "task": "\(offer.number)"])
        let runner = runner
        let task = Task {  // a stop directive cancels this job and nothing else
            try await Self.work(offer, session, runner)
        }
        running = Running(lease: offer.lease, task: task)
        // Until the control plane hears of it, the offer may as well have been lost.
        beatNow()
        let ended: Result<Void, any Error> = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        let isStopped = running?.isStopped ?? false
        running = nil
        if case .failure(let error) = ended {
            await close(offer, session, isStopped: isStopped, error: error)
        }
        logger.info("job ended", ["stopped": "\(isStopped)"])
        outcomeKept()
    }

    private static func work(_ offer: JobOffer, _ session: Session, _ runner: JobRunner) async throws {
        let sender = ProgressSender(connection: session.connection, lease: offer.lease)
        let log = ExecutionLog { sender.append($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await sender.run() }
            try await runner.run(offer, log: log, connection: session.connection) { outcome, bundle in
                try await session.spool.keep(outcome, bundle: bundle, of: offer.lease)
            }
            group.cancelAll()
        }
        await sender.sendOnce()
    }

    /// Tells how a job ended that left no outcome; its processes are gone.
    private func close(_ offer: JobOffer, _ session: Session, isStopped: Bool, error: any Error) async {
        if error is CancellationError, !isStopped {
            // This process ends: the job goes back, no attempt counted. The task is cancelled, the call is not.
            _ = await Task { try? await session.connection.release(offer.lease) }.value
            return
        }
        let failure =
            isStopped
            ? JobFailure(.stopped, reason: "the job was stopped and all its processes are gone")
            : JobFailure(.transient, reason: "the agent could not keep the job's outcome: \(error)")
        do { try await session.spool.keep(.failure(failure), bundle: nil, of: offer.lease) } catch {
            logger.error("an outcome could not be kept", ["lease": "\(offer.lease)", "error": "\(error)"])
            _ = try? await session.connection.fail(offer.lease, failure)
        }
    }
}
