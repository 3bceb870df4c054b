import AgentProtocol
import Orchestrator
import Store
import TestSupport
import Testing
import Vocabulary

/// Tasks that wait for other ends than success, what becomes of those that wait in vain, and tasks that follow others.
@Suite(.timeLimit(.minutes(1))) struct EdgeTests {
    /// How a task is brought to its end.
    private enum End: String {
        case done, failed, cancelled
    }

    private struct Finish: StoreOperation {
        let task: TaskID
        let end: End

        func perform(in transaction: WriteTransaction) throws {
            guard let record = try transaction.task(task) else { throw StoreError.missing("task") }
            switch end {
            case .cancelled: try transaction.advance(record, .cancelled("dropped"))
            case .failed, .done:
                var held = record
                held.core.state = .running
                held.core.phase = .work
                held.core.isLeased = true
                held.core.agent = nil
                guard try transaction.write(held, from: record.core) else { throw StoreError.conflict("task") }
                try transaction.addRunning(1, to: held.core.swarm)
                guard end == .done else {
                    try transaction.advance(held, .failedForGood("broken"))
                    return
                }
                var reviewed = try transaction.advance(held, .workAccepted)
                let before = reviewed.core
                reviewed.core.phase = .merge
                guard try transaction.write(reviewed, from: before) else { throw StoreError.conflict("task") }
                try transaction.advance(reviewed, .merged)
            }
        }
    }

    private func add(
        to swarm: SwarmID, after parents: [Dependency] = [], ifBlocked: DeadEndPolicy? = nil,
        next: [PlannedTask]? = nil, in bench: Workbench
    ) async throws -> TaskID {
        let plan = PlannedTask(
            number: 1, title: "t", run: "true", checks: ["true"], executor: .shell, ifBlocked: ifBlocked, next: next)
        return try await bench.store.perform(
            AddTask(
                swarm: swarm, plan: plan, spec: try StoredJSON.encode(plan), maxAttempts: 3, cap: nil,
                dependsOn: parents)
        ).id
    }

    private func state(_ task: TaskID, in bench: Workbench) async throws -> TaskState? {
        try await bench.store.read { try $0.task(task)?.core.state }
    }

    static let ends: [(String, EdgeCondition, TaskState)] = [
        ("done", EdgeCondition.success, TaskState.ready), ("done", .done, .ready), ("done", .failure, .cancelled),
        ("failed", .success, .blocked), ("failed", .done, .ready), ("failed", .failure, .ready),
        ("cancelled", .success, .blocked), ("cancelled", .done, .ready), ("cancelled", .failure, .blocked),
    ]

    @Test(arguments: ends)
    func `a task goes on at the end it waits for`(
        _ end: String, _ condition: EdgeCondition, _ expected: TaskState
    ) async throws {
        try await Workbench.with { bench in
            let swarm = try await bench.store.perform(MakeSwarm())
            let parent = try await add(to: swarm, in: bench)
            let child = try await add(to: swarm, after: [Dependency(parent, on: condition)], in: bench)
            let how = try #require(End(rawValue: end))
            try await bench.store.perform(Finish(task: parent, end: how))
            #expect(try await state(child, in: bench) == expected)
            #expect(try await bench.store.read { try $0.swarm(swarm)?.openTasks } == (expected == .cancelled ? 0 : 1))
        }
    }

    static let policies: [(DeadEndPolicy, TaskState)] = [(.wait, .blocked), (.cancel, .cancelled), (.run, .ready)]

    @Test(arguments: policies)
    func `what waits in vain does as its plan says, and so does what waits for that`(
        _ policy: DeadEndPolicy, _ expected: TaskState
    ) async throws {
        try await Workbench.with { bench in
            let swarm = try await bench.store.perform(MakeSwarm())
            let parent = try await add(to: swarm, in: bench)
            let child = try await add(to: swarm, after: [Dependency(parent)], ifBlocked: policy, in: bench)
            let last = try await add(to: swarm, after: [Dependency(child)], ifBlocked: .cancel, in: bench)
            try await bench.store.perform(Finish(task: parent, end: .failed))
            #expect(try await state(child, in: bench) == expected)
            #expect(try await state(last, in: bench) == (policy == .cancel ? .cancelled : .pending))
            #expect(
                try await bench.store.read { try $0.swarm(swarm)?.state } == (policy == .cancel ? .failed : .running))
        }
    }

    @Test func `a swarm whose clean-up was not needed is complete, and a person may have it run`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.store.perform(MakeSwarm())
            let work = try await add(to: swarm, in: bench)
            let cleanUp = try await add(to: swarm, after: [Dependency(work, on: .failure)], in: bench)
            try await bench.store.perform(Finish(task: work, end: .done))
            #expect(try await bench.store.read { try $0.swarm(swarm)?.state } == .completed)
            try await bench.say([Command(.taskRetry, [.swarm: .text("a"), .task: .integer(2)])], as: owner)
            #expect(try await state(cleanUp, in: bench) == .ready)
        }
    }

    @Test func `a failed task that is retried takes those with it that waited for it`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.store.perform(MakeSwarm())
            let work = try await add(to: swarm, in: bench)
            let next = try await add(to: swarm, after: [Dependency(work)], in: bench)
            let cleanUp = try await add(to: swarm, after: [Dependency(work, on: .failure)], in: bench)
            try await bench.store.perform(Finish(task: work, end: .failed))
            #expect(try await state(next, in: bench) == .blocked)
            #expect(try await state(cleanUp, in: bench) == .ready)
            try await bench.say([Command(.taskRetry, [.swarm: .text("a"), .task: .integer(1)])], as: owner)
            #expect(try await state(next, in: bench) == .pending)
            try await bench.store.perform(Finish(task: work, end: .done))
            #expect(try await state(next, in: bench) == .ready)
            #expect(try await state(cleanUp, in: bench) == .ready, "it was begun, and stays wanted")
        }
    }

    @Test func `what follows a task is added once it is done, one after the other, with an audit record`() async throws
    {
        try await Workbench.with { bench in
            let swarm = try await bench.store.perform(MakeSwarm())
            let last = PlannedTask(number: 1, title: "last", run: "true", checks: ["true"], executor: .shell)
            let second = PlannedTask(
                number: 1, title: "second", run: "true", checks: ["true"], executor: .shell, needs: Needs(gpus: 1),
                next: [last])
            let first = try await add(to: swarm, next: [second], in: bench)
            try await bench.store.perform(Finish(task: first, end: .done))
            let added = try #require(try await bench.store.read { try $0.task(2, of: swarm) })
            #expect(added.title == "second" && added.core.state == .ready && added.core.capabilityClass != 0)
            #expect(try await bench.store.read { try $0.dependencies(of: added.core.id).map(\.number) } == [1])
            #expect(try await bench.store.read { try $0.swarm(swarm)?.state } == .running)
            try await bench.store.perform(Finish(task: added.core.id, end: .done))
            let third = try #require(try await bench.store.read { try $0.task(3, of: swarm) })
            #expect(third.title == "last")
            try await bench.store.perform(Finish(task: third.core.id, end: .done))
            #expect(try await bench.store.read { try $0.swarm(swarm)?.state } == .completed)
            let audit = try await bench.store.read { try $0.audit(limit: 1_000) }.filter { $0.action == "plan.extend" }
            #expect(audit.map(\.subject) == ["task a/2", "task a/3"])
        }
    }

    @Test func `a failed task is followed by nothing`() async throws {
        try await Workbench.with { bench in
            let swarm = try await bench.store.perform(MakeSwarm())
            let follower = PlannedTask(number: 1, title: "f", run: "true", checks: ["true"], executor: .shell)
            let first = try await add(to: swarm, next: [follower], in: bench)
            try await bench.store.perform(Finish(task: first, end: .failed))
            #expect(try await bench.store.read { try $0.tasks(of: swarm) }.count == 1)
        }
    }
}
