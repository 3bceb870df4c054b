import Testing
import Vocabulary

@testable import Store

/// Who is kept free for which large job.
struct ReservationTests {
    private static func large(_ task: Int64, priority: Int = 2) -> ReadySet.Entry {
        ReadySet.Entry(
            task: task, swarm: 1, priority: priority,
            requirement: ReadySet.Requirement(lane: .shell, capabilityClass: 9))
    }

    private static func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1_000) }

    private static func pass(
        _ reservations: inout Reservations, _ tasks: [ReadySet.Entry], by agent: Int64, at seconds: Int64,
        gone: Set<Int64> = [], leaving: Set<Int64> = []
    ) -> Int64? {
        reservations.pass(
            tasks, by: agent, now: at(seconds), stands: { !gone.contains($0.task) },
            mayHold: { agent, _ in !leaving.contains(agent) })?.task
    }

    @Test func `an agent is kept free for a job once it was passed over for long enough`() {
        var reservations = Reservations()
        for second in stride(from: Int64(0), to: 120, by: 7) {
            #expect(Self.pass(&reservations, [Self.large(1)], by: 1, at: second) == nil)
            // What is not at the head now has waited all the same.
            #expect(Self.pass(&reservations, [], by: 1, at: second) == nil)
        }
        #expect(Self.pass(&reservations, [Self.large(1)], by: 1, at: 120) == 1)
        #expect(reservations.kept(for: 1)?.task == 1 && reservations.kept(for: 2) == nil)
        reservations.release(1)
        #expect(reservations.kept(for: 1) == nil)
        #expect(Self.pass(&reservations, [Self.large(1)], by: 1, at: 121) == 1, "what it waited counts on")
    }

    @Test func `a job that a clock passed over which was set back waits no longer than another`() {
        var reservations = Reservations()
        for second: Int64 in [259_200, 0, 119] {
            #expect(Self.pass(&reservations, [Self.large(1)], by: 1, at: second) == nil)
        }
        #expect(Self.pass(&reservations, [Self.large(1)], by: 1, at: 120) == 1)
    }

    @Test func `one agent is kept free for a job, until that one cannot have it`() {
        var reservations = Reservations()
        for agent in Int64(1)...3 { #expect(Self.pass(&reservations, [Self.large(1)], by: agent, at: 0) == nil) }
        #expect(Self.pass(&reservations, [Self.large(1)], by: 2, at: 200) == 1)
        #expect(Self.pass(&reservations, [Self.large(1)], by: 1, at: 201) == nil)
        #expect(Self.pass(&reservations, [Self.large(1)], by: 3, at: 202, leaving: [2]) == 1)
        #expect(reservations.kept(for: 2) == nil && reservations.kept(for: 3)?.task == 1)
    }

    @Test func `of several an agent is kept free for the one that has waited longest`() {
        var reservations = Reservations()
        #expect(Self.pass(&reservations, [Self.large(5, priority: 0)], by: 1, at: 0) == nil)
        let both = [Self.large(5, priority: 0), Self.large(4, priority: 3)]
        #expect(Self.pass(&reservations, both, by: 1, at: 10) == nil)
        #expect(Self.pass(&reservations, both, by: 1, at: 150) == 5)
        #expect(reservations.kept(for: 1)?.task == 5)
        #expect(Self.pass(&reservations, both, by: 2, at: 150) == nil, "it has not watched for long enough")
        #expect(Self.pass(&reservations, both, by: 2, at: 300) == 4, "another agent is kept free for the first")
    }

    @Test func `another job begins to wait only where the one before is gone`() {
        var reservations = Reservations()
        #expect(Self.pass(&reservations, [Self.large(1)], by: 1, at: 0) == nil)
        #expect(Self.pass(&reservations, [Self.large(2)], by: 1, at: 60) == nil)
        #expect(Self.pass(&reservations, [Self.large(1)], by: 1, at: 120) == 1)
        reservations.release(1)
        #expect(Self.pass(&reservations, [Self.large(2)], by: 1, at: 130, gone: [1]) == nil)
        #expect(Self.pass(&reservations, [Self.large(2)], by: 1, at: 249, gone: [1]) == nil)
        #expect(Self.pass(&reservations, [Self.large(2)], by: 1, at: 250, gone: [1]) == 2)
    }

    @Test func `what is taken back is as it was`() {
        var reservations = Reservations()
        for agent in Int64(1)...2 { #expect(Self.pass(&reservations, [Self.large(1)], by: agent, at: 0) == nil) }
        #expect(Self.pass(&reservations, [Self.large(1)], by: 1, at: 120) == 1)
        let memory = reservations.memory(of: 2, and: [Self.large(1)])
        #expect(Self.pass(&reservations, [Self.large(1)], by: 2, at: 120, leaving: [1]) == 1)
        #expect(reservations.kept(for: 1) == nil)
        reservations.restore(memory)
        #expect(reservations.kept(for: 1)?.task == 1 && reservations.kept(for: 2) == nil)
        #expect(Self.pass(&reservations, [Self.large(1)], by: 2, at: 121) == nil, "the first agent is kept free for it")
        reservations.release(1)
        #expect(Self.pass(&reservations, [Self.large(1)], by: 2, at: 121) == 1)
    }

    @Test func `what is known stays bounded`() {
        var reservations = Reservations()
        for agent in Int64(1)...10_000 { _ = Self.pass(&reservations, [Self.large(agent)], by: agent, at: agent) }
        #expect(reservations.count <= Reservations.maxAgents)
    }

    @Test func `what is passed over is found at the heads, whatever waits behind`() throws {
        var ready = ReadySet()
        for task in Int64(1)...2_000 {
            let needs = ReadySet.Requirement(lane: .shell, capabilityClass: task == 1 ? 9 : 1)
            ready.insert(ReadySet.Entry(task: task, swarm: 1 + task % 4, priority: 2, requirement: needs))
        }
        ready.insert(Self.large(3_000, priority: 3))
        var looks = 0
        let taker = ReadySet.Taker(agent: 7, lanes: [.shell]) { number in
            looks += 1
            return number != 9
        }
        var idle = taker
        idle.fits = { _ in true }
        let stale = try ready.passedOver(by: taker, idle: idle, isOpen: { _ in true }) {
            $0.task == 1 ? .outdated : .current
        }
        #expect(stale.map(\.task) == [3_000], "what came behind the stale one fits")
        #expect(looks < 10)
        #expect(ready.count == 2_000)
        var closed = taker
        closed.closed = [3]
        var none = idle
        none.closed = [3]
        #expect(try ready.passedOver(by: closed, idle: none, isOpen: { _ in true }) { _ in .current }.isEmpty)
    }
}
