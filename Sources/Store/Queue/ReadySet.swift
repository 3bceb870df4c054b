import Vocabulary

/// The jobs that wait, in memory: which is next costs the same however many wait.
///
/// Between lanes it goes by weight (urgent 16, high 8, normal 4, low 1), so that none starves; inside a lane by start-time
/// fair queueing between swarms, so that a swarm with many tasks does not hold up one with few; inside a swarm the oldest
/// task first. The rows stay the truth: an entry may be out of date, and whoever takes one looks at its row.
struct ReadySet {
    /// What an agent has to be, or be able to do, for a job.
    struct Requirement: Hashable {
        let lane: JobLane
        /// The one agent that may take it; 0 where it is anybody's.
        var agent: Int64 = 0
        /// Number of what it takes of an agent; 0 where it takes nothing.
        var capabilityClass: Int64 = 0

        /// Queues that come and go; the others stay.
        fileprivate var isPassing: Bool { agent != 0 || capabilityClass != 0 }
    }

    /// Who asks for a job.
    struct Taker {
        let agent: Int64
        let lanes: [JobLane]
        /// Priorities from which nothing starts now.
        var closed: Set<Int> = []
        /// Says whether a job of a capability class fits beside what the agent holds.
        var fits: (Int64) throws -> Bool
        /// What the agent is kept free for: it gets that, or what waits longer and needs the same.
        var reserved: Entry?

        fileprivate func takes(_ requirement: Requirement) throws -> Bool {
            try lanes.contains(requirement.lane) && (requirement.agent == 0 || requirement.agent == agent)
                && (requirement.capabilityClass == 0 || fits(requirement.capabilityClass))
        }
    }

    struct Entry {
        let task: Int64
        let swarm: Int64
        let priority: Int
        let requirement: Requirement
    }

    /// What a task's row says of its entry.
    enum Standing {
        case current
        /// The task waits elsewhere, or no more: the entry goes, and costs its swarm and its lane nothing.
        case outdated
        /// The task waits, but not for who asks now.
        case unfit
    }

    /// What the order was before a job was taken.
    struct Turn {
        fileprivate let start: Int64
        fileprivate let time: Int64
        fileprivate let credits: SIMD4<Int>
    }

    /// The tasks of one swarm in one lane.
    fileprivate struct Flow {
        let swarm: Int64
        /// The fair-queueing tag of its next task.
        var start: Int64
        var count = 0
        var queues: [(requirement: Requirement, tasks: IdentifierHeap)] = []

        /// The oldest task that fits, and the queue it stands in.
        func head(_ taker: Taker) throws -> (task: Int64, queue: Int)? {
            var best: (task: Int64, queue: Int)?
            for index in queues.indices {
                guard let first = queues[index].tasks.first, best.map({ first < $0.task }) ?? true,
                    try taker.takes(queues[index].requirement)
                else { continue }
                best = (first, index)
            }
            return best
        }
    }

    fileprivate struct Lane {
        let weight: Int
        /// What the lane is owed when it is compared with others.
        var credit = 0
        /// The tag of the task that was taken last.
        var time: Int64 = 0
        var count = 0
        var flows: [Flow] = []
        var places: [Int64: Int] = [:]
    }

    fileprivate struct Choice {
        let flow: Int
        let queue: Int
        let start: Int64
        let task: Int64
    }

    /// From low to urgent, as `Priority` counts.
    private var lanes = [1, 4, 8, 16].map { Lane(weight: $0) }

    /// Entries, those that are out of date included.
    var count: Int { lanes.reduce(0) { $0 + $1.count } }

    /// Entries of open lanes and swarms, counted up to `limit`.
    func count(limit: Int, closed: Set<Int>, isOpen: (Int64) throws -> Bool) rethrows -> Int {
        var total = 0
        for priority in lanes.indices where !closed.contains(priority) {
            for flow in lanes[priority].flows where flow.count > 0 && total < limit {
                if try isOpen(flow.swarm) { total += flow.count }
            }
        }
        return min(total, limit)
    }

