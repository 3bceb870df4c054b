package import Vocabulary

/// `POST /v1/agents/register`: an agent process says who it is.
///
/// The bearer token is either a one-time join token (another machine) or the token of a supervised slot (this machine).
/// A new `process` value under the same name revokes what the name's earlier process still held.
package struct AgentRegistration: Sendable, Codable, Hashable {
    package var name: String
    /// A random value of this process; it tells a restart from a repeated call.
    package var process: String
    package var capabilities: AgentCapabilities

    package init(name: String, process: String, capabilities: AgentCapabilities) {
        self.name = name
        self.process = process
        self.capabilities = capabilities
    }
}

/// What an agent can do.
package struct AgentCapabilities: Sendable, Codable, Hashable {
    package var executors: [Executor]
    package var processors: Int
    package var memoryMegabytes: Int
    /// Nil means none.
    package var gpus: Int?
    /// How many jobs it holds at once at most; nil leaves that to how it asks for them.
    package var jobs: Int?
    /// Names of the models it has at hand; nil means none.
    package var models: [String]?
    /// Free `key=value` pairs of `--capability`.
    package var tags: [String: String]
    /// Says whether tasks run inside the sandbox; false is shown everywhere.
    package var isSandboxed: Bool
    /// Version of the agent's executable; nil where it does not say.
    package var version: String?

    private enum CodingKeys: String, CodingKey {
        case executors, processors, gpus, jobs, models, tags, version
        case memoryMegabytes = "memory_mb"
        case isSandboxed = "sandboxed"
    }

    package init(
        executors: [Executor], processors: Int = 1, memoryMegabytes: Int = 0, gpus: Int? = nil, jobs: Int? = nil,
        models: [String]? = nil, tags: [String: String] = [:], isSandboxed: Bool, version: String? = nil
    ) {
        self.executors = executors
        self.processors = processors
        self.memoryMegabytes = memoryMegabytes
        self.gpus = gpus
        self.jobs = jobs
        self.models = models
        self.tags = tags
        self.isSandboxed = isSandboxed
        self.version = version
    }
}

/// The answer to a registration.
package struct AgentWelcome: Sendable, Codable, Hashable {
    package var agent: AgentID
    package var name: String
    /// The bearer token of everything that follows.
    package var token: String
    package var leaseSeconds: Int

    private enum CodingKeys: String, CodingKey {
        case agent, name, token
        case leaseSeconds = "lease_seconds"
    }

    package init(agent: AgentID, name: String, token: String, leaseSeconds: Int) {
        self.agent = agent
        self.name = name
        self.token = token
        self.leaseSeconds = leaseSeconds
    }
}
