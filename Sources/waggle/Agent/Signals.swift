import Lifecycle

/// Runs `body` and cancels it on SIGTERM or SIGINT.
func withSignals<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
    let listener = try SignalListener()
    return try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            for await _ in listener.signals { break }
            return nil
        }
        var result: Result?
        while let next = try await group.next() {
            group.cancelAll()
            if let next { result = next }
            if result != nil { break }
        }
        guard let result else { throw CancellationError() }
        return result
    }
}
