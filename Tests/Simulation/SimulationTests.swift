import FoundationEssentials
import Glibc
import Testing
import Threading

/// Random histories of the core.
///
/// `SIMULATION_SEEDS` sets how many, `SIMULATION_SEED` the first of them, `SIMULATION_WORKERS` how many at a time, and
/// `SIMULATION_SUMMARY` a file for what happened; `scripts/faults simulate` sets them.
@Suite(.timeLimit(.minutes(600))) struct SimulationTests {
    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }

    private static let first = number("SIMULATION_SEED") ?? 1
    private static let count = number("SIMULATION_SEEDS") ?? 1_000

    @Test func `the invariants hold at every step and all work ends`() async throws {
        let left = Lock((Self.first, Self.count))
        let next: @Sendable () -> UInt64? = {
            left.withLock { left in
                guard left.1 > 0 else { return nil }
                defer { left = (left.0 + 1, left.1 - 1) }
                return left.0
            }
        }
        let (begun, burnt) = (ContinuousClock.now, Self.processorTime)
        let findings = await withTaskGroup { group in
            for _ in 0..<max(1, Self.number("SIMULATION_WORKERS") ?? 2) {
                group.addTask { await SimulationWorker().run(next) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let (elapsed, used) = (ContinuousClock.now - begun, Self.processorTime - burnt)
        var tally = Tally()
        for finding in findings { tally.add(finding.tally) }
        for failure in findings.flatMap(\.failures) {
            let story = try await SimulationWorker().trace(failure.seed).lines
            Issue.record(Comment(rawValue: failure.report(story: story)))
        }
        #expect(tally["seeds"] == Int(Self.count) || findings.contains { !$0.failures.isEmpty })
        tally.count("milliseconds", Int(elapsed / .milliseconds(1)))
        tally.count("milliseconds of processor time", Int(used / .milliseconds(1)))
        if let path = ProcessInfo.processInfo.environment["SIMULATION_SUMMARY"] {
            try JSONEncoder().encode(tally).write(to: URL(filePath: path))
        }
        // A simulation that does not get anywhere finds nothing.
        guard Self.count >= 1_000 else { return }
        for name in Self.reached { #expect(tally[name] > 0, "in \(Self.count) histories there was no “\(name)”") }
    }

    @Test func `a seed replays byte for byte`() async throws {
        for seed in Self.first..<(Self.first + 20) {
            let worker = SimulationWorker()
            let (once, again) = (try await worker.trace(seed), try await worker.trace(seed))
            #expect(once.lines == again.lines, "seed \(seed)")
            let late = try await worker.trace(seed, after: seed + 1..<seed + 3)
            #expect(once.lines == late.lines, "seed \(seed) where others were before it")
        }
    }

    @Test func `what a commit touched shows what every row shows`() async throws {
        for seed in Self.first..<(Self.first + 20) {
            let worker = SimulationWorker()
            let (once, thorough) = (try await worker.trace(seed), try await worker.trace(seed, isThorough: true))
            #expect(thorough.violations.isEmpty, "seed \(seed)")
            #expect(once.lines == thorough.lines, "seed \(seed)")
        }
    }

    /// What this process has used of processors since it began.
    private static var processorTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Prints the whole story of the seed that was asked for.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["SIMULATION_STORY"] != nil))
    func `the story of one seed`() async throws {
        let story = try await SimulationWorker().trace(Self.first)
        print(story.lines.joined(separator: "\n"))
        #expect(story.violations.isEmpty)
    }

    /// What a thousand histories have to reach.
    private static let reached =
        [
            "fault: agent cut off", "fault: agent killed", "fault: agent stopped for a while", "fault: batch repeated",
            "fault: clock jump back",
            "fault: clock jump forward", "fault: commit durable but reported failed",
            "fault: commit failed before it was durable", "fault: control plane killed",
            "fault: killed after a commit, before its answers", "fault: killed before a commit was durable",
            "fault: false report", "fault: message lost", "fault: request repeated", "fault: webhook repeated",
            "merges settled after the fact", "steps into history", "swarms back from history",
            "answers to programs", "keys used again refused", "messages that came twice, marked", "sends withdrawn",
            "sends that a crash interrupted", "send accepted", "send of unknown outcome", "send refused: awaitMessage",
            "send refused: retry", "send: failed delivered", "send: sending delivered", "send: unknown delivered",
            "model calls", "verdict: accepted", "verdict: conflict", "verdict: replayed", "verdict: stale",
            "verdict: unknown",
        ]
        + [
            "pending/0 to ready/1", "pending/0 to blocked/0", "ready/1 to running/1*", "running/1* to review/2",
            "running/1* to pending/0", "running/1* to ready/1", "running/1* to blocked/0", "running/1* to failed/0",
            "running/1* to cancelled/0", "ready/1 to review/2", "review/2* to review/3", "review/2* to review/5",
            "review/5 to review/3", "review/2* to pending/0", "review/2* to failed/0", "review/3 to review/4",
            "review/4* to review/3", "review/3 to pending/0", "review/3 to done/0", "blocked/0 to ready/1",
            "failed/0 to ready/1", "cancelled/0 to ready/1",
        ].map { "transition: \($0)" }
}
