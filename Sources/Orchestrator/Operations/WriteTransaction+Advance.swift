package import Store
import Vocabulary

extension WriteTransaction {
    /// Applies an event to a task: decides, writes where nobody was faster, and performs what follows from it.
    ///
    /// - Parameters:
    ///   - base: The commit the attempt is pinned to, where that changes.
    ///   - result: The commit of accepted work, where that changes.
    /// - Throws: `TaskRefusal` where the table has no such transition, `StoreError.conflict` where the row moved on.
    @discardableResult
    package func advance(
        _ task: TaskRecord, _ event: TaskEvent, base: String? = nil, result: String? = nil
    ) throws -> TaskRecord {
        let mayRetry = !event.isRetry(of: task.core) || takeRetry(of: task.core.swarm)
        let decision = try TaskMachine(now: now, jitter: event.isDelaying ? jitter() : 0, mayRetry: mayRetry)
            .decide(task.core, event)
        var next = task
        next.core = decision.core
        if let base {
            next.base = base
            next.startedAt = task.startedAt ?? now
        }
        if let result { next.result = result }
        guard try write(next, from: task.core) else {
            throw StoreError.conflict("task \(task.core.number) was changed by somebody else")
        }
        for effect in decision.effects { try perform(effect, on: next) }
        if next.core.state == .pending, next.core.dependenciesLeft == 0, next.core.runAt.map({ $0 <= now }) ?? false {
            return try advance(next, .due)
        }
        return next
    }

    /// Tells tasks that wait for a done one; of very many only the first now, the others when the reaper comes by.
    ///
    /// - Parameter isKept: It was noted that some are left, and the note has to go with the last.
    func unlockDependents(of parent: TaskID, isKept: Bool = false) throws {
        let (free, void, hasMore) = try resolveEdges(from: parent, limit: Self.unlockStep)
        if hasMore || isKept { try keepUnlock(of: parent, hasMore) }
        for child in free { try ready(child) }
        for child in void {
            guard let record = try self.task(child), record.core.isWaitingForOthers else { continue }
            let number = try self.task(parent)?.core.number ?? 0
            try advance(record, .cancelled("it was for the case that task \(number) fails, which is done"))
        }
    }

    private func ready(_ child: TaskID) throws {
        guard let record = try self.task(child), record.core.state == .pending, record.core.dependenciesLeft == 0 else {
            return
        }
        try advance(record, .dependenciesDone)
    }

    /// Tells tasks that wait for one that failed or was cancelled: who waited for just that goes on, and what becomes of the
    /// others they say themselves.
    private func tellDependents(of parent: TaskRecord) throws {
        let state = parent.core.state
        for edge in try openEdges(from: parent.core.id) {
            guard let child = try self.task(edge.task) else { continue }
            let isMet = edge.on == .done || (edge.on == .failure && state == .failed)
            let policy: DeadEndPolicy = try isMet ? .run : child.plan().ifBlocked ?? .wait
            let reason = "task \(parent.core.number) is \(state.rawValue)"
            switch policy {
            case .run: if try meetEdge(from: parent.core.id, to: edge.task) { try ready(edge.task) }
            case .wait: if child.core.state == .pending { try advance(child, .dependencyFailed(reason)) }
            case .cancel: if child.core.isWaitingForOthers { try advance(child, .cancelled(reason)) }
            }
        }
    }

    private static let unlockStep = 256

    /// A random number in 0..<1.
    func jitter() -> Double { Double(randomNumber() >> 11) / Double(1 << 53) }

    private func perform(_ effect: TaskDecision.Effect, on task: TaskRecord) throws {
        switch effect {
        case .emit(let type): try emit(type, task: task.core, agent: task.core.agent, data: data(of: type, task))
        case .leaseStarted:
            try addRunning(1, to: task.core.swarm)
            try occupy(task.core, by: 1)
            if task.core.phase == .work, task.core.attempt == 1 { noteFirstAttempt(of: task.core.swarm) }
        case .leaseEnded:
            try addRunning(-1, to: task.core.swarm)
            try occupy(task.core, by: -1)
        case .finished:
            if task.core.state == .done { try addNext(of: task) }
            try setFinished(task.core.id, true)
            try addTasks(0, open: -1, to: task.core.swarm)
            if task.core.state == .failed { try announceFailure(of: task) }
            try finishSwarmIfDone(task.core.swarm)
        case .reopened:
            try setFinished(task.core.id, false)
            try addTasks(0, open: 1, to: task.core.swarm)
        case .unlockDependents:
            try unlockDependents(of: task.core.id)
        case .blockDependents:
            try tellDependents(of: task)
        case .unblockDependents:
            for child in try dependents(of: task.core.id) {
                guard let record = try self.task(child), record.core.state == .blocked,
                    record.core.dependenciesLeft > 0, try deadEnds(of: record).isEmpty
                else { continue }
                try advance(record, .redriven)
            }
        case .keepFeedback(let text): try setFeedback(text, of: task.core.id)
        }
    }

    /// Numbers of the tasks that `task` waits for in vain: failed or cancelled ones.
    func deadEnds(of task: TaskRecord) throws -> [Int] {
        try dependencies(of: task.core.id).filter { !$0.isResolved }.map(\.number).filter { number in
            let state = try self.task(number, of: task.core.swarm)?.core.state
            return state == .failed || state == .cancelled
        }
    }

    /// Most claims are of a first attempt or one soon after it: the writer does not have to spell them.
    private static let firstClaims = (0..<8).map { claim(.work, attempt: $0) }

    private static func claim(_ job: JobKind?, attempt: Int) -> String {
        EventData.object(["phase": .text(job?.rawValue ?? ""), "attempt": .integer(Int64(attempt))])
    }

    private func data(of type: EventType, _ task: TaskRecord) -> String? {
        switch type {
        case .taskClaimed where task.core.job == .work && Self.firstClaims.indices.contains(task.core.attempt):
            Self.firstClaims[task.core.attempt]
        case .taskClaimed: Self.claim(task.core.job, attempt: task.core.attempt)
        case .taskReady, .taskReviewed: nil
        default: EventData.object(["title": .text(task.title), "reason": .text(task.core.reason ?? "")])
        }
    }
}

extension TaskCore {
    /// It has not begun, and waits for other tasks or for a person's word about them.
    fileprivate var isWaitingForOthers: Bool { state == .pending || (state == .blocked && dependenciesLeft > 0) }
}
