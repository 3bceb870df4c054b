package import Vocabulary

/// Time and chance, given from outside, so that retries and circuits run under a test's clock.
package struct ModelEnvironment: Sendable {
    package var now: @Sendable () -> Timestamp
    /// Returns after the duration; throws `CancellationError` when the task is cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void
    /// A number from 0 up to, not including, 1.
    package var random: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> Timestamp, sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.sleep = sleep
        self.random = random
    }
}