    mutating func insert(_ entry: Entry) {
        lanes[entry.priority].insert(entry)
    }

    /// Takes out the next job for `taker`, from swarms that are open.
    ///
    /// - Parameter standing: Asked of every entry that comes to the head of the order; each has been taken out before.
    mutating func next(
        _ taker: Taker, isOpen: (Int64) throws -> Bool, standing: (Entry) throws -> Standing
    ) throws -> (entry: Entry, turn: Turn)? {
        var unfit: [Entry] = []
        defer { for entry in unfit { insert(entry) } }
        while true {
            var offered = SIMD4<Int>.zero
            var best: (priority: Int, credit: Int, choice: Choice)?
            for priority in lanes.indices where lanes[priority].count > 0 && !taker.closed.contains(priority) {
                guard let choice = try lanes[priority].choose(taker, isOpen) else { continue }
                offered[priority] = lanes[priority].weight
                let credit = lanes[priority].credit + lanes[priority].weight
                if best.map({ credit >= $0.credit }) ?? true { best = (priority, credit, choice) }
            }
            if let reserved = taker.reserved {
                best = lanes[reserved.priority].choose(reserved).map { (reserved.priority, 0, $0) }
            }
            guard let (priority, _, choice) = best else { return nil }
            let entry = lanes[priority].take(choice, priority)
            switch try standing(entry) {
            case .outdated: continue
            case .unfit: unfit.append(entry)
            // It was next long ago: the order of the others stays as if it had not been there.
            case .current where taker.reserved != nil: return (entry, present(entry))
            case .current: return (entry, charge(choice, entry, offered))
            }
        }
    }

    /// What comes next in each lane where `idle`, the same agent without jobs, asks, and does not fit beside what `taker`
    /// holds; what is out of date goes.
    ///
    /// - Parameter standing: Asked of every entry that comes to the head of a lane and does not fit.
    mutating func passedOver(
        by taker: Taker, idle: Taker, isOpen: (Int64) throws -> Bool, standing: (Entry) throws -> Standing
    ) throws -> [Entry] {
        var passed: [Entry] = []
        for priority in lanes.indices where !taker.closed.contains(priority) {
            while lanes[priority].count > 0, let choice = try lanes[priority].choose(idle, isOpen) {
                let entry = lanes[priority].entry(choice, priority)
                let classNumber = entry.requirement.capabilityClass
                guard classNumber != 0, try !taker.fits(classNumber) else { break }
                let stands = try standing(entry)
                if stands == .outdated {
                    _ = lanes[priority].take(choice, priority)
                    continue
                }
                if stands == .current { passed.append(entry) }
                break
            }
        }
        return passed
    }

    /// Puts back what was taken, as if it had not been: swarm and lane have their turn again.
    mutating func putBack(_ entry: Entry, _ turn: Turn) {
        insert(entry)
        lanes[entry.priority].setOrder(start: turn.start, of: entry.swarm, time: turn.time)
        for priority in lanes.indices { lanes[priority].credit = turn.credits[priority] }
    }

    /// The order as it is.
    private mutating func present(_ entry: Entry) -> Turn {
        var credits = SIMD4<Int>.zero
        for priority in lanes.indices { credits[priority] = lanes[priority].credit }
        let start = lanes[entry.priority].start(of: entry.swarm)
        return Turn(start: start, time: lanes[entry.priority].time, credits: credits)
    }

    private mutating func charge(_ choice: Choice, _ entry: Entry, _ offered: SIMD4<Int>) -> Turn {
        var credits = SIMD4<Int>.zero
        for priority in lanes.indices {
            credits[priority] = lanes[priority].credit
            lanes[priority].credit += offered[priority]
        }
        lanes[entry.priority].credit -= offered.wrappedSum()
        let before = lanes[entry.priority].setOrder(
            start: choice.start + 1, of: entry.swarm, time: choice.start)
        return Turn(start: before.start, time: before.time, credits: credits)
    }
}

