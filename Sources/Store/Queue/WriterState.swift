import PostgreSQL
import SQLite
import Vocabulary

/// What a writing process keeps between transactions; touched on the writer's thread only.
///
/// All of it can be rebuilt from the rows, which stay the truth. What an operation changes here is undone with it, by the
/// journal; when nobody knows whether a commit happened, everything is forgotten and read again.
final class WriterState: @unchecked Sendable {  // confined to the writer's thread
    /// How to take back one change.
    enum Undo {
        case readySetLoaded
        case taken(ReadySet.Entry)
        case served(ReadySet.Entry, ReadySet.Turn)
        case counted(SwarmID, SwarmCounts)
        case flushed(SwarmID, SwarmCounts)
        case swarm(SwarmID)
        case task(TaskID)
        case agent(AgentID)
        case classes
        case lanes
        case epochs
        case eventBlock(SwarmID)
        case emitted(PendingEvents.Place)
        case written([EventPage])
        case retries(SwarmID, RetryBudget?)
        case reservations([Reservations.Memory])
    }

    let writer: String
    /// Set once the schema of a shared database stands.
    var isOpen = false
    /// The number of the last turn this process knows of, where it shares the database.
    var turn: Int64 = -1
    /// The last turn whose additions the queue holds, where the database is shared.
    var seen: Int64 = -1
    /// How many entries of other processes the queue took over since it was read.
    var takenOver = 0
    /// The tasks that entered the queue in this batch, for other processes to take over.
    var entered: [Int64] = []
    /// How many agents of other processes are worth waking after this batch.
    var wakes = 0
    var signals: UInt32 = 0
    /// The earliest time the reaper waits for.
    var nextTimer = Int64.max
    /// Nil until it was read from the rows.
    var ready: ReadySet?
    /// Whether the queue lacks what other processes added to it.
    var isOutdated = false
    var swarms: [SwarmID: SwarmLoad] = [:]
    var tasks = RecentTasks()
    var agents: [AgentID: AgentLoad] = [:]
    /// What the tasks of a capability class take.
    var classes: [Int64: Needs] = [:]
    /// Priorities from which nothing new starts; nil until they were read.
    var closedLanes: Set<Int>?
    /// Whom people left notes for: unfinished tasks, and agents; nil until it was read from the rows.
    var notes: (tasks: Set<TaskID>, agents: Set<AgentID>)?
    /// Fencing epochs that were reserved and not handed out yet.
    var epochs: Range<Int64> = 0..<0
    /// Swarms that tried or retried something lately; after a start each begins with a full budget.
    var retries: [SwarmID: RetryBudget] = [:]
    /// Agents that are kept free for large jobs; what it names is checked against the rows by whoever looks.
    var reservations = Reservations()
    /// Whether the last job that was taken went to an agent that was kept free for it, outside of the order.
    var wasReserved = false
    /// The last block of the event log in which a swarm is known to have events.
    var eventBlocks: [SwarmID: Int64] = [:]
    /// What this batch said in the event log.
    var events = PendingEvents()
    /// Hints that the rows confirm, so that nothing of them has to be taken back.
    var arrivalKeys = ArrivalKeys()
    private var pending: [SwarmID: SwarmCounts] = [:]
    private var journal: [Undo] = []

    init(writer: String) { self.writer = writer }

    // MARK: Taking back

    /// A place in the journal to come back to.
    var mark: Int { journal.count }

    func note(_ undo: Undo) { journal.append(undo) }

