import Crypto
import Testing
import Threading

/// The simulation itself: that it finds what is broken, says where, and repeats it.
@Suite(.timeLimit(.minutes(30))) struct SimulationFindingTests {
    private static func first(_ breakage: Breakage) async throws -> SimulationFailure {
        let left = Lock<ClosedRange<UInt64>?>(1...1_000)
        let findings = await SimulationWorker().run(breaking: breakage, most: 1) {
            left.withLock { left in
                guard let range = left else { return nil }
                left = range.count > 1 ? range.lowerBound + 1...range.upperBound : nil
                return range.lowerBound
            }
        }
        return try #require(findings.failures.first, "\(breakage) was not found in 1,000 histories")
    }

    @Test(arguments: Breakage.allCases)
    func `what is broken is found`(_ breakage: Breakage) async throws {
        let failure = try await Self.first(breakage)
        #expect(failure.violations.contains { $0.contains(breakage.finding) }, "seed \(failure.seed)")
        print("\(breakage): found by seed \(failure.seed): \(failure.violations[0])")
    }

    @Test func `a failing seed is printed with its commit, and its story is the same byte for byte in another process`()
        async throws
    {
        let failure = try await Self.first(.dedupe)
        let story = try await SimulationWorker().trace(failure.seed, breaking: .dedupe)
        #expect(story.violations == failure.violations)
        let report = failure.report(story: story.lines)
        #expect(report.hasPrefix("seed \(failure.seed) at commit "))
        #expect(report.contains("scripts/faults simulate --seed \(failure.seed)"))
        #expect(report.contains("VIOLATION \(failure.violations[0])"))
        let commit = SimulationFailure.commit
        #expect(commit == "unknown" || commit.count == 40 && commit.allSatisfy(\.isHexDigit), "\(commit)")
        // Another process hashes otherwise: what depends on the order of a set or dictionary differs there.
        let seed = failure.seed
        let result = try await #require(processExitsWith: .success, observing: [\.standardOutputContent]) {
            [seed = seed as UInt64] in
            let story = try await SimulationWorker().trace(seed, breaking: .dedupe)
            print("story \(SHA256.hex(story.lines.joined(separator: "\n")))")
        }
        let said = String(decoding: result.standardOutputContent, as: UTF8.self)
        #expect(said.contains("story \(SHA256.hex(story.lines.joined(separator: "\n")))"), "\(said)")
    }

    @Test func `a simulation that follows more than its seed is noticed`() async throws {
        let worker = SimulationWorker()
        let stories = try await [worker.trace(1, isSeeded: false), worker.trace(1, isSeeded: false)]
        #expect(stories[0].lines != stories[1].lines)
    }
}
