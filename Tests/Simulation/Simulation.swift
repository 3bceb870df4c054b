import Orchestrator
import SQLite
import Store
import TestSupport
import Threading
import Vocabulary

/// The real core and the real SQL on a database in memory, in a world that only the seed decides.
///
/// One event happens at a time, on the caller's thread, under a virtual clock: messages that are late, lost, repeated or in
/// another order, agents that crash or stand still, commits of every outcome, a control plane that ends and starts again,
/// a wall clock that jumps. The same seed writes the same trace.
final class Simulation {
    /// Virtual milliseconds since 2027-01-15 of true time, which nobody in the simulation sees.
    var now: Int64 = 0
    var queue = EventQueue()
    var random: SeededRandom
    var faults: Faults
    let settings: OrchestratorSettings
    /// Plans are large: swarms and lanes compete for long.
    let isCrowded: Bool
    var tally = Tally()
    private(set) var violations: [String] = []
    private(set) var trace: [String] = []
    private let isTracing: Bool
    /// What the product is broken by; nil where it is whole.
    let breakage: Breakage?
    /// Everything has been healed: what is left has to end.
    var isHealed = false
    /// When an agent last looked for work and found some, or there was none.
    var offeredSince: Int64 = 0
    var findings = SettlingFindings()

    // The control plane: what is on its disk, and what is lost with its process.
    let connection: Connection
    let watch: TransitionWatch
    let touched: TouchedRows
    /// Commits since every row was read.
    var commitsUnread = 0
    /// Reads every row after every commit.
    let isThorough: Bool
    /// Tasks of ended swarms are moved into history soon; else never.
    let movesToHistory: Bool
    var store: SteppedStore?
    var plane: PlaneProcess
    /// What the wall clock is wrong by, in milliseconds.
    var wallError: Int64 = 0
    private var jumpedAt: Int64 = 0
    let numbers: Lock<SeededRandom>
    var branches: [SwarmID: Branch] = [:]

    // The world around it.
    var agents: [SimulatedAgent] = []
    var requests = 0
    var usedJoins: Set<String> = []
    var tokens = 0
    var people = People()
    var provider = ChatProvider()
    var programs = Programs()

    /// - Parameters:
    ///   - database: Where it happens, nothing else there meanwhile; nil for one of its own.
    ///   - isTracing: Keeps a line for everything that happens; the history is the same without.
    ///   - isThorough: Reads every row after every commit; the history is the same without.
    init(
        seed: UInt64, on database: EmptyDatabase? = nil, isTracing: Bool = false, isThorough: Bool = false,
        breaking breakage: Breakage? = nil
    ) throws {
        random = SeededRandom(seed: seed)
        self.isTracing = isTracing
        self.isThorough = isThorough
        self.breakage = breakage
        faults = Faults(&random)
        numbers = Lock(SeededRandom(seed: seed ^ 0x5DEE_CE66D))
        settings = OrchestratorSettings(
            leaseSeconds: [3, 10, 30, 60][random.next(4)], graceSeconds: 1 + random.next(5),
            maxAttempts: 1 + random.next(3), defaultAgents: 1 + random.next(4),
            dayCap: random.next(4) == 0 ? Money(microdollars: Int64(2_000_000 + random.next(4_000_000))) : nil,
            swarmCap: random.next(3) == 0 ? Money(microdollars: Int64(300_000 + random.next(2_000_000))) : nil,
            taskCap: random.next(4) == 0 ? Money(microdollars: Int64(100_000 + random.next(400_000))) : nil)
        connection = try (database ?? EmptyDatabase()).renewed()
        watch = TransitionWatch(connection)
        touched = TouchedRows(connection)
        isCrowded = random.next(8) == 0
        movesToHistory = random.next(2) == 0
        plane = PlaneProcess(number: 0, leaseSeconds: settings.leaseSeconds, now: 0)
    }

    static let epoch: Int64 = 1_800_000_000_000

    /// Runs a whole history: faults for a while, then none, until all work has ended.
    func run(events: Int = 2_500) {
        do {
            try populate()
            var left = events
            while left > 0, violations.isEmpty, let event = queue.next() {
                now = event.time
                try event.body()
                left -= 1
                tally.count("steps")
            }
            if violations.isEmpty { try settle() }
        } catch {
            violate("an error came out of the simulation: \(error)")
        }
        tally.note("longest window of fairness between lanes", watch.fairness.longest)
        tally.count("virtual seconds", Int(now / 1_000))
    }

    func note(_ line: @autoclosure () -> String) {
        if isTracing { trace.append("\(now) \(line())") }
    }

    func violate(_ what: String) {
        violations.append(what)
        note("VIOLATION \(what)")
    }

    // MARK: Time and chance

    func after(_ delay: Int64, _ body: @escaping () throws -> Void) { queue.add(at: now + delay, body) }

    /// True that many times in a thousand.
    func happens(_ times: Int) -> Bool { times > 0 && random.next(1_000) < times }

    /// 0 up to, not including, `bound`.
    func choose(_ bound: Int) -> Int { random.next(bound) }

    /// Milliseconds from `low` to `high`.
    func span(_ low: Int64, _ high: Int64) -> Int64 { low + Int64(random.next(Int(high - low) + 1)) }

    // MARK: Set-up

    private func populate() throws {
        try startPlane()
        people.add(to: self)
        for index in 0..<(1 + random.next(4)) {
            let agent = SimulatedAgent(
                index: index, isLocal: random.next(3) > 0, skew: faults.skew == 0 ? 0 : random.next(faults.skew))
            agents.append(agent)
            if agent.isLocal { superviseSlot(agent) } else { after(span(0, 3_000)) { self.startRemote(agent) } }
        }
        after(span(1_000, 4_000)) { try self.injectFault() }
    }

    /// Visits from outside: something goes wrong now and then.
    private func injectFault() throws {
        guard !isHealed else { return }
        after(span(500, 5_000)) { try self.injectFault() }
        let agent = agents[random.next(agents.count)]
        if happens(faults.agentCrash) { crash(agent) }
        if happens(faults.agentPause) { pause(agent) }
        if happens(faults.falseReport) { try reportFalsely(agent) }
        if happens(faults.partition) { partition(agent) }
        if happens(faults.planeCrash) { crashPlane() }
        if happens(faults.clockJump) { jumpClock() }
    }

    /// The wall clock is set: a little, or by more than a lease.
    private func jumpClock() {
        let far = Int64(settings.leaseSeconds) * 1_000
        // A clock that is set back and forth within a lease is not noticed, and not promised to be.
        guard now - jumpedAt > 3 * far + 60_000 else { return }
        jumpedAt = now
        let jump = [
            span(-900, 900), span(far, far * 20), -span(far, far * 20), 3_600_000, -3_600_000, 259_200_000,
            -259_200_000,
        ][random.next(7)]
        let before = storeTime
        wallError += jump
        // What the store had run ahead by is no jump when the wall clock comes after it.
        if (storeTime - before).wholeMilliseconds > far / 3 { plane.noteJump(at: now) }
        tally.count("fault: clock jump \(jump < 0 ? "back" : "forward")")
        note("the wall clock jumps by \(jump)")
    }
}
