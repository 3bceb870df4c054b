import Vocabulary
import Threading

extension Store {
    /// Without a commit for so long, a probe shows how the database is.
    static let quietTime = Duration.seconds(15)
    /// The same where operations wait for their commit: the database may hang.
    static let stallTime = Duration.seconds(3)
    /// A probe that takes longer counts as failed; its answer still counts when it comes.
    static let probeTime = Duration.seconds(5)

    /// Performs an operation that has to be written down because its effect was made already, however long the database is
    /// away; it may run again after an unknown outcome.
    ///
    /// - Throws: What is no matter of the database being away; `StoreError.unavailable` once the task is cancelled, or where
    ///   a database that is well goes on refusing.
    package func performSurely<Operation: StoreOperation>(_ operation: Operation) async throws -> Operation.Output {
        var failures = 0
        while true {
            do { return try await perform(operation) } catch StoreError.unavailable(let why) {
                // A database that is well and does not take it never will.
                failures = health.state == .normal ? failures + 1 : 0
                guard failures < Self.patience, (try? await Task.sleep(for: .milliseconds(250))) != nil else {
                    throw StoreError.unavailable(why)
                }
            }
        }
    }

    private static let patience = 100

    /// Probes the database and says what comes of it, until the task is cancelled.
    ///
    /// One call a store. Without it a failure stays a suspicion: nothing is refused untried.
    /// - Parameters:
    ///   - tell: Called when the database is away, and when it is back.
    ///   - report: Writes the report of a reconciliation down; where it throws, it is asked again.
    package func watchHealth(
        tell: @escaping @Sendable (HealthMachine.Effect) async -> Void,
        report: @escaping @Sendable (HealthMachine.Return) async throws -> Void
    ) async {
        let underWay = Lock((probe: false, report: false))
        var commits = health.progress.commits
        var lookedAt = ContinuousClock.now
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                let progress = health.progress
                if progress.commits != commits {
                    (commits, lookedAt) = (progress.commits, ContinuousClock.now)
                } else if ContinuousClock.now - lookedAt >= (progress.isWorking ? Self.stallTime : Self.quietTime) {
                    health.take(.quiet)
                    lookedAt = ContinuousClock.now
                }
                let (effects, next) = health.due()
                // In each round: what was let through just before the outage may have come to the queue just after it.
                if let away = health.refusal { health.noteRefused(engine.refuseWaiting(away)) }
                for effect in effects {
                    switch effect {
                    case .probe:
                        let isFree = underWay.withLock { flags in
                            defer { flags.probe = true }
                            return !flags.probe
                        }
                        guard isFree else { continue }
                        group.addTask {
                            await self.probe()
                            underWay.withLock { $0.probe = false }
                        }
                    case .tellOutage, .tellReturn: group.addTask { await tell(effect) }
                    case .report(let back):
                        let isFree = underWay.withLock { flags in
                            defer { flags.report = true }
                            return !flags.report
                        }
                        guard isFree else { continue }
                        group.addTask {
                            do {
                                try await report(back)
                                self.health.take(.reported(back))
                            } catch { try? await Task.sleep(for: .seconds(1)) }
                            underWay.withLock { $0.report = false }
                        }
                    }
                }
                let pause = next.map { max(.milliseconds(50), $0 - now) } ?? Self.stallTime
                _ = await health.wake.wait(within: min(pause, Self.stallTime))
            }
        }
    }

    /// Writes a probe; while one is under way no other one begins, so that a database that hangs is not buried in them.
    private func probe() async {
        let isHeavy = health.state != .normal
        let isAnswered = Lock(false)
        await withDiscardingTaskGroup { group in
            // A write cannot be called back: the time limit says what to think of it meanwhile.
            let limit = Task {
                try await Task.sleep(for: Self.probeTime)
                if !isAnswered.withLock(\.self) {
                    health.take(.probeFailed(StoreFault(.unresponsive, "a write took longer than \(Self.probeTime)")))
                }
            }
            group.addTask {
                do {
                    let epoch = try await self.performUntested(ProbeWrite(isHeavy: isHeavy), isProbe: true)
                    isAnswered.withLock { $0 = true }
                    self.health.take(.probed(epoch: epoch))
                } catch {
                    isAnswered.withLock { $0 = true }
                    self.health.take(.probeFailed(StoreFault(error) ?? StoreFault(.inputOutput, "\(error)")))
                }
                limit.cancel()
            }
        }
    }
}
