/// Whether what agents run is held in a sandbox.
package enum SandboxMode: String, Codable, Sendable, CaseIterable {
    /// Nothing runs where the sandbox does not work.
    case required
    /// Everything runs with the rights of the agent's own account; set on the machine itself only, and said everywhere.
    case off
}
