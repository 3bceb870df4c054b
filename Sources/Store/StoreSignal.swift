/// What a committed transaction means for those who wait: a wake-up, never the data itself.
package enum StoreSignal: Int, CaseIterable, Sendable {
    /// A job became claimable.
    case jobs
    /// An event was appended.
    case events
    /// An incoming message waits in some conversation.
    case inbox
    /// A message waits to be sent.
    case outbound
    /// A plan was asked for.
    case plans
    /// A verified task waits to be merged.
    case merges
    /// Directives for some agent changed.
    case directives
    /// A time in the future was set: a lease, a backoff, an expiry.
    case timers
    /// The backlog, the hub's mode, or whether swarms are unfinished changed.
    case goals
    /// A branch waits to be handed to the repository its swarm works on.
    case pushes
    /// A service that only one process runs became free.
    case services
}
