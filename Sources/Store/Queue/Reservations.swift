import Vocabulary

/// Which agents are kept free for jobs that need more than an agent has free.
///
/// Small jobs that fit beside what an agent holds would pass a large one for ever. So an agent is kept free for a job that
/// waited long enough at the head of its lane, while work goes on elsewhere. In memory, and bounded: one job an agent, one
/// agent a job, one watched job an agent and lane. Nobody has to tell it that a job was taken or dropped: whoever looks asks
/// the job's row.
struct Reservations {
    /// How long a job is passed over before an agent is kept free for it.
    ///
    /// Longer than a small or medium shell job is expected to take, so that what gets its room anyway holds no agent idle;
    /// short beside the quarter of an hour and more that a model works on a task.
    static let patience = Duration.seconds(120)
    /// Agents about which something is known; beyond it all of them are looked at anew.
    static let maxAgents = 4_096

    /// What was known of an agent, to take back what an operation changed.
    struct Memory {
        fileprivate let agent: Int64
        fileprivate let holder: Holder?
    }

    fileprivate struct Watched {
        let entry: ReadySet.Entry
        /// When it was passed over first.
        let since: Timestamp
    }

    fileprivate struct Holder {
        /// By lane, from low to urgent.
        var watched: [Watched?] = [nil, nil, nil, nil]
        var kept: ReadySet.Entry?
    }

    private var agents: [Int64: Holder] = [:]
    /// The agent that is kept free for a task.
    private var holders: [Int64: Int64] = [:]

    /// How many agents something is known about.
    var count: Int { agents.count }

    /// The job an agent is kept free for.
    func kept(for agent: Int64) -> ReadySet.Entry? { holders.isEmpty ? nil : agents[agent]?.kept }

    /// What is known of an agent, and of those that are kept free for jobs it may pass over.
    func memory(of agent: Int64, and passed: [ReadySet.Entry] = []) -> [Memory] {
        Set([agent] + passed.compactMap { holders[$0.task] }).map { Memory(agent: $0, holder: agents[$0]) }
    }

    mutating func restore(_ memory: [Memory]) {
        for known in memory {
            release(known.agent)
            agents[known.agent] = known.holder
        }
        for known in memory {
            if let kept = known.holder?.kept { holders[kept.task] = known.agent }
        }
    }

    /// The agent is kept free no longer; what it passed over waits on.
    mutating func release(_ agent: Int64) {
        guard let kept = agents[agent]?.kept else { return }
        agents[agent]?.kept = nil
        holders[kept.task] = nil
    }

    /// Notes which jobs an agent would pass over now, and says for which of them it is kept free from now on.
    ///
    /// - Parameters:
    ///   - passed: One of each lane at most: what comes next in it, does not fit beside what the agent holds, and would if
    ///     it held nothing.
    ///   - stands: Whether a job that was passed over earlier still waits.
    ///   - mayHold: Whether the agent that is kept free for a job is still there and able to do it.
    /// - Returns: The job that has waited longest, of those that waited long enough and that no other agent is kept free for.
    mutating func pass(
        _ passed: [ReadySet.Entry], by agent: Int64, now: Timestamp, stands: (ReadySet.Entry) throws -> Bool,
        mayHold: (Int64, ReadySet.Entry) throws -> Bool
    ) rethrows -> ReadySet.Entry? {
        if agents[agent] == nil, agents.count >= Self.maxAgents { (agents, holders) = ([:], [:]) }
        var due: [Watched] = []
        for entry in passed {
            let known = agents[agent]?.watched[entry.priority]
            if let known, known.entry.task == entry.task {
                if now - known.since >= Self.patience {
                    due.append(known)
                } else if now < known.since {
                    // The clock was set back.
                    agents[agent]?.watched[entry.priority] = Watched(entry: known.entry, since: now)
                }
            } else if try known.map({ try !stands($0.entry) }) ?? true {
                agents[agent, default: Holder()].watched[entry.priority] = Watched(entry: entry, since: now)
            }
        }
        for job in due.sorted(by: { ($0.since, $0.entry.task) < ($1.since, $1.entry.task) }) {
            if let holder = holders[job.entry.task], holder != agent {
                guard try !mayHold(holder, job.entry) else { continue }
                release(holder)
            }
            release(agent)
            // Its needs may have changed since it was watched.
            let kept = passed.first { $0.task == job.entry.task }
            agents[agent]?.kept = kept
            holders[job.entry.task] = agent
            return kept
        }
        return nil
    }
}
