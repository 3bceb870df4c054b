import Threading

/// Runs what blocks on a thread of its own.
package enum Blocking {
    package static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let isStarted = DedicatedThread.start(name: "test") {
                continuation.resume(with: Swift.Result { try body() })
            }
            if !isStarted { continuation.resume(throwing: PostgreSQLServer.Failure(description: "no thread")) }
        }
    }
}
