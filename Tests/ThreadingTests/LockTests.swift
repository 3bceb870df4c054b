import Testing
import Threading

@Suite struct LockTests {
    @Test func `increments from many tasks are all counted`() async {
        let lock = Lock(0)
        await withDiscardingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1_000 { lock.withLock { $0 += 1 } }
                }
            }
        }
        #expect(lock.withLock { $0 } == 8_000)
    }
}
