import Store
import Testing
import Vocabulary

/// normal ▶ suspected ▶ degraded ▶ reconciling ▶ normal, without a database.
@Suite struct HealthMachineTests {
    private let machine = HealthMachine(window: .seconds(60))
    private let full = StoreFault(.full, "no room")
    private func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1_000) }

    /// Plays events with their seconds; gives where it ended and every effect on the way.
    private func play(
        _ events: [(Int64, HealthMachine.Event)], from state: HealthMachine.State = .normal
    ) -> (HealthMachine.State, [HealthMachine.Effect]) {
        events.reduce((state, [])) { before, event in
            let (next, effects) = machine.decide(before.0, event.1, now: at(event.0))
            return (next, before.1 + effects)
        }
    }

    @Test func `one failure that a probe does not confirm is no outage`() {
        let (state, effects) = play([(1, .failed(full)), (2, .failed(full)), (3, .probed(epoch: 7))])
        #expect(state == .normal)
        #expect(effects == [.probe])
    }

    @Test func `a failure that a probe confirms is one, from the first failure on`() throws {
        let (state, effects) = play([(1, .failed(full)), (2, .probeFailed(full))])
        guard case .degraded(let outage) = state else {
            Issue.record("\(state)")
            return
        }
        #expect(outage.since == at(1) && outage.fault == full && outage.probes == 1)
        #expect(effects == [.probe, .tellOutage(outage)])
    }

    @Test func `a quiet database is probed, and a probe that fails is an outage`() {
        let (state, effects) = play([(5, .quiet), (6, .probeFailed(full))])
        guard case .degraded(let outage) = state else {
            Issue.record("\(state)")
            return
        }
        #expect(outage.since == at(6))
        #expect(effects.first == .probe)
    }

    @Test func `probes come at growing intervals, one at a time, five seconds apart at most`() {
        var (state, _) = play([(0, .quiet), (0, .probeFailed(full))])
        var times: [Int64] = []
        for _ in 0..<8 {
            guard let due = machine.nextTimer(state) else {
                Issue.record("no probe is due")
                return
            }
            times.append(due.milliseconds)
            let early = machine.decide(state, .timePassed, now: due - .milliseconds(1))
            #expect(early.1 == [])
            let probing = machine.decide(state, .timePassed, now: due)
            #expect(probing.1 == [.probe])
            #expect(machine.decide(probing.0, .timePassed, now: due + .seconds(60)).1 == [])
            state = machine.decide(probing.0, .probeFailed(full), now: due).0
        }
        let pauses = zip(times, times.dropFirst()).map { $1 - $0 }
        #expect(pauses == [500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000])
    }

    @Test func `the return is reconciled for one lease time and then reported`() {
        let (state, effects) = play([
            (0, .quiet), (0, .probeFailed(full)), (9, .failed(full)), (10, .probed(epoch: 5)),
            (11, .delivered(.accepted)), (12, .delivered(.accepted)), (13, .delivered(.stale)),
            (14, .delivered(.salvaged)), (15, .delivered(.replayed)), (69, .timePassed), (70, .timePassed),
        ])
        guard case .reconciling(let back) = state, case .report(let told) = effects.last else {
            Issue.record("\(state) \(effects)")
            return
        }
        #expect(told == back)
        #expect(back.at == at(10) && back.ends == at(70) && back.epoch == 5)
        let tally = back.deliveries
        #expect((tally.accepted, tally.replayed, tally.stale, tally.salvaged) == (2, 1, 1, 1))
        #expect(effects.count { if case .report = $0 { true } else { false } } == 1)
        #expect(machine.decide(state, .reported(told), now: at(71)).0 == .normal)
    }

    @Test func `a return that does not last goes on with the same outage and what was counted`() {
        let (state, effects) = play([
            (0, .quiet), (1, .probeFailed(full)), (10, .probed(epoch: 5)), (11, .delivered(.accepted)),
            (12, .failed(StoreFault(.inputOutput, "x"))),
        ])
        #expect(machine.nextTimer(state) == at(12))
        let (again, more) = play(
            [(12, .timePassed), (20, .probed(epoch: 9)), (21, .delivered(.replayed)), (80, .timePassed)], from: state)
        guard case .reconciling(let back) = again else {
            Issue.record("\(again)")
            return
        }
        #expect(back.outage.since == at(1) && back.epoch == 9 && back.ends == at(80))
        #expect(back.deliveries.accepted == 1 && back.deliveries.replayed == 1)
        #expect(more.last == .report(back))
        #expect(effects.count { if case .tellOutage = $0 { true } else { false } } == 1)
    }

    @Test func `nothing is counted while nobody reconciles`() {
        #expect(play([(1, .delivered(.accepted))]) == (.normal, []))
    }

    @Test func `a clock that is set back holds up neither a probe nor the end of reconciling`() {
        let (lost, _) = play([(259_200, .quiet), (259_200, .probeFailed(full))])
        #expect(machine.decide(lost, .timePassed, now: at(0)).1 == [.probe])
        let (back, _) = play([(259_201, .timePassed), (259_201, .probed(epoch: 5))], from: lost)
        guard case .report = machine.decide(back, .timePassed, now: at(0)).1.first else {
            Issue.record("nothing is reported")
            return
        }
        #expect(machine.decide(back, .timePassed, now: at(259_202)).1 == [])
    }
}
