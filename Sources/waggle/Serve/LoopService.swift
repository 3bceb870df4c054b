import Lifecycle

/// A loop that holds nothing worth finishing: it ends by cancellation when the process is asked to stop.
struct LoopService: Service {
    let name: String
    let body: @Sendable () async throws -> Void

    func run() async throws { _ = try await cancelledByGracefulShutdown { try await body() } }
}
