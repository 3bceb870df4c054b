import Lifecycle
import Telemetry

/// A loop that holds nothing worth finishing: it ends by cancellation when the process is asked to stop.
///
/// What it throws is passing trouble (a full disk, a busy database): it is logged and the loop begins again a second later,
/// so that a night's work does not end with it.
struct LoopService: Service {
    let name: String
    let logger: Logger
    let body: @Sendable () async throws -> Void

    func run() async throws {
        _ = try await cancelledByGracefulShutdown {
            while !Task.isCancelled {
                do { return try await body() } catch is CancellationError { return } catch {
                    logger.error("a service failed and begins again", ["service": name, "error": "\(error)"])
                    try await Task.sleep(for: .seconds(1))
                }
            }
        }
    }
}
