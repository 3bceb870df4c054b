import Testing
import Threading

@Suite struct WakeTests {
    @Test func `a raise before the wait is not lost, and several are one`() async {
        let wake = Wake()
        wake.raise()
        wake.raise()
        #expect(await wake.wait())
        #expect(await wake.wait(within: .milliseconds(5)) == false)
    }

    @Test(.timeLimit(.minutes(1))) func `a wait that was cut short leaves the next one whole`() async {
        let wake = Wake()
        for _ in 0..<50 {
            #expect(await wake.wait(within: .milliseconds(1)) == false)
            async let woken = wake.wait()
            wake.raise()
            #expect(await woken)
        }
    }

    @Test(.timeLimit(.minutes(1))) func `cancellation and closing end a wait`() async {
        let wake = Wake()
        let waiting = Task { await wake.wait() }  // a task of its own, to be cancelled
        waiting.cancel()
        #expect(await waiting.value == false)
        wake.close()
        #expect(await wake.wait() == false)
    }

    @Test(.timeLimit(.minutes(1))) func `no raise is lost between a raiser and a waiter with time-outs`() async {
        let wake = Wake()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for _ in 0..<2_000 {
                    wake.raise()
                    await Task.yield()
                }
                wake.close()
            }
            group.addTask { while await wake.wait() {} }
        }
    }
}
