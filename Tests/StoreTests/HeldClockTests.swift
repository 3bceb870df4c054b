import Store
import Testing
import Vocabulary

@Suite struct HeldClockTests {
    /// Wall clock and running time, in milliseconds, and what comes out.
    private static func read(_ steps: [(wall: Int64, running: Int64)]) -> [Int64] {
        var clock = HeldClock()
        return steps.map { step in
            clock.read(wall: Timestamp(milliseconds: step.wall), running: .milliseconds(step.running)).milliseconds
        }
    }

    @Test func `the wall clock is followed forward, also when it jumps`() {
        #expect(Self.read([(1_000, 0), (1_500, 500), (9_999_999, 501)]) == [1_000, 1_500, 9_999_999])
    }

    @Test func `a small step back is held until the wall clock is there again`() {
        #expect(Self.read([(5_000, 0), (4_500, 100), (4_900, 500), (5_100, 700)]) == [5_000, 5_000, 5_000, 5_100])
    }

    @Test func `after an hour's step back time runs on`() {
        let hour: Int64 = 3_600_000
        #expect(
            Self.read([(2 * hour, 0), (hour, 1_000), (hour + 4_000, 5_000), (2 * hour + 6_000, 6_000)])
                == [2 * hour, 2 * hour + 1_000, 2 * hour + 5_000, 2 * hour + 6_000])
    }

    @Test func `a step back of more than a day takes back a time that was wrong`() {
        let day: Int64 = 86_400_000
        #expect(Self.read([(5 * day, 0), (5 * day - day - 1, 1)]) == [5 * day, 4 * day - 1])
    }
}
