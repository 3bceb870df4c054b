import Testing
import Vocabulary

@testable import Store

/// Whose turn it is among the jobs that wait.
struct QueueOrderTests {
    private static let shell = ReadySet.Requirement(lane: .shell)
    private static let assigned = ReadySet.Requirement(lane: .assigned, agent: 7)

    private static func taker(_ lanes: JobLane...) -> ReadySet.Taker {
        ReadySet.Taker(agent: 7, lanes: lanes, fits: { $0 < 3 })
    }

    private static func twoSwarms() -> ReadySet {
        var ready = ReadySet()
        for task in Int64(10)..<30 {
            ready.insert(ReadySet.Entry(task: task, swarm: task < 20 ? 1 : 2, priority: 2, requirement: shell))
        }
        return ready
    }

    private static func swarms(_ ready: inout ReadySet, _ count: Int) throws -> [Int64] {
        try (0..<count).compactMap { _ in
            try ready.next(taker(.shell), isOpen: { _ in true }, standing: { _ in .current })?.entry.swarm
        }
    }

    @Test func `a job that its agent cannot do costs its swarm no turn`() throws {
        var ready = Self.twoSwarms()
        ready.insert(ReadySet.Entry(task: 1, swarm: 1, priority: 2, requirement: Self.assigned))
        for _ in 0..<50 {
            let taken = try ready.next(Self.taker(.assigned), isOpen: { _ in true }, standing: { _ in .unfit })
            #expect(taken == nil)
        }
        #expect(try Self.swarms(&ready, 6) == [1, 2, 1, 2, 1, 2])
        let found = try ready.next(Self.taker(.assigned), isOpen: { _ in true }, standing: { _ in .current })
        #expect(found?.entry.task == 1, "it waits for its agent all the same")
    }

    @Test func `entries that are out of date cost their swarm and their lane no turn`() throws {
        var ready = Self.twoSwarms()
        for task in Int64(100)..<150 {
            ready.insert(ReadySet.Entry(task: task, swarm: 1, priority: 3, requirement: Self.assigned))
        }
        for task in Int64(150)..<160 {
            ready.insert(ReadySet.Entry(task: task, swarm: 2, priority: 3, requirement: Self.shell))
        }
        let found = try ready.next(Self.taker(.assigned, .shell), isOpen: { _ in true }) {
            $0.task < 150 && $0.task >= 100 ? .outdated : .current
        }
        #expect(found?.entry.priority == 3, "the lane of urgent jobs has had no turn yet")
        #expect(try Self.swarms(&ready, 4).count == 4)
    }

    @Test func `what was taken and undone costs no turn`() throws {
        var ready = Self.twoSwarms()
        // An odd number: else both swarms would have paid the same.
        for _ in 0..<49 {
            if let (entry, turn) = try ready.next(
                Self.taker(.shell), isOpen: { _ in true }, standing: { _ in .current })
            {
                ready.putBack(entry, turn)
            }
        }
        #expect(try Self.swarms(&ready, 6) == [1, 2, 1, 2, 1, 2])
    }

    @Test func `the oldest job that fits is next, whatever older ones need, and none from a closed lane`() throws {
        var ready = ReadySet()
        for task in Int64(0)..<400 {
            let needs = ReadySet.Requirement(lane: .shell, capabilityClass: task % 4 + 1)
            ready.insert(ReadySet.Entry(task: task, swarm: 1, priority: task < 200 ? 2 : 3, requirement: needs))
        }
        var closed = Self.taker(.shell)
        closed.closed = [3]
        for expected in (Int64(0)..<200).filter({ $0 % 4 < 2 }) {
            let found = try ready.next(closed, isOpen: { _ in true }, standing: { _ in .current })
            #expect(found?.entry.task == expected)
        }
        let none = try ready.next(closed, isOpen: { _ in true }, standing: { _ in .current })
        #expect(none == nil)
        #expect(ready.count(limit: .max, closed: [3]) { _ in true } == 100)
        let urgent = try ready.next(Self.taker(.shell), isOpen: { _ in true }, standing: { _ in .current })
        #expect(urgent?.entry.task == 200)
    }
}
