import Vocabulary

extension WriteTransaction {
    /// The job an agent that asks is kept free for; released where that job waits no more, may not start now, or is none for
    /// this agent any more.
    func reserved(for taker: ReadySet.Taker, _ asking: AgentLoad) throws -> ReadySet.Entry? {
        guard let kept = state.reservations.kept(for: taker.agent) else { return nil }
        let mayStart =
            try taker.lanes.contains(kept.requirement.lane) && !taker.closed.contains(kept.priority)
            && waits(kept) && asking.mayHold(knownNeeds(ofClass: kept.requirement.capabilityClass))
            && load(of: SwarmID(kept.swarm))?.hasRoom ?? false
        if !mayStart { release(taker.agent) }
        return mayStart ? kept : nil
    }

    /// Says whether an agent that asks gets nothing, because it is kept free from now on for a job that is too large for what
    /// it has free.
    ///
    /// An agent whose jobs take nothing has room for all it can do, so that nothing is looked for.
    func isReserved(for taker: ReadySet.Taker, _ asking: AgentLoad, executors: [Executor]) throws -> Bool {
        guard asking.isOccupied else { return false }
        var idle = taker
        idle.fits = { asking.mayHold(try self.knownNeeds(ofClass: $0)) }
        var dropped: [ReadySet.Entry] = []
        defer { for entry in dropped { state.note(.taken(entry)) } }
        let passed = try state.ready?.passedOver(
            by: taker, idle: idle, isOpen: { try load(of: SwarmID($0))?.hasRoom ?? false },
            standing: { entry in
                guard let job = try waiting(entry) else {
                    dropped.append(entry)
                    return .outdated
                }
                let isFit = entry.requirement.lane != .assigned || executors.contains(job.task.executor)
                return isFit ? .current : .unfit
            })
        guard let passed, !passed.isEmpty else { return false }
        state.note(.reservations(state.reservations.memory(of: taker.agent, and: passed)))
        let kept = try state.reservations.pass(
            passed, by: taker.agent, now: now, stands: waits,
            mayHold: { agent, entry in
                let load = try load(of: AgentID(agent))
                let needs = try knownNeeds(ofClass: entry.requirement.capabilityClass)
                return load.isConnected && load.takesJobs && load.mayHold(needs)
            })
        return kept != nil
    }

    /// The agent is kept free for nothing any more.
    func release(_ agent: Int64) {
        state.note(.reservations(state.reservations.memory(of: agent)))
        state.reservations.release(agent)
    }

    private func waits(_ entry: ReadySet.Entry) throws -> Bool { try waiting(entry) != nil }
}
