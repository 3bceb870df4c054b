import ChatBridge
import Orchestrator
import Store
import Vocabulary

/// What a process of the control plane keeps in memory, and what dies with it.
struct PlaneProcess {
    /// An operation that waits for its commit.
    struct Waiting {
        let cause: Cause
        let perform: (WriteTransaction) throws -> Void
        /// After the commit, however it ended; not where the process ended before.
        let answer: ((any Error)?) throws -> Void
        /// The change is on disk, whoever knows of it.
        let becameDurable: () -> Void
    }

    /// Which process it is, from 1; 0 before the first.
    let number: Int
    var isUp = false
    var clock = HeldClock()
    var blackout: RevocationBlackout?
    var waiting: [Waiting] = []
    var isCommitting = false
    var schedule = OutboundSchedule(limits: Simulation.limits)
    /// What an earlier process was sending has been seen to.
    var isSending = false
    /// The last of the timers that look at the outbox; the others are void.
    var outboxTimer = 0
    /// Loops that are under way; each is one at a time.
    var busy: Set<String> = []
    /// The reaper looks again as soon as it is done.
    var isReaperWoken = false
    /// True time since which no lease may be lost to its age alone, as the rule is understood from outside.
    private(set) var quietSince: Int64

    init(number: Int, leaseSeconds: Int, now: Int64) {
        self.number = number
        quietSince = now
    }

    mutating func noteJump(at time: Int64) { quietSince = time }
}

/// What an operation is performed for; it decides which changes of tasks it may cause.
enum Cause {
    case claim(AgentID)
    case report(task: Int64, epoch: Int64, AgentID)
    case beat(AgentID, [Int64])
    /// A process of the agent came, went, or is known to be lost.
    case process(AgentID)
    case reap
    case merge
    case message
    case other
}
