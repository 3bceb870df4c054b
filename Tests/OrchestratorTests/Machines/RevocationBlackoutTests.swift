import Orchestrator
import Testing
import Vocabulary

@Suite struct RevocationBlackoutTests {
    private static let start = Timestamp(milliseconds: 1_800_000_000_000)

    /// Looks after so many seconds of the wall clock and of running time.
    private static func looks(_ steps: [(wall: Int64, running: Int64)]) -> [Bool] {
        var blackout = RevocationBlackout(leaseSeconds: 30, wall: start, running: .zero)
        return steps.map { blackout.mayRevoke(wall: start + .seconds($0.wall), running: .seconds($0.running)) }
    }

    @Test func `nothing is revoked during a lease time after a start`() {
        #expect(Self.looks([(0, 0), (29, 29), (30, 30), (31, 31)]) == [false, false, true, true])
    }

    @Test func `a jump of the wall clock, or a sleep of the machine, begins it anew`() {
        #expect(Self.looks([(40, 40), (140, 41), (169, 70), (170, 71)]) == [true, false, false, true])
    }

    @Test func `a small correction does not`() {
        #expect(Self.looks([(40, 40), (50, 41), (45, 42)]) == [true, true, true])
    }

    @Test func `it lasts no longer where the clock is set back`() {
        #expect(Self.looks([(10, 10), (-259_190, 11), (-259_161, 40), (-259_160, 41)]) == [false, false, false, true])
    }

    @Test func `a return of the database counts once, whatever the clock says afterwards`() {
        var blackout = RevocationBlackout(leaseSeconds: 30, wall: Self.start, running: .zero)
        func look(_ seconds: Int64, _ running: Int64) -> Bool {
            blackout.mayRevoke(
                wall: Self.start + .seconds(seconds), running: .seconds(running),
                databaseReturned: Self.start + .seconds(100))
        }
        let before = [look(100, 100), look(129, 129)]
        let after = [look(-259_200, 130), look(-259_171, 159), look(-259_170, 160), look(-259_100, 230)]
        #expect(before == [false, false] && after == [false, false, true, true])
    }
}