extension ReadySet.Lane {
    fileprivate mutating func insert(_ entry: ReadySet.Entry) {
        let place = place(of: entry.swarm)
        if flows[place].count == 0 { flows[place].start = max(flows[place].start, time) }
        if let queue = flows[place].queues.firstIndex(where: { $0.requirement == entry.requirement }) {
            flows[place].queues[queue].tasks.insert(entry.task)
        } else {
            var tasks = IdentifierHeap()
            tasks.insert(entry.task)
            flows[place].queues.append((entry.requirement, tasks))
        }
        flows[place].count += 1
        count += 1
    }

    private mutating func place(of swarm: Int64) -> Int {
        if let place = places[swarm] { return place }
        if flows.count >= 64, flows.count == flows.capacity { forgetIdle() }
        flows.append(ReadySet.Flow(swarm: swarm, start: time))
        places[swarm] = flows.count - 1
        return flows.count - 1
    }

    /// Drops flows without tasks, but for those that took more than their share: their tag has to be remembered.
    private mutating func forgetIdle() {
        flows.removeAll { $0.count == 0 && $0.start <= time }
        places = Dictionary(uniqueKeysWithValues: flows.indices.map { (flows[$0].swarm, $0) })
    }

    fileprivate func choose(
        _ taker: ReadySet.Taker, _ isOpen: (Int64) throws -> Bool
    ) throws -> ReadySet.Choice? {
        var best: ReadySet.Choice?
        for index in flows.indices where flows[index].count > 0 {
            // A swarm that was held up is owed nothing for that time.
            let start = max(flows[index].start, time)
            if let best, start > best.start { continue }
            guard let (task, queue) = try flows[index].head(taker) else { continue }
            if let best, (best.start, best.task) < (start, task) { continue }
            guard try isOpen(flows[index].swarm) else { continue }
            best = ReadySet.Choice(flow: index, queue: queue, start: start, task: task)
        }
        return best
    }

    /// The oldest of its swarm's tasks that need the same as `reserved`.
    fileprivate func choose(_ reserved: ReadySet.Entry) -> ReadySet.Choice? {
        guard let flow = places[reserved.swarm],
            let queue = flows[flow].queues.firstIndex(where: { $0.requirement == reserved.requirement }),
            let task = flows[flow].queues[queue].tasks.first
        else { return nil }
        return ReadySet.Choice(flow: flow, queue: queue, start: max(flows[flow].start, time), task: task)
    }

    fileprivate func entry(_ choice: ReadySet.Choice, _ priority: Int) -> ReadySet.Entry {
        ReadySet.Entry(
            task: choice.task, swarm: flows[choice.flow].swarm, priority: priority,
            requirement: flows[choice.flow].queues[choice.queue].requirement)
    }

    fileprivate mutating func take(_ choice: ReadySet.Choice, _ priority: Int) -> ReadySet.Entry {
        let taken = entry(choice, priority)
        let requirement = taken.requirement
        _ = flows[choice.flow].queues[choice.queue].tasks.removeFirst()
        if requirement.isPassing, flows[choice.flow].queues[choice.queue].tasks.isEmpty {
            flows[choice.flow].queues.remove(at: choice.queue)
        }
        flows[choice.flow].count -= 1
        count -= 1
        return taken
    }

    fileprivate mutating func start(of swarm: Int64) -> Int64 { flows[place(of: swarm)].start }

    /// Sets the tags of a swarm and of the lane; gives what they were.
    @discardableResult
    fileprivate mutating func setOrder(start: Int64, of swarm: Int64, time: Int64) -> (start: Int64, time: Int64) {
        let place = place(of: swarm)
        defer { (flows[place].start, self.time) = (start, time) }
        return (flows[place].start, self.time)
    }
}
