import Threading

/// The wish that a service stops gracefully; travels down the tasks of the service.
package final class Shutdown: Sendable {
    /// The shutdown of the service this task belongs to; nil outside a service group.
    @TaskLocal package static var current: Shutdown?

    private struct State {
        var isTriggered = false
        var nextID = 0
        var handlers: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Lock(State())

    package init() {}

    package var isTriggered: Bool { state.withLock { $0.isTriggered } }

    /// Asks to stop: runs each registered handler once on the calling thread; does nothing the second time.
    package func trigger() {
        let handlers = state.withLock { state in
            state.isTriggered = true
            defer { state.handlers = [:] }
            return state.handlers.sorted { $0.key < $1.key }.map(\.value)
        }
        for handler in handlers { handler() }
    }

    /// Returns when a stop is asked for or the task is cancelled.
    package func wait() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingOldest(1))
        await handling(
            { continuation.finish() },
            during: { for await _ in stream {} })
    }

    /// Runs `operation` and, when a stop is asked for meanwhile or was before, `handler` once.
    package func handling<Result>(
        _ handler: @escaping @Sendable () -> Void, during operation: () async throws -> Result
    ) async rethrows -> Result {
        let id: Int? = state.withLock { state in
            guard !state.isTriggered else { return nil }
            state.nextID += 1
            state.handlers[state.nextID] = handler
            return state.nextID
        }
        if id == nil { handler() }
        defer { if let id { state.withLock { _ = $0.handlers.removeValue(forKey: id) } } }
        return try await operation()
    }
}

/// Runs `operation`; when this task's service is asked to stop, runs `handler` once, on any thread.
///
/// For what has its own way to end: `handler` closes the listener, and the accept loop in `operation` returns. Outside a
/// service group the handler never runs.
package func withGracefulShutdownHandler<Result>(
    operation: () async throws -> Result, onGracefulShutdown handler: @escaping @Sendable () -> Void
) async rethrows -> Result {
    guard let shutdown = Shutdown.current else { return try await operation() }
    return try await shutdown.handling(handler, during: operation)
}

/// Runs `operation` and cancels its task when this task's service is asked to stop.
///
/// For loops that sleep or wait and hold nothing worth finishing. A `CancellationError` that comes of it is not an
/// error: nil is returned then.
package func cancelledByGracefulShutdown<Result: Sendable>(
    _ operation: @escaping @Sendable () async throws -> Result
) async throws -> Result? {
    guard let shutdown = Shutdown.current else { return try await operation() }
    return try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask {
            do {
                return try await operation()
            } catch is CancellationError where shutdown.isTriggered {
                return nil
            }
        }
        group.addTask {
            await shutdown.wait()
            return nil
        }
        // Whichever ends first: the operation with its result, or the wish to stop with nil.
        let first = try await group.next() ?? nil
        group.cancelAll()
        if let first { return first }
        return try await group.next() ?? nil
    }
}
