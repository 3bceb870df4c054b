import AgentProtocol
import Crypto
import Orchestrator
import Planner
import Store
import TestSupport
import Threading
import Vocabulary

/// The real core and the real SQL on a database in memory, under a virtual clock, with simulated agents, people and merges.
///
/// One operation runs at a time, in an order that only the seed decides: the same seed writes the same trace.
final class World {
    struct Holding {
        let lease: LeaseID
        let phase: TaskPhase
        let agent: Int
    }

    let store: Store
    let settings = OrchestratorSettings(leaseSeconds: 30, graceSeconds: 5)
    private(set) var trace: [String] = []
    var violations: [String] = []
    var random: SeededRandom
    let clock: Lock<Int64>
    var agents: [AgentID] = []
    var owner = PrincipalID(1)
    /// Leases agents believe to hold, and old ones that may still be reported.
    private var held: [Holding] = []
    private var old: [Holding] = []
    private var lastEpoch: Int64 = 0
    var keys = 0

    init(seed: UInt64) async throws {
        random = SeededRandom(seed: seed)
        let clock = Lock<Int64>(1_800_000_000_000)
        self.clock = clock
        let numbers = Lock(SeededRandom(seed: seed ^ 0x5DEECE66D))
        store = try await Store(
            path: nil, clock: { Timestamp(milliseconds: clock.withLock { $0 }) },
            randomNumber: { numbers.withLock { $0.next() } })
    }

    func note(_ line: String) { trace.append("\(clock.withLock { $0 } - 1_800_000_000_000) \(line)") }

    // MARK: Set-up

    func populate() async throws {
        owner = try await store.perform(AdmitPrincipal(name: "owner", role: .admin))
        for index in 0..<Int.random(in: 1...4, using: &random) {
            let capabilities = try StoredJSON.encode(AgentCapabilities(executors: [.shell], isSandboxed: true))
            agents.append(
                try await store.perform(
                    RegisterAgent(
                        name: "agent-\(index)", process: "p", slot: nil, capabilities: capabilities,
                        tokenDigest: SHA256.digest("token \(index)"), joinToken: nil)))
        }
        for _ in 0..<Int.random(in: 1...3, using: &random) { try await addSwarm() }
    }

    /// A swarm with a random acyclic plan, approved.
    private func addSwarm() async throws {
        let count = Int.random(in: 1...7, using: &random)
        var tasks: [PlannedTask] = []
        for number in 1...count {
            let dependsOn = (1..<number).filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
            tasks.append(
                PlannedTask(
                    number: number, title: "task \(number)", dependsOn: dependsOn, run: "true", checks: ["test -f x"],
                    executor: .shell, priority: Priority.allCases.randomElement(using: &random) ?? .normal))
        }
        let plan = Plan(
            title: "simulated", requirements: [], tasks: tasks, forecast: Forecast(cost: .zero, seconds: 1),
            planner: "outline")
        let created = try await command(
            Command(
                .swarmCreate,
                [.prd: .text("# simulated"), .agents: .integer(Int.random(in: 1...4, using: &random))]))
        guard let id = created?.swarm else { return }
        try await store.perform(KeepHead(swarm: id, head: String(repeating: "0", count: 40), repository: ""))
        try await store.perform(
            KeepPlan(
                swarm: id, version: 1, plan: plan, digest: SHA256.hex("\(id)"), notes: [], settings: settings))
        _ = try await command(Command(.planApprove, [.swarm: .text("#\(id)")]))
    }

    @discardableResult
    private func command(_ command: Command) async throws -> PerformCommand.Output? {
        do {
            let output = try await store.perform(
                PerformCommand(principal: owner, command: command, settings: settings))
            note("said \(command.intent.rawValue) ok")
            return output
        } catch let refusal as CommandRefusal {
            note("said \(command.intent.rawValue) refused: \(refusal.reason.rawValue)")
            return nil
        }
    }

    // MARK: Steps

