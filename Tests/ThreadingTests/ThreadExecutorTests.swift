import Glibc
import Testing
import Threading

@Suite struct ThreadExecutorTests {
    private actor Confined {
        private let executor = ThreadExecutor(name: "confined")
        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
        func thread() -> UInt { UInt(pthread_self()) }
        func stop() { executor.stop() }
    }

    @Test func `an actor's work always runs on the one thread`() async {
        let confined = Confined()
        let first = await confined.thread()
        for _ in 0..<100 {
            await Task.yield()
            #expect(await confined.thread() == first)
        }
        await confined.stop()
    }
}
