import AgentProtocol
import Store
import Vocabulary

/// One agent: what lies on its disk, and what its process knows.
final class SimulatedAgent {
    /// A finished outcome on the agent's disk.
    struct Spooled {
        let lease: LeaseID
        let outcome: Outcome
        let body: String
        let digest: String
    }

    enum Outcome {
        case report(JobReport)
        case failure(JobFailure)
    }

    struct Job {
        let lease: LeaseID
        let kind: JobKind
        let checks: [String]
    }

    let index: Int
    let isLocal: Bool
    /// Thousandths that its own clock is fast or slow by.
    let skew: Int

    // On its disk, and in its supervisor.
    var spool: [Spooled] = []
    var accepted: [(lease: LeaseID, digest: String)] = []
    var id: AgentID?
    /// The digest of its bearer token; nil before its first one.
    var token: [UInt8]?
    /// How many join tokens it was given before the one it has.
    var joins = 0

    // In its process.
    var process = 0
    var isAlive = false
    var isRegistered = false
    var job: Job?
    var pending: Set<Int> = []
    var isDelivering = false
    var isClaiming = false
    /// What an earlier process left has been brought, so that new jobs are claimed.
    var isWorking = false
    var isDraining = false
    var failures = 0

    // The world between it and the control plane.
    var standsStillUntil: Int64 = 0
    var cutOffUntil: Int64 = 0

    init(index: Int, isLocal: Bool, skew: Int) {
        self.index = index
        self.isLocal = isLocal
        self.skew = skew
    }

    var name: String { "agent-\(index)" }

    /// The first one has whatever tasks need; the others have less.
    var capabilities: String {
        let rest = index == 0 ? #""gpus":1,"tags":{"zone":"a"}"# : #""tags":{}"#
        return #"{"executors":["shell"],"processors":\#(2 - index % 2),"memory_mb":4096,"sandboxed":true,\#(rest)}"#
    }
}
