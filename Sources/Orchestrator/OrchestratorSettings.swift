package import Vocabulary

/// What the operator of this installation decided; values, read once at start.
package struct OrchestratorSettings: Sendable {
    package var leaseSeconds: Int
    /// A lease is only reaped this long after its end.
    package var graceSeconds: Int
    package var maxAttempts: Int
    /// Wall-clock seconds of one attempt at a task.
    package var taskSeconds: Int
    /// Agents of a swarm whose owner did not say.
    package var defaultAgents: Int
    /// Caps; nil means none.
    package var dayCap: Money?
    package var swarmCap: Money?
    package var taskCap: Money?
    /// Executor of tasks without a script; nil without a language model.
    package var defaultExecutor: Executor?
    /// Intents this build carries out; others are understood and answered so.
    package var available: Set<IntentName>
    /// How long a question waits for its yes, in seconds.
    package var confirmationSeconds: Int
    /// How long an effect can be undone, in seconds.
    package var undoSeconds: Int
    /// A changing command older than this asks again, in seconds.
    package var lateSeconds: Int
    /// Says whether agents run inside the sandbox; false is told with every plan.
    package var isSandboxed: Bool
    /// Folders below which people who are no admins may name local repositories; absolute.
    package var repositoryRoots: [String] = []

    /// Ended swarms and messages older than this lose their details; nil keeps them.
    package var retention: Duration?

    package init(
        leaseSeconds: Int = 60, graceSeconds: Int = 5, maxAttempts: Int = 3, taskSeconds: Int = 3_600,
        defaultAgents: Int = 2,
        dayCap: Money? = nil, swarmCap: Money? = nil, taskCap: Money? = nil, defaultExecutor: Executor? = nil,
        available: Set<IntentName> = CommandPerformer.available, confirmationSeconds: Int = 900, undoSeconds: Int = 60,
        lateSeconds: Int = 600, isSandboxed: Bool = true,
        retention: Duration? = nil
    ) {
        self.leaseSeconds = leaseSeconds
        self.graceSeconds = graceSeconds
        self.maxAttempts = maxAttempts
        self.taskSeconds = taskSeconds
        self.defaultAgents = defaultAgents
        self.dayCap = dayCap
        self.swarmCap = swarmCap
        self.taskCap = taskCap
        self.defaultExecutor = defaultExecutor
        self.available = available
        self.confirmationSeconds = confirmationSeconds
        self.undoSeconds = undoSeconds
        self.lateSeconds = lateSeconds
        self.isSandboxed = isSandboxed
        self.retention = retention
    }
}
