/// What a service group does next: a pure state machine, driven by `ServiceGroup`.
struct ServiceGroupState {
    enum Event {
        case ended(index: Int, error: (any Error)?)
        case stopRequested
        case signal
        /// The grace period is over.
        case graceOver
        /// The time that cancelled services have to return is over.
        case cancellationOver
    }

    enum Action: Equatable {
        case startGracePeriod
        case askToStop(index: Int)
        case cancelServices
        case startCancellationPeriod
        /// Ends the process although these services still run.
        case abandon(indices: [Int])
        case finish
    }

    private enum Phase {
        case running, stopping, cancelling
    }

    private let names: [String]
    private var phase = Phase.running
    private(set) var running: Set<Int>
    /// What `run()` throws in the end: the first thing that went wrong.
    private(set) var failure: (any Error)?

    init(names: [String]) {
        self.names = names
        running = Set(names.indices)
    }

    mutating func decide(_ event: Event) -> [Action] {
        switch (event, phase) {
        case (.ended(let index, let error), _): ended(index, error)
        case (.stopRequested, .running), (.signal, .running): stop()
        case (.stopRequested, _): []
        case (.signal, .stopping), (.graceOver, .stopping): cancel()
        case (.signal, .cancelling), (.cancellationOver, .cancelling): [.abandon(indices: running.sorted())]
        case (.graceOver, _), (.cancellationOver, _): []
        }
    }

    private mutating func ended(_ index: Int, _ error: (any Error)?) -> [Action] {
        guard running.remove(index) != nil else { return [] }
        if let error {
            // What cancelled services throw is the consequence, not the cause.
            if phase != .cancelling, failure == nil { failure = error }
        } else if phase == .running, failure == nil {
            failure = ServiceGroupError.endedEarly(service: names[index])
        }
        switch phase {
        case _ where running.isEmpty: return [.finish]
        case .running: return stop()
        case .stopping: return askLast()
        case .cancelling: return []
        }
    }

    private mutating func stop() -> [Action] {
        guard !running.isEmpty else { return [.finish] }
        phase = .stopping
        return [.startGracePeriod] + askLast()
    }

    private mutating func cancel() -> [Action] {
        phase = .cancelling
        if failure == nil { failure = ServiceGroupError.cancelled(services: running.sorted().map { names[$0] }) }
        return [.cancelServices, .startCancellationPeriod]
    }

    // In reverse order of starting: what came later stands on what came before.
    private func askLast() -> [Action] { running.max().map { [.askToStop(index: $0)] } ?? [] }
}
