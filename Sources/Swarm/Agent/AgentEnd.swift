/// Why an agent process ended by itself.
package enum AgentEnd: Hashable, Sendable {
    /// The task that ran it was cancelled: a signal, or the program's end.
    case stopped
    /// A person removed the agent.
    case retired
    /// The control plane no longer knows the token: another process has the name, or the join token is not valid.
    case revoked(String)
    /// A person wants a new process in this one's place; nothing is in hand.
    case restarting
    /// The process that supervised it is gone.
    case supervisorEnded
}
