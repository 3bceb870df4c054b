import Orchestrator
import SQLite
import Store
import Threading
import Vocabulary

/// The control plane: it comes and goes; the database and the branches stay.
extension Simulation {
    /// The wall clock, as the control plane reads it.
    private var wall: Timestamp { Timestamp(milliseconds: Self.epoch + now + wallError) }

    /// The store's time.
    var storeTime: Timestamp { plane.clock.read(wall: wall, running: .milliseconds(now)) }

    // MARK: Coming and going

    func startPlane() throws {
        let number = plane.number + 1
        plane = PlaneProcess(number: number, leaseSeconds: settings.leaseSeconds, now: now)
        plane.isUp = true
        store = try SteppedStore(
            connection, writer: "writer-\(number)", now: storeTime,
            randomNumber: { [numbers] in numbers.withLock { $0.next() } })
        if number == 1 {
            try watch.begin()
            try touched.begin()
            if let trigger = breakage?.trigger { try connection.execute(trigger) }
        } else {
            watch.processBegan()
        }
        plane.blackout = RevocationBlackout(
            leaseSeconds: settings.leaseSeconds, wall: storeTime, running: .milliseconds(now))
        note("the control plane starts, process \(number)")
        // The first may have died before they were on disk.
        if !people.areAdmitted { admitPeople() }
        checkEveryRow()
        checkAcknowledged()
        housekeep(isStart: true)
        if movesToHistory { moveToHistory() }
        reap()
        startLanding()
        startPlanning()
        startLanes()
        startSending()
        for agent in agents where agent.isLocal { superviseSlot(agent) }
    }

    func crashPlane() {
        guard plane.isUp else { return }
        tally.count("fault: control plane killed")
        note("the control plane dies")
        plane.isUp = false
        plane.waiting = []
        for agent in agents where agent.isLocal { end(agent) }
        after(isHealed ? 100 : span(50, choose(4) == 0 ? 40_000 : 4_000)) { try self.startPlane() }
    }

    /// Runs `body` later, if this process of the control plane is there then.
    func inPlane(after delay: Int64, _ body: @escaping () throws -> Void) {
        let number = plane.number
        after(delay) {
            if self.plane.isUp, self.plane.number == number { try body() }
        }
    }

    // MARK: Writing

    /// Queues an operation for the next commit; `then` hears how it ended, unless the process ends first.
    func submit<Operation: StoreOperation>(
        _ operation: Operation, for cause: Cause, isWatched: Bool = true,
        onDisk: @escaping (Operation.Output) -> Void = { _ in },
        then: @escaping (Result<Operation.Output, any Error>) throws -> Void
    ) {
        var output: Operation.Output?
        plane.waiting.append(
            PlaneProcess.Waiting(
                cause: cause, perform: { output = try operation.perform(in: $0) },
                answer: { error in
                    if let error { return try then(.failure(error)) }
                    if let output { try then(.success(output)) }
                }, becameDurable: { if let output { onDisk(output) } }))
        guard !plane.isCommitting else { return }
        plane.isCommitting = true
        inPlane(after: span(0, 4)) { try self.commit() }
    }

    func read<Result>(_ body: (ReadTransaction) throws -> Result) throws -> Result {
        guard let store else { throw StoreError.unavailable("there is no control plane yet") }
        return try store.read(at: storeTime, body)
    }

    /// One commit: all of a batch becomes durable, or nothing of it, and the two may be told wrongly.
    private func commit() throws {
        guard let store else { return }
        let size = min(plane.waiting.count, [1, 3, 100][choose(3)])
        let batch = Array(plane.waiting.prefix(size))
        plane.waiting.removeFirst(size)
        try store.begin()
        if happens(faults.repeatedBatch) {
            // An operation spoilt the batch: it is undone and performed again.
            for waiting in batch { _ = perform(waiting, in: store) }
            try store.undo()
            _ = watch.ended(isDurable: false, isKnown: true)
            try store.begin()
            tally.count("fault: batch repeated")
        }
        let changes = connection.totalChanges
        let failures = batch.map { perform($0, in: store) }
        let isEmpty = connection.totalChanges == changes
        let outcome = isEmpty ? CommitOutcome.durable : drawOutcome()
        let signals = outcome == .durable ? try store.commit() : []
        if outcome != .durable {
            try store.lose(isDurable: outcome.isDurable)
            tally.count("fault: \(outcome.rawValue)")
            note(outcome.rawValue)
        }
        for problem in watch.ended(isDurable: outcome.isDurable, isKnown: outcome == .durable) { violate(problem) }
        if outcome.isDurable {
            for (waiting, failure) in zip(batch, failures) where failure == nil { waiting.becameDurable() }
            if !isEmpty { checkInvariants() }
        }
        guard !outcome.isCrash else { return crashPlane() }
        plane.isCommitting = !plane.waiting.isEmpty
        if plane.isCommitting { inPlane(after: span(0, 4)) { try self.commit() } }
        tell(signals)
        let unknown = StoreError.unavailable("the outcome of the commit is unknown")
        for (waiting, failure) in zip(batch, failures) {
            try waiting.answer(outcome == .durable ? failure : failure ?? unknown)
        }
    }

