import SQLite
import Vocabulary

/// Counts whom the claims of one process serve, and holds that against what each is owed (I9), over every window in which
/// both had a job on offer at each claim.
struct FairnessWatch {
    /// Jobs of one swarm in one lane, by the number of its priority.
    struct Queue: Hashable {
        let swarm: Int64
        let priority: Int
    }

    /// One claim: whose jobs its agent could have had, and whose it got.
    struct Claim {
        let offered: Set<Queue>
        let served: Queue
    }

    /// By how much one was ahead of another since the window began.
    private struct Lead {
        var now = 0
        var least = 0
        var most = 0

        /// The most by which the two drifted apart between any two claims of the window.
        var range: Int { most - least }

        mutating func move(by step: Int) {
            now += step
            least = min(least, now)
            most = max(most, now)
        }
    }

    private struct Pair: Hashable {
        let one: Queue
        let other: Queue
    }

    static let weights = [1, 4, 8, 16]
    /// Two swarms of one lane: their tags are never more than one apart.
    private static let swarmBound = 2
    /// What a lane is owed stays between these, whatever is on offer: the reachable values are finite and were enumerated.
    private static let creditRange = 27 + 28

    /// Claims of the open transaction.
    private var pending: [Claim] = []
    private var swarms: [Pair: Lead] = [:]
    private var lanes: [Pair: Lead] = [:]
    private var offeredLanes: Set<Int> = []
    /// The longest window there was.
    private(set) var longest = 0
    private var length = 0

    mutating func note(_ claim: Claim) { pending.append(claim) }

    /// The order is made anew: a process began, or forgot what nobody knows to be on disk.
    mutating func forget() {
        let longest = longest
        self = FairnessWatch()
        self.longest = longest
    }

    /// The open transaction was undone, and the order with it.
    mutating func undo() { pending = [] }

    /// The open transaction is on disk; says which bounds were broken.
    mutating func commit() -> [String] {
        defer { pending = [] }
        return pending.flatMap { take($0) }
    }

    private mutating func take(_ claim: Claim) -> [String] { compareSwarms(claim) + compareLanes(claim) }

    private mutating func compareSwarms(_ claim: Claim) -> [String] {
        swarms = swarms.filter { claim.offered.contains($0.key.one) && claim.offered.contains($0.key.other) }
        var problems: [String] = []
        for other in claim.offered where other.priority == claim.served.priority && other.swarm != claim.served.swarm {
            let isFirst = claim.served.swarm < other.swarm
            let pair = isFirst ? Pair(one: claim.served, other: other) : Pair(one: other, other: claim.served)
            swarms[pair, default: Lead()].move(by: isFirst ? 1 : -1)
            guard let lead = swarms[pair], lead.range > Self.swarmBound else { continue }
            problems.append("I9: swarm \(claim.served.swarm) before swarm \(other.swarm), by \(lead.range) jobs")
        }
        return problems.sorted()
    }

    private mutating func compareLanes(_ claim: Claim) -> [String] {
        let offered = Set(claim.offered.map(\.priority))
        if offered != offeredLanes {
            (offeredLanes, lanes, length) = (offered, [:], 0)
        }
        length += 1
        if offered.count > 1 { longest = max(longest, length) }
        let sum = offered.reduce(0) { $0 + Self.weights[$1] }
        let served = claim.served.priority
        var problems: [String] = []
        for other in offered.sorted() where other != served {
            let isFirst = served < other
            let pair = Pair(
                one: Queue(swarm: 0, priority: min(served, other)), other: Queue(swarm: 0, priority: max(served, other))
            )
            // In units in which a turn of one weighs what the other's weight is.
            lanes[pair, default: Lead()].move(by: isFirst ? Self.weights[other] : -Self.weights[other])
            let bound = Self.creditRange * (Self.weights[served] + Self.weights[other])
            guard let lead = lanes[pair], lead.range * sum > bound else { continue }
            problems.append("I9: lane \(served) before lane \(other), by \(lead.range) of \(bound / sum)")
        }
        return problems
    }
}

extension FairnessWatch.Claim {
    /// What was on offer just before, read inside the transaction just after.
    ///
    /// As docs/state-machines.md has it: jobs of running swarms without a gate that have room for one more, anybody's or the
    /// agent's own, from open lanes, and of which the agent had everything they need beside what it held.
    init(of task: Int64, by agent: Int64, on connection: Connection, reader: RoomReader) throws {
        let room = try AgentRoom(of: agent, except: task, on: connection, reader: reader)
        let rows = try connection.statement(
            """
            SELECT DISTINCT task.swarm, priority, COALESCE(needs, '{}') FROM task
            LEFT JOIN capability_class ON capability_class.id = class JOIN swarm ON swarm.id = task.swarm
            WHERE task.id = ?1 OR (swarm.state = 'running' AND gate = 0 AND leased = 0 AND (assigned IS NULL
            OR assigned = ?2 OR task.state = 'review')
            AND running - (swarm.id = (SELECT swarm FROM task WHERE id = ?1)) < agents
            AND ((task.state = 'ready' AND phase = 1) OR (task.state = 'review' AND phase IN (2, 4)))
            AND priority NOT IN (SELECT lane_gate.lane FROM lane_gate))
            """
        ).bind(1, task).bind(2, agent).all { row -> FairnessWatch.Queue? in
            let queue = FairnessWatch.Queue(swarm: row.int64(0), priority: row.int(1))
            return room.fits(try reader.needs(row.text(2))) ? queue : nil
        }.compactMap(\.self)
        let own = try connection.statement("SELECT swarm, priority FROM task WHERE id = ?1").bind(1, task)
            .first { FairnessWatch.Queue(swarm: $0.int64(0), priority: $0.int(1)) }
        self.init(offered: Set(rows), served: own ?? FairnessWatch.Queue(swarm: 0, priority: 0))
    }
}
