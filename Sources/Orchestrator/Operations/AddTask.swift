package import Store
package import Vocabulary

/// Adds one task to a swarm.
package struct AddTask: StoreOperation {
    let swarm: SwarmID
    package let plan: PlannedTask
    package let spec: String
    let maxAttempts: Int
    let cap: Money?
    let dependsOn: [Dependency]
    /// Spelt by the caller, as `spec`.
    private let data: String

    /// - Parameters:
    ///   - plan: Its number is ignored: the task gets the swarm's next one.
    ///   - dependsOn: Rows of the same swarm that have to end first.
    ///   - spec: JSON of `plan`, encoded by the caller so that the writer does not have to.
    package init(
        swarm: SwarmID, plan: PlannedTask, spec: String, maxAttempts: Int, cap: Money?, dependsOn: [Dependency] = []
    ) {
        self.swarm = swarm
        self.plan = plan
        self.spec = spec
        self.maxAttempts = maxAttempts
        self.cap = cap
        self.dependsOn = dependsOn
        data = plan.addedData
    }

    package func perform(in transaction: WriteTransaction) throws -> TaskCore {
        guard let number = try transaction.addTasks(1, open: 1, to: swarm) else {
            throw StoreError.missing("swarm \(swarm)")
        }
        return try transaction.addTask(
            plan, number: number, to: swarm, spec: spec, data: data, dependsOn: dependsOn, maxAttempts: maxAttempts,
            cap: cap)
    }
}

extension PlannedTask {
    /// What the event says of a task that was added.
    var addedData: String { EventData.object(["title": .text(title)]) }
}

extension WriteTransaction {
    /// Adds a task of a plan, and says so in the event log, by one event: it is ready, or it waits.
    ///
    /// - Parameter data: The plan's `addedData`, where the caller has it.
    func addTask(
        _ plan: PlannedTask, number: Int, to swarm: SwarmID, spec: String, data: String? = nil, dependsOn: [Dependency],
        maxAttempts: Int, cap: Money?
    ) throws -> TaskCore {
        let core = try insertTask(
            swarm: swarm, number: number, plan: plan, spec: spec, dependsOn: dependsOn, maxAttempts: maxAttempts,
            cap: cap)
        try emit(core.state == .ready ? .taskReady : .taskAdded, task: core, data: data ?? plan.addedData)
        return core
    }
}