    /// Performs one operation of a batch; what it throws undoes it alone.
    private func perform(_ waiting: PlaneProcess.Waiting, in store: SteppedStore) -> (any Error)? {
        do {
            try store.step(at: storeTime) { transaction in
                try waiting.perform(transaction)
                try watch.check(waiting.cause, in: self)
            }
            return nil
        } catch {
            note("refused: \(error)")
            return error
        }
    }

    private enum CommitOutcome: String {
        case durable
        case failed = "commit failed before it was durable"
        case unknown = "commit durable but reported failed"
        case crashBefore = "killed before a commit was durable"
        case crashAfter = "killed after a commit, before its answers"

        var isDurable: Bool { self == .durable || self == .unknown || self == .crashAfter }
        var isCrash: Bool { self == .crashBefore || self == .crashAfter }
    }

    private func drawOutcome() -> CommitOutcome {
        tally.count("commits")
        if happens(faults.failedCommit) { return .failed }
        if happens(faults.unknownCommit) { return .unknown }
        if happens(faults.crashAtCommit) { return choose(2) == 0 ? .crashBefore : .crashAfter }
        return .durable
    }

    private func tell(_ signals: Set<StoreSignal>) {
        if signals.contains(.merges) { startLanding() }
        if signals.contains(.plans) { startPlanning() }
        if signals.contains(.inbox) { startLanes() }
        if signals.contains(.timers) { reap() }
        if signals.contains(.outbound) { lookAtOutbox() }
        if signals.contains(.directives) { for agent in agents { hurryBeat(agent) } }
    }

    // MARK: Loops

    /// Begins a loop that is not under way; `finish` ends it.
    func begin(_ loop: String) -> Bool { plane.busy.insert(loop).inserted }

    func finish(_ loop: String) { plane.busy.remove(loop) }

    /// Reaps as `LeaseReaper` does.
    func reap() {
        // A wake that comes while it is at work is kept, as `Wake` does.
        guard begin("reaper") else { return plane.isReaperWoken = true }
        plane.isReaperWoken = false
        let time = storeTime
        guard let isOver = plane.blackout?.mayRevoke(wall: time, running: .milliseconds(now)) else { return }
        let mayRevoke = isOver || breakage == .blackout
        let reap = ReapLeases(
            leaseSeconds: settings.leaseSeconds, graceSeconds: settings.graceSeconds, mayRevoke: mayRevoke,
            decidedAt: time, reachableSince: plane.blackout?.reachableSince)
        submit(reap, for: .reap) { result in
            self.finish("reaper")
            guard case .success(var next) = result else { return self.inPlane(after: 1_000) { self.reap() } }
            if self.plane.isReaperWoken { return self.inPlane(after: 0) { self.reap() } }
            if !mayRevoke, let due = next, let ends = self.plane.blackout?.ends { next = min(due, ends) }
            guard let next else { return }
            let pause = (next - self.storeTime).wholeMilliseconds
            self.inPlane(after: pause > 0 ? min(max(pause, 50), 30_000) : 1_000) { self.reap() }
        }
    }

    func housekeep(isStart: Bool) {
        submit(BoundTimes(settings: settings), for: .other) { _ in }
        if isStart { submit(SettleAbandonedSpend(), for: .other) { _ in } }
        submit(OpenDayGate(settings: settings, isStart: isStart), for: .other) { _ in }
        submit(NoteSilentAgents(silence: .seconds(settings.leaseSeconds * 2)), for: .other) { _ in }
        inPlane(after: 60_000) { self.housekeep(isStart: false) }
    }

    /// Moves what ended into history a few tasks at a time, sooner than the product does.
    private func moveToHistory() {
        inPlane(after: span(1_000, 20_000)) {
            let move = MoveToHistory(
                before: self.storeTime - .milliseconds(self.choose(10_000)), limit: 1 + self.choose(10))
            self.submit(move, for: .other) { result in
                if case .success(true) = result { self.tally.count("steps into history") }
                self.moveToHistory()
            }
        }
    }
}
