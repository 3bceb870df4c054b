import Testing
import Vocabulary

@testable import Store

/// Whose turn it is among the jobs that wait.
struct QueueOrderTests {
    private static let shell = ReadySet.Requirement(lane: .shell)
    private static let assigned = ReadySet.Requirement(lane: .assigned, agent: 7)

    private static func twoSwarms() -> ReadySet {
        var ready = ReadySet()
        for task in Int64(10)..<30 {
            ready.insert(ReadySet.Entry(task: task, swarm: task < 20 ? 1 : 2, priority: 2, requirement: shell))
        }
        return ready
    }

    private static func swarms(_ ready: inout ReadySet, _ count: Int) -> [Int64] {
        (0..<count).compactMap { _ in
            ready.next([shell], isOpen: { _ in true }, standing: { _ in .current })?.entry.swarm
        }
    }

    @Test func `a job that its agent cannot do costs its swarm no turn`() {
        var ready = Self.twoSwarms()
        ready.insert(ReadySet.Entry(task: 1, swarm: 1, priority: 2, requirement: Self.assigned))
        for _ in 0..<50 {
            let taken = ready.next([Self.assigned], isOpen: { _ in true }, standing: { _ in .unfit })
            #expect(taken == nil)
        }
        #expect(Self.swarms(&ready, 6) == [1, 2, 1, 2, 1, 2])
        let found = ready.next([Self.assigned], isOpen: { _ in true }, standing: { _ in .current })
        #expect(found?.entry.task == 1, "it waits for its agent all the same")
    }

    @Test func `entries that are out of date cost their swarm and their lane no turn`() {
        var ready = Self.twoSwarms()
        for task in Int64(100)..<150 {
            ready.insert(ReadySet.Entry(task: task, swarm: 1, priority: 3, requirement: Self.assigned))
        }
        for task in Int64(150)..<160 {
            ready.insert(ReadySet.Entry(task: task, swarm: 2, priority: 3, requirement: Self.shell))
        }
        let found = ready.next([Self.assigned, Self.shell], isOpen: { _ in true }) {
            $0.task < 150 && $0.task >= 100 ? .outdated : .current
        }
        #expect(found?.entry.priority == 3, "the lane of urgent jobs has had no turn yet")
        #expect(Self.swarms(&ready, 4).count == 4)
    }

    @Test func `what was taken and undone costs no turn`() {
        var ready = Self.twoSwarms()
        for _ in 0..<50 {
            if let (entry, turn) = ready.next([Self.shell], isOpen: { _ in true }, standing: { _ in .current }) {
                ready.putBack(entry, turn)
            }
        }
        #expect(Self.swarms(&ready, 6) == [1, 2, 1, 2, 1, 2])
    }
}
