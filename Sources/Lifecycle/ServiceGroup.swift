import Glibc
package import Telemetry

/// Runs services together: starts them in order, and stops them in reverse order, one after the other.
///
/// The first signal, or the shutdown of an outer group, drains: each service may finish what is under way, all of them
/// together within the grace period. The second signal, or the end of that period, cancels. A third signal, or services
/// that do not return from cancellation in time, ends the process: everything that matters survives that by design.
package struct ServiceGroup: Service {
    package let name: String
    private let services: [any Service]
    private let logger: Logger
    private let signals: AsyncStream<Int32>?
    private let gracePeriod: Duration
    private let cancellationPeriod: Duration
    private let clock: any Clock<Duration>
    private let abandon: @Sendable () -> Void

    /// - Parameters:
    ///   - signals: the numbers of signals as they come, from `SignalListener`; nil for an inner group.
    ///   - gracePeriod: how long all services together may take to finish.
    ///   - cancellationPeriod: how long cancelled services may take to return.
    ///   - abandon: ends the process with a failure; only tests give another one.
    package init(
        name: String = "services", services: [any Service], logger: Logger, signals: AsyncStream<Int32>? = nil,
        gracePeriod: Duration = .seconds(20), cancellationPeriod: Duration = .seconds(5),
        clock: any Clock<Duration> = ContinuousClock(), abandon: @escaping @Sendable () -> Void = { _exit(1) }
    ) {
        self.name = name
        self.services = services
        self.logger = logger
        self.signals = signals
        self.gracePeriod = gracePeriod
        self.cancellationPeriod = cancellationPeriod
        self.clock = clock
        self.abandon = abandon
    }

    /// Runs until every service has ended.
    ///
    /// - Throws: the error of the service that ended the group, or `ServiceGroupError`.
    package func run() async throws {
        guard !services.isEmpty else { return }
        // Never full: one event a service, three signals, one outer shutdown, two timers.
        let (events, continuation) = AsyncStream.makeStream(
            of: ServiceGroupState.Event.self, bufferingPolicy: .bufferingOldest(services.count + 8))
        let shutdowns = services.map { _ in Shutdown() }
        let cancellation = Shutdown()
        var state = ServiceGroupState(names: services.map(\.name))
        await withDiscardingTaskGroup { group in
            group.addTask { await runServices(shutdowns, cancellation, continuation) }
            if let signals { group.addTask { await forward(signals, to: continuation) } }
            if let outer = Shutdown.current {
                group.addTask {
                    await outer.wait()
                    continuation.yield(.stopRequested)
                }
            }
            loop: for await event in events {
                if case .ended(let index, let error?) = event { log(error, of: services[index]) }
                for action in state.decide(event) {
                    if action == .finish { break loop }
                    perform(action, shutdowns: shutdowns, cancellation: cancellation)
                    if let timer = timer(after: action) {
                        group.addTask {
                            guard (try? await clock.sleep(for: timer.duration)) != nil else { return }
                            continuation.yield(timer.event)
                        }
                    }
                }
            }
            group.cancelAll()
        }
        if let failure = state.failure { throw failure }
        try Task.checkCancellation()
    }

    private func perform(_ action: ServiceGroupState.Action, shutdowns: [Shutdown], cancellation: Shutdown) {
        switch action {
        case .startGracePeriod:
            logger.notice("Stopping: what is under way may finish.", ["group": name])
        case .askToStop(let index):
            logger.debug("Asking a service to stop.", ["service": services[index].name])
            shutdowns[index].trigger()
        case .cancelServices:
            logger.warning("Stopping at once: what is under way is cancelled.", ["group": name])
            cancellation.trigger()
        case .abandon(let indices):
            logger.critical(
                "Ending the process although services still run.",
                ["services": indices.map { services[$0].name }.joined(separator: ",")])
            abandon()
        case .startCancellationPeriod, .finish: break
        }
    }

    private func timer(after action: ServiceGroupState.Action) -> (duration: Duration, event: ServiceGroupState.Event)?
    {
        switch action {
        case .startGracePeriod: (gracePeriod, .graceOver)
        case .startCancellationPeriod: (cancellationPeriod, .cancellationOver)
        default: nil
        }
    }

    // A group of its own, so that cancelling the services leaves signals and timers alive.
    private func runServices(
        _ shutdowns: [Shutdown], _ cancellation: Shutdown,
        _ events: AsyncStream<ServiceGroupState.Event>.Continuation
    ) async {
        await withTaskGroup(of: Bool.self) { group in
            for (index, service) in services.enumerated() {
                group.addTask(name: service.name) {
                    var failure: (any Error)?
                    do {
                        try await Shutdown.$current.withValue(shutdowns[index]) { try await service.run() }
                    } catch {
                        failure = error
                    }
                    events.yield(.ended(index: index, error: failure))
                    return true
                }
            }
            group.addTask {
                await cancellation.wait()
                return false
            }
            var left = services.count
            while left > 0, let isService = await group.next() {
                if isService { left -= 1 } else { group.cancelAll() }
            }
            group.cancelAll()
        }
    }

    private func forward(
        _ signals: AsyncStream<Int32>, to events: AsyncStream<ServiceGroupState.Event>.Continuation
    ) async {
        var seen = 0
        for await signal in signals {
            logger.notice("Got a signal.", ["signal": "\(signal)"])
            events.yield(.signal)
            seen += 1
            if seen == 3 { return }
        }
    }

    private func log(_ error: any Error, of service: any Service) {
        guard !(error is CancellationError) else { return }
        logger.error("A service failed.", ["service": service.name, "error": "\(error)"])
    }
}