    /// One random event of the outside world.
    func step() async throws {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<30: try await claim(agents.indices.randomElement(using: &random) ?? 0)
        case 30..<55: try await reportHeld()
        case 55..<60: try await reportOld()
        case 60..<64: try await fail()
        case 64..<68: try await loseAgent()
        case 68..<76: advance(.seconds(Int64.random(in: 1...50, using: &random)))
        case 76..<82: try await reap()
        case 82..<90: try await merge()
        case 90..<92: try await heartbeat()
        default: try await person()
        }
        try await check()
    }

    func advance(_ duration: Duration) {
        clock.withLock { $0 += duration.wholeMilliseconds }
        note("time passes")
    }

    func reap() async throws {
        let next = try await store.perform(ReapLeases(graceSeconds: settings.graceSeconds, mayRevoke: true))
        note("reaped, next \(next.map { "\($0.milliseconds)" } ?? "-")")
    }

    func claim(_ agent: Int) async throws {
        let before = try await gates()
        guard
            let claimed = try await store.perform(
                ClaimJob(agent: agents[agent], executors: [.shell], acceptsWork: true, leaseSeconds: 30))
        else { return note("agent \(agent) found nothing") }
        let core = claimed.task.core
        let lease = LeaseID(task: core.id.value, epoch: core.epoch)
        note("agent \(agent) claimed \(lease) \(core.phase)")
        if core.epoch <= lastEpoch { violations.append("I3: epoch \(core.epoch) after \(lastEpoch)") }
        lastEpoch = core.epoch
        if let gate = before[core.swarm], gate != [] { violations.append("I5: claimed in a closed swarm") }
        let open = try await store.read { try $0.dependencies(of: core.id).filter { !$0.isResolved } }
        if !open.isEmpty { violations.append("I4: \(lease) was claimed before its dependencies were done") }
        held.append(Holding(lease: lease, phase: core.phase, agent: agent))
    }

    private func gates() async throws -> [SwarmID: SwarmRecord.Gate] {
        let swarms = try await store.read { try $0.swarms() }
        return Dictionary(uniqueKeysWithValues: swarms.map { ($0.id, $0.gate) })
    }

    private func reportHeld() async throws {
        guard let index = held.indices.randomElement(using: &random) else { return }
        let holding = held.remove(at: index)
        try await report(holding, passes: Int.random(in: 0..<5, using: &random) > 0)
        old.append(holding)
        if old.count > 40 { old.removeFirst() }
    }

    private func reportOld() async throws {
        guard let holding = old.randomElement(using: &random) else { return }
        try await report(holding, passes: Int.random(in: 0..<5, using: &random) > 0)
    }

    private func report(_ holding: Holding, passes: Bool) async throws {
        keys += 1
        let outcome = CheckOutcome(command: "test -f x", exit: passes ? 0 : 1, seconds: 0, outputTail: "")
        let base = CheckOutcome(
            command: "test -f x", exit: Int.random(in: 0..<8, using: &random) == 0 ? 0 : 1, seconds: 0, outputTail: "")
        // A report is repeated as it was, or comes a second time with another content.
        let summary = Int.random(in: 0..<4, using: &random) == 0 ? "changed \(keys)" : "the same"
        let report =
            holding.phase == .work
            ? JobReport(commit: nil, summary: summary, isSandboxed: true)
            : JobReport(baseChecks: [base], checks: [outcome], summary: summary, isSandboxed: true)
        let body = try StoredJSON.encode(report)
        let times = Int.random(in: 0..<4, using: &random) == 0 ? 2 : 1
        for _ in 0..<times {
            let verdict = try await store.perform(
                AcceptReport(
                    lease: holding.lease, agent: agents[holding.agent], report: report, body: body,
                    digest: SHA256.hex(body)))
            note("report \(holding.lease) \(verdict.verdict.rawValue)")
        }
    }

    private func fail() async throws {
        guard let index = held.indices.randomElement(using: &random) else { return }
        let holding = held.remove(at: index)
        let classes: [JobFailure.Class] = [.attempt, .transient, .permanent, .question, .stopped]
        let failure = JobFailure(classes.randomElement(using: &random) ?? .attempt, reason: "simulated")
        let body = try StoredJSON.encode(failure)
        let verdict = try await store.perform(
            FailJob(
                lease: holding.lease, agent: agents[holding.agent], failure: failure, body: body,
                digest: SHA256.hex(body)))
        note("failed \(holding.lease) \(failure.failure.rawValue) \(verdict.verdict.rawValue)")
        old.append(holding)
    }

    private func loseAgent() async throws {
        guard let agent = agents.indices.randomElement(using: &random) else { return }
        try await store.perform(RevokeAgent(agent: agents[agent]))
        note("agent \(agent) was lost")
        old += held.filter { $0.agent == agent }
        held.removeAll { $0.agent == agent }
    }

    private func heartbeat() async throws {
        guard let agent = agents.indices.randomElement(using: &random) else { return }
        let leases = held.filter { $0.agent == agent }.map(\.lease)
        let answer = try await store.perform(BeatLeases(agent: agents[agent], leases: leases, leaseSeconds: 30))
        note("agent \(agent) beat \(leases.count), lost \(answer.stop.count)")
        old += held.filter { answer.stop.contains($0.lease) }
        held.removeAll { answer.stop.contains($0.lease) }
    }

    /// What the landing lane does, without git: lands, asks for a check, or finds a conflict.
    func merge(always: Bool = false) async throws {
        for id in try await store.read({ try $0.tasksToMerge() }) {
            let choice = always ? 0 : Int.random(in: 0..<6, using: &random)
            let commit = SHA256.hex("\(id) \(keys)").prefix(40)
            let epoch = try await store.read { try $0.task(id)?.core.epoch ?? 0 }
            switch choice {
            case 4: try await store.perform(CheckMerge(task: id, candidate: String(commit)))
            case 5: try await store.perform(RefuseMerge(task: id, evidence: "conflict"))
            default:
                guard
                    let intent = try await store.perform(
                        IntendMerge(task: id, epoch: epoch, branch: "b", old: "0", new: String(commit)))
                else { continue }
                if choice == 3 {
                    try await store.perform(DropMerge(intent: intent, task: id))
                } else {
                    try await store.perform(RecordMerge(intent: intent, task: id, commit: String(commit)))
                    // The outcome of a merge that was written down twice counts once.
                    try await store.perform(RecordMerge(intent: intent, task: id, commit: String(commit)))
                }
            }
            note("merge \(id) \(choice)")
        }
    }

    private func person() async throws {
        let swarms = try await store.read { try $0.swarms() }
        guard let swarm = swarms.randomElement(using: &random) else { return }
        let target: [Slot: SlotValue] = [.swarm: .text("#\(swarm.id)")]
        let number = SlotValue.integer(Int.random(in: 1...max(1, swarm.tasks), using: &random))
        switch Int.random(in: 0..<14, using: &random) {
        case 0, 1: try await say(Command(.swarmPause, target))
        case 2: try await say(Command(.swarmPause, target.merging([.now: .flag(true)]) { $1 }))
        case 3, 4, 5: try await say(Command(.swarmResume, target))
        case 6: try await say(Command(.taskRetry, target.merging([.task: number]) { $1 }))
        case 7: try await say(Command(.taskApprove, target.merging([.task: number]) { $1 }))
        case 8: try await say(Command(.taskReject, target.merging([.task: number]) { $1 }))
        case 9: try await say(Command(.taskCancel, target.merging([.task: number]) { $1 }))
        case 10:
            let agents = SlotValue.integer(Int.random(in: 1...5, using: &random))
            try await say(Command(.swarmScale, target.merging([.agents: agents]) { $1 }))
        case 11 where Int.random(in: 0..<6, using: &random) == 0: try await say(Command(.swarmCancel, target))
        case 12 where swarms.count < 4: try await addSwarm()
        default: try await say(Command(.taskRetry, target.merging([.all: .flag(true)]) { $1 }))
        }
    }

    // MARK: Checks

    /// The invariants that hold after every single operation.
    func check() async throws {
        let found = try await store.read { transaction -> [String] in
            var found: [String] = []
            for swarm in try transaction.swarms() {
                let tasks = try transaction.tasks(of: swarm.id)
                let leased = tasks.count { $0.core.isLeased }
                if leased != swarm.running {
                    found.append("I7: \(swarm.slug) counts \(swarm.running), \(leased) leased")
                }
                let open = tasks.count { !$0.core.state.isFinal }
                if open != swarm.openTasks { found.append("I7: \(swarm.slug) counts \(swarm.openTasks), \(open) open") }
                for task in tasks {
                    let core = task.core
                    if core.attempt > core.maxAttempts { found.append("I6: attempt \(core.attempt)") }
                    if core.crashes > TaskMachine.crashLimit { found.append("I6: crashes \(core.crashes)") }
                    if (core.state == .done) != (task.merged != nil) { found.append("I2: done without a merge") }
                    let accepted = try transaction.reports(of: core.id).filter { $0.verdict == .accepted }
                    if Set(accepted.map(\.epoch)).count != accepted.count {
                        found.append("I2: two reports were accepted under one epoch")
                    }
                    if core.isLeased, try transaction.dependencies(of: core.id).contains(where: { !$0.isResolved }) {
                        found.append("I4: \(core.number) is leased before its dependencies are done")
                    }
                }
            }
            return found
        }
        violations += found
    }

    /// Heals everything and demands that all work ends.
    func settle() async throws {
        for swarm in try await store.read({ try $0.swarms() }) where !swarm.state.isFinal {
            try await command(Command(.swarmResume, [.swarm: .text("#\(swarm.id)")]))
        }
        held = []
        for _ in 0..<400 {
            let swarms = try await store.read { try $0.swarms() }.filter { !$0.state.isFinal }
            if swarms.isEmpty { return }
            for swarm in swarms {
                for task in try await store.read({ try $0.tasks(of: swarm.id) }) {
                    let target: [Slot: SlotValue] = [
                        .swarm: .text("#\(swarm.id)"), .task: .integer(task.core.number),
                    ]
                    if task.core.phase == .approval { try await command(Command(.taskApprove, target)) }
                    if task.core.state == .blocked || task.core.state == .failed || task.core.state == .cancelled {
                        try await command(Command(.taskRetry, target))
                    }
                }
            }
            for agent in agents.indices { try await claim(agent) }
            for holding in held { try await report(holding, passes: true) }
            held = []
            try await merge(always: true)
            advance(.seconds(40))
            try await reap()
            try await check()
        }
        violations.append("I12: work did not end")
    }
}
