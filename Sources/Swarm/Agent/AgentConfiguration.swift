package import AgentProtocol
package import Crypto

/// What an agent process is told when it starts.
package struct AgentConfiguration: Sendable {
    /// Address of the control plane: `http://127.0.0.1:8080`.
    package var url: String
    package var name: String
    /// A one-time join token, or the token of a supervised slot.
    package var token: Secret
    /// A random value that no other process has.
    package var process: String
    /// The agent's own folder, absolute: clones, spool, token.
    ///
    /// One process at a time uses it.
    package var folder: String
    package var capabilities: AgentCapabilities
    /// Below this many free bytes no new work is claimed.
    package var diskFloor: Int

    package init(
        url: String, name: String, token: Secret, process: String, folder: String, capabilities: AgentCapabilities,
        diskFloor: Int = 2 << 30
    ) {
        self.url = url
        self.name = name
        self.token = token
        self.process = process
        self.folder = folder
        self.capabilities = capabilities
        self.diskFloor = diskFloor
    }
}
