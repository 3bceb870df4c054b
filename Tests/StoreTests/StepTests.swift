import Store
import Testing
import Threading
import Vocabulary

/// Durable steps: what was begun, what is known, and who may write it.
@Suite(.timeLimit(.minutes(1))) struct StepTests {
    private static let run = RunID(.plan, of: 1, generation: 1)

    /// Any change of steps as an operation.
    private struct Change<Output: Sendable>: StoreOperation {
        let body: @Sendable (WriteTransaction) throws -> Output
        func perform(in transaction: WriteTransaction) throws -> Output { try body(transaction) }
    }

    private func store(_ clock: Lock<Int64> = Lock(1_000)) async throws -> Store {
        try await Store(
            path: nil, clock: { Timestamp(milliseconds: clock.withLock(\.self)) }, randomNumber: { 7 })
    }

    private func change<Output: Sendable>(
        _ store: Store, _ body: @escaping @Sendable (WriteTransaction) throws -> Output
    ) async throws -> Output { try await store.perform(Change(body: body)) }

    private func open(_ store: Store, by process: String = "a", isShared: Bool = false) async throws -> Int64? {
        try await change(store) { try $0.openRun(Self.run, by: process, isShared: isShared, for: .seconds(60)) }
    }

    private func begin(_ store: Store, _ epoch: Int64, name: String = "ask", number: Int = 1) async throws -> StepStart
    {
        try await change(store) { try $0.beginStep(number, of: Self.run, name: name, epoch: epoch) }
    }

    private func finish(_ store: Store, _ epoch: Int64, _ outcome: String) async throws -> String {
        try await change(store) { try $0.finishStep(1, of: Self.run, epoch: epoch, outcome: outcome) }
    }

    @Test func `the first outcome stays, also for the next process`() async throws {
        let store = try await store()
        let first = try #require(try await open(store))
        #expect(try await begin(store, first) == .perform(lost: 0))
        #expect(try await finish(store, first, "blue") == "blue")
        #expect(try await finish(store, first, "red") == "blue")
        let second = try #require(try await open(store, by: "b"))
        #expect(second > first)
        #expect(try await begin(store, second) == .remembered("blue"))
        await store.close()
    }

    @Test func `a process that was replaced writes nothing more`() async throws {
        let store = try await store()
        let old = try #require(try await open(store))
        _ = try await begin(store, old)
        let new = try #require(try await open(store, by: "b"))
        await #expect(throws: StepError.superseded(Self.run)) { try await finish(store, old, "late") }
        await #expect(throws: StepError.superseded(Self.run)) { try await begin(store, old, number: 2) }
        // And what it had begun is of unknown outcome, counted each time.
        #expect(try await begin(store, new) == .perform(lost: 1))
        #expect(try await begin(store, new) == .perform(lost: 1))
        let third = try #require(try await open(store, by: "c"))
        #expect(try await begin(store, third) == .perform(lost: 2))
        await store.close()
    }

    @Test func `another name under the number is an error, whatever is known of it`() async throws {
        let store = try await store()
        let epoch = try #require(try await open(store))
        _ = try await begin(store, epoch)
        let mismatch = StepError.mismatch(number: 1, begun: "ask", now: "ask something else")
        await #expect(throws: mismatch) { try await begin(store, epoch, name: "ask something else") }
        _ = try await finish(store, epoch, "blue")
        await #expect(throws: mismatch) { try await begin(store, epoch, name: "ask something else") }
        await store.close()
    }

    @Test func `what was surely not made is begun again, at once or after its pause`() async throws {
        let clock = Lock<Int64>(1_000)
        let store = try await store(clock)
        let epoch = try #require(try await open(store))
        _ = try await begin(store, epoch)
        try await change(store) { try $0.withdrawStep(1, of: Self.run, epoch: epoch) }
        #expect(try await begin(store, epoch) == .perform(lost: 0))
        let until = Timestamp(milliseconds: 5_000)
        try await change(store) { try $0.withdrawStep(1, of: Self.run, epoch: epoch, pause: .until(until)) }
        #expect(try await store.read { try $0.nextStepTimer() } == until)
        // The pause survives the process.
        let next = try #require(try await open(store, by: "b"))
        await #expect(throws: StepError.paused(.until(until))) { try await begin(store, next) }
        clock.withLock { $0 = 5_000 }
        #expect(try await begin(store, next) == .perform(lost: 0))
        await store.close()
    }

    @Test func `a step that waits for an event goes on with it, and only of its owner`() async throws {
        let store = try await store()
        let epoch = try #require(try await open(store))
        _ = try await begin(store, epoch)
        try await change(store) { try $0.withdrawStep(1, of: Self.run, epoch: epoch, pause: .event("budget")) }
        try await change(store) { try $0.wakeSteps(waitingFor: "budget", of: 2) }
        try await change(store) { try $0.wakeSteps(waitingFor: "rain", of: 1) }
        await #expect(throws: StepError.paused(.event("budget"))) { try await begin(store, epoch) }
        try await change(store) { try $0.wakeSteps(waitingFor: "budget", of: 1) }
        #expect(try await begin(store, epoch) == .perform(lost: 0))
        await store.close()
    }

    @Test func `where processes share the database, a run is taken over only from one that fell silent`() async throws {
        let clock = Lock<Int64>(1_000)
        let store = try await store(clock)
        let epoch = try #require(try await open(store, isShared: true))
        #expect(try await open(store, by: "b", isShared: true) == nil)
        clock.withLock { $0 += 50_000 }
        #expect(try await change(store) { try $0.keepRun(Self.run, epoch: epoch, for: .seconds(60)) })
        clock.withLock { $0 += 50_000 }
        #expect(try await open(store, by: "b", isShared: true) == nil)
        clock.withLock { $0 += 50_000 }
        #expect(try await open(store, by: "b", isShared: true) != nil)
        #expect(try await change(store) { try !$0.keepRun(Self.run, epoch: epoch, for: .seconds(60)) })
        await store.close()
    }

    @Test func `a run is taken over from a process whose clock was set back since`() async throws {
        let clock = Lock<Int64>(259_200_000)
        let store = try await store(clock)
        _ = try #require(try await open(store, isShared: true))
        clock.withLock { $0 = 1_000 }
        #expect(try await open(store, by: "b", isShared: true) != nil)
        #expect(try await open(store, by: "c", isShared: true) == nil)
        await store.close()
    }

    @Test func `a run that has ended knows nothing and takes nothing`() async throws {
        let store = try await store()
        let epoch = try #require(try await open(store))
        _ = try await begin(store, epoch)
        try await change(store) { try $0.endRun(Self.run) }
        await #expect(throws: StepError.superseded(Self.run)) { try await finish(store, epoch, "late") }
        #expect(try await store.read { try $0.step(1, of: Self.run) } == nil)
        await store.close()
    }
}
