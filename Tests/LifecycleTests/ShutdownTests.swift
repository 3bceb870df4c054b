import Lifecycle
import Testing
import Threading

@Suite(.timeLimit(.minutes(1))) struct ShutdownTests {
    @Test func `a handler runs once, also when the wish came first`() async {
        let count = Lock(0)
        let shutdown = Shutdown()
        await shutdown.handling({ count.withLock { $0 += 1 } }) {
            shutdown.trigger()
            shutdown.trigger()
        }
        #expect(count.withLock { $0 } == 1)
        await Shutdown.$current.withValue(shutdown) {
            await withGracefulShutdownHandler(operation: {}, onGracefulShutdown: { count.withLock { $0 += 1 } })
        }
        #expect(count.withLock { $0 } == 2)
    }

    @Test func `a handler whose operation is over does not run`() async {
        let count = Lock(0)
        let shutdown = Shutdown()
        await shutdown.handling({ count.withLock { $0 += 1 } }) {}
        shutdown.trigger()
        #expect(count.withLock { $0 } == 0)
    }

    @Test func `waiting ends with the wish and with cancellation`() async {
        let shutdown = Shutdown()
        await withDiscardingTaskGroup { group in
            group.addTask { await shutdown.wait() }
            group.addTask { shutdown.trigger() }
        }
        let other = Shutdown()
        await withDiscardingTaskGroup { group in
            group.addTask { await other.wait() }
            group.cancelAll()
        }
        #expect(!other.isTriggered)
    }

    @Test func `a sleeping loop is cancelled by the wish to stop`() async throws {
        let shutdown = Shutdown()
        try await Shutdown.$current.withValue(shutdown) {
            let slept: Int? = try await cancelledByGracefulShutdown {
                shutdown.trigger()
                try await Task.sleep(for: .seconds(3_600))
                return 1
            }
            #expect(slept == nil)
        }
        try await Shutdown.$current.withValue(Shutdown()) {
            let two = try await cancelledByGracefulShutdown { 2 }
            #expect(two == 2)
            struct Problem: Error {}
            await #expect(throws: Problem.self) { try await cancelledByGracefulShutdown { throw Problem() } }
        }
    }
}