    /// Takes back what was done since `mark`.
    func undo(to mark: Int) {
        while journal.count > mark, let last = journal.popLast() {
            switch last {
            case .readySetLoaded: ready = nil
            case .taken(let entry): ready?.insert(entry)
            case .served(let entry, let turn): ready?.putBack(entry, turn)
            case .counted(let swarm, let counts):
                add(-counts, to: swarm)
                swarms[swarm] = nil
            case .flushed(let swarm, let counts): add(counts, to: swarm)
            case .swarm(let swarm): swarms[swarm] = nil
            case .task(let task): tasks.remove(task)
            case .agent(let agent): agents[agent] = nil
            case .classes: classes = [:]
            case .lanes: closedLanes = nil
            case .epochs: epochs = 0..<0
            case .eventBlock(let swarm): eventBlocks[swarm] = nil
            case .emitted(let place): events.removeLast(place)
            case .written(let pages): events.putBack(pages)
            case .retries(let swarm, let budget): retries[swarm] = budget
            case .reservations(let memory): reservations.restore(memory)
            }
        }
    }

    /// The transaction is on disk.
    func committed() {
        journal.removeAll(keepingCapacity: true)
        (entered, wakes) = ([], 0)
    }

    /// Other processes wrote meanwhile.
    ///
    /// The queue stays: what they added stands in `queued`.
    func outdate() {
        swarms = [:]
        tasks = RecentTasks()
        agents = [:]
        closedLanes = nil
        notes = nil
        eventBlocks = [:]
        events.last = nil
        isOutdated = true
    }

    /// Nobody knows what is on disk.
    func forget() {
        turn = -1
        (entered, wakes) = ([], 0)
        journal = []
        pending = [:]
        ready = nil
        swarms = [:]
        tasks = RecentTasks()
        agents = [:]
        classes = [:]
        closedLanes = nil
        notes = nil
        epochs = 0..<0
        reservations = Reservations()
        eventBlocks = [:]
        events.forget()
    }

    /// How many jobs of open lanes and swarms wait; one whose swarm was not looked at since it changed counts.
    ///
    /// A process that shares its database and has not read the queue takes it that there are many.
    var claimable: Int {
        guard let ready else { return isOpen ? 1_000 : 0 }
        return ready.count(limit: .max, closed: closedLanes ?? []) { swarms[SwarmID($0)]?.hasRoom ?? true }
    }

    // MARK: Counters of swarms

    /// Puts a change of counters off until the commit, or until a statement could see that it is missing.
    func count(_ counts: SwarmCounts, of swarm: SwarmID) {
        note(.counted(swarm, counts))
        add(counts, to: swarm)
        guard let load = swarms[swarm] else { return }
        load.running += counts.running
        load.tasks += counts.tasks
    }

    private func add(_ counts: SwarmCounts, to swarm: SwarmID) {
        pending[swarm, default: SwarmCounts()] += counts
    }

    var isEmpty: Bool { pending.isEmpty && events.isEmpty }

    func flush(to connection: SQLite.Connection) throws { try flush(to: .sqlite(connection)) }
    func flush(to connection: PostgreSQL.Connection) throws { try flush(to: .postgres(connection)) }

    private func flush(to connection: Session) throws {
        let changes = pending.sorted { $0.key < $1.key }
        for (swarm, counts) in changes where counts != SwarmCounts() {
            try connection.ownStatement(
                """
                UPDATE swarm SET running = running + ?1, tasks = tasks + ?2, open_tasks = open_tasks + ?3 WHERE id = ?4
                """
            ).bind(1, counts.running).bind(2, counts.tasks).bind(3, counts.open).bind(4, swarm.value).run()
        }
        pending = [:]
        for (swarm, counts) in changes { note(.flushed(swarm, counts)) }
        try writeEvents(to: connection)
    }

    private func writeEvents(to connection: Session) throws {
        guard !events.isEmpty else { return }
        let pages = events.take()
        note(.written(pages))
        for page in pages {
            try connection.ownStatement(
                "INSERT INTO event_page(first, last, kept, at, lines) VALUES(?1, ?2, ?3, ?4, ?5)"
            ).bind(1, page.first).bind(2, page.first + page.count - 1).bind(3, page.count).bind(4, page.at)
                .bind(5, String(decoding: page.lines.dropLast(), as: UTF8.self)).run()
        }
    }
}

extension WriterState: SQLite.DeferredWrites, PostgreSQL.DeferredWrites {}
