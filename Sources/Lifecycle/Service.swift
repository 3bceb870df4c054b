/// A long-running part of the process: a server, a scheduler, a sender.
package protocol Service: Sendable {
    /// For logs and errors: `http`, `outbox`.
    var name: String { get }

    /// Works until it is asked to stop, called once.
    ///
    /// Asked to stop means: `Shutdown.current` is triggered (finish what is under way, take nothing new, return), or
    /// the task is cancelled (return at once). Returning before that, or throwing, stops the whole group.
    func run() async throws
}
