import AgentProtocol
import Crypto
import FoundationEssentials
import Git
import Glibc
package import HTTPClient
package import Telemetry
import Threading
package import Vocabulary

/// An agent process: registers, claims one job at a time, does it, and brings the result until it is taken.
///
/// While the control plane or its database is away it goes on working and keeps results in its spool. One `run()` a process.
package actor AgentDaemon {
    /// What the heart of the agent needs once it is registered.
    struct Session: Sendable {
        let connection: ControlPlaneConnection
        let agent: String
        let leaseSeconds: Int
        let spool: Spool
    }

    /// The job in hand.
    struct Running {
        let lease: LeaseID
        let task: Task<Void, any Error>
        var isStopped = false
    }

    let configuration: AgentConfiguration
    let runner: JobRunner
    let logger: Logger
    let chance: @Sendable () -> Double
    private let client: HTTPClient
    private let beats: AsyncStream<Void>
    private let beat: AsyncStream<Void>.Continuation
    private let deliveries: AsyncStream<Void>
    private let deliver: AsyncStream<Void>.Continuation
    private let supervision: AsyncStream<Void>
    private let superviseEnd: AsyncStream<Void>.Continuation

    /// Raised when the control plane's database is back: what waits for another try is tried now.
    let deliveryReturn = Wake()
    let claimReturn = Wake()

    var running: Running?
    /// The call that waits for a job.
    var claiming: Task<JobOffer?, any Error>?
    private(set) var directives = AgentDirectives(stop: [], isDraining: false, isRetired: false, version: 0)

    /// - Parameters:
    ///   - chance: 0..<1, spreads retries.
    package init(
        _ configuration: AgentConfiguration, sandbox: Sandbox, executors: [Executor: any JobExecutor],
        client: HTTPClient, logger: Logger, now: @escaping @Sendable () -> Timestamp,
        chance: @escaping @Sendable () -> Double
    ) {
        self.configuration = configuration
        self.client = client
        self.logger = logger
        self.chance = chance
        runner = JobRunner(
            sandbox: sandbox, clones: configuration.folder + "/clones", executors: executors, now: now)
        (beats, beat) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (deliveries, deliver) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (supervision, superviseEnd) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Ends the agent as soon as its supervisor's pipe ends; call before `run`.
    package nonisolated func endWithSupervisor(_ descriptor: Int32) {
        SupervisorPipe.onEnd(of: descriptor) { [superviseEnd] in superviseEnd.finish() }
    }

    /// Works until the agent is retired, revoked, left by its supervisor, or its task is cancelled.
    ///
    /// No process of a job is left when this returns. Throws `AgentError` when the agent's own folder cannot be used.
    package func run() async throws -> AgentEnd {
        let spool = try await openFolder()
        await deliverAsBefore(spool)
        return await withTaskGroup(of: AgentEnd?.self) { group in
            group.addTask { [supervision] in
                for await _ in supervision {}
                return Task.isCancelled ? nil : .supervisorEnded
            }
            group.addTask { await self.live(spool) }
            var end: AgentEnd?
            for await next in group {
                end = end ?? next
                group.cancelAll()
            }
            return end ?? .stopped
        }
    }

    private func live(_ spool: Spool) async -> AgentEnd? {
        let session: Session
        switch await register(spool) {
        case .success(let made): session = made
        case .failure(let end): return end
        }
        // What an earlier process left comes first: its leases may still be held open for it.
        if let end = await deliverAll(session) { return end }
        return await withTaskGroup(of: AgentEnd?.self) { group in
            group.addTask { await self.claimLoop(session) }
            group.addTask { await self.beatLoop(session) }
            group.addTask { await self.directiveLoop(session) }
            group.addTask { await self.deliveryLoop(session) }
            group.addTask { [beat] in
                while !Task.isCancelled {
                    try? await Task.sleep(for: .milliseconds(session.leaseSeconds * 1_000 / 3))
                    beat.yield()
                }
                return nil
            }
            var end: AgentEnd?
            for await next in group {
                end = end ?? next
                group.cancelAll()
            }
            return end
        }
    }

    // MARK: Coming

    private func openFolder() async throws -> Spool {
        for path in [configuration.folder, runner.clones] {
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw AgentError.file(path: path, code: errno) }
        }
        let left = await SandboxSweep.run(over: [configuration.folder])
        if !left.isEmpty {
            logger.warning(
                "an agent that was killed left processes of its sandbox; they were ended", ["count": "\(left.count)"])
        }
        // Clones of an earlier process: their jobs are lost or lie in the spool.
        try await FolderRemoval.remove(runner.clones)
        guard mkdir(runner.clones, 0o700) == 0 else { throw AgentError.file(path: runner.clones, code: errno) }
        return try await Spool.open(in: configuration.folder)
    }

    private enum Registration {
        case success(Session)
        case failure(AgentEnd)
    }

    private func register(_ spool: Spool) async -> Registration {
        let registration = AgentRegistration(
            name: configuration.name, process: configuration.process, capabilities: configuration.capabilities)
        var tokens = [configuration.token]
        if let stored = storedToken() { tokens.append(stored) }
        var delay = RetryDelay()
        while !Task.isCancelled {
            do {
                let connection = connection(tokens[0])
                let welcome = try await connection.register(registration)
                let token = Secret(welcome.token)
                storeToken(token)
                logger.info("agent registered", ["agent.id": "\(welcome.agent)", "agent.name": welcome.name])
                return .success(
                    Session(
                        connection: connection.with(token: token), agent: "\(welcome.agent)",
                        leaseSeconds: max(3, welcome.leaseSeconds), spool: spool))
            } catch AgentError.unavailable(let detail) {
                logger.warning("the control plane cannot be reached", ["error": detail])
                try? await Task.sleep(for: delay.failed(chance: chance()))
            } catch AgentError.unauthorised(let detail) {
                tokens.removeFirst()
                if tokens.isEmpty { return .failure(.revoked(detail)) }
            } catch AgentError.refused where tokens.count > 1 {
                // A join token works once; after a restart the agent's own token vouches for it.
                tokens.removeFirst()
            } catch is CancellationError {
                break
            } catch {
                return .failure(.revoked("\(error)"))
            }
        }
        return .failure(.stopped)
    }

    func connection(_ token: Secret) -> ControlPlaneConnection {
        ControlPlaneConnection(client: client, url: configuration.url, token: token)
    }

    // MARK: Directives

    func apply(_ new: AgentDirectives) {
        if new.isHolding {
            if !directives.isHolding { logger.notice("the control plane's database is away: results stay here") }
            directives.isHolding = true
            return
        }
        let isBack = directives.isHolding
        directives = new
        if isBack {
            logger.notice("the control plane's database is back")
            deliveryReturn.raise()
            claimReturn.raise()
        }
        guard let lease = running?.lease, new.stop.contains(lease) else { return }
        running?.isStopped = true
        running?.task.cancel()
    }

    private func beatLoop(_ session: Session) async -> AgentEnd? {
        for await _ in beats where !Task.isCancelled {
            do {
                var leases = (try? await session.spool.leases()) ?? []
                if let lease = running?.lease { leases.append(lease) }
                apply(try await session.connection.heartbeat(session.agent, leases: leases))
            } catch AgentError.unauthorised(let detail) {
                return .revoked(detail)
            } catch {
                logger.debug("a heartbeat did not arrive", ["error": "\(error)"])
            }
        }
        return nil
    }

    private func directiveLoop(_ session: Session) async -> AgentEnd? {
        var delay = RetryDelay()
        while !Task.isCancelled {
            do {
                let known = directives.version
                let new = try await session.connection.directives(session.agent, after: known)
                delay.succeeded()
                guard new.version > known else { continue }
                apply(new)
                // The answer to a heartbeat says which leases have to stop.
                beat.yield()
                if new.isRestarting || new.isRetired { await endClaimBeforeRestart() }
            } catch AgentError.unauthorised(let detail) {
                return .revoked(detail)
            } catch {
                try? await Task.sleep(for: delay.failed(chance: chance()))
            }
        }
        return nil
    }

    // MARK: Delivering

    func outcomeKept() { deliver.yield() }

    /// Says at once which leases are held.
    func beatNow() { beat.yield() }

    private func deliveryLoop(_ session: Session) async -> AgentEnd? {
        for await _ in deliveries where !Task.isCancelled {
            if let end = await deliverAll(session) { return end }
        }
        return nil
    }
}
