import Vocabulary

/// How often and after which pause a call is tried again.
package struct ModelRetryPolicy: Sendable {
    /// Tries in all, the first included.
    package var maxAttempts: Int
    /// The longest first pause; each further one may be twice as long.
    package var base: Duration
    package var maxPause: Duration
    /// A provider that asks for a longer pause is not waited for: its error goes to the caller.
    package var maxRetryAfter: Duration

    package init(
        maxAttempts: Int = 4, base: Duration = .seconds(1), maxPause: Duration = .seconds(30),
        maxRetryAfter: Duration = .seconds(60)
    ) {
        self.maxAttempts = maxAttempts
        self.base = base
        self.maxPause = maxPause
        self.maxRetryAfter = maxRetryAfter
    }

    /// The pause after a failed try, or nil for giving up.
    ///
    /// Equal jitter: half of the exponential pause, and a random part of the other half. The provider's own wish is the
    /// least pause, never shortened.
    ///
    /// - Parameters:
    ///   - attempt: the number of the try that failed, from 1.
    ///   - random: from 0 up to, not including, 1.
    package func pause(after attempt: Int, _ error: LanguageModelError, retryAfter: Duration?, random: Double)
        -> Duration?
    {
        guard error.isTransient, attempt < maxAttempts else { return nil }
        if let retryAfter, retryAfter > maxRetryAfter { return nil }
        let exponential = base.wholeMilliseconds << Int64(min(20, max(0, attempt - 1)))
        let ceiling = min(exponential, maxPause.wholeMilliseconds)
        let jittered = Duration.milliseconds(ceiling / 2 + Int64(Double(ceiling - ceiling / 2) * random))
        return max(jittered, retryAfter ?? .zero)
    }
}
