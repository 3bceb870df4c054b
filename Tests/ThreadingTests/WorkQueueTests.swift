import Testing
import Threading

@Suite struct WorkQueueTests {
    @Test func `what is taken out of the middle leaves the order of the rest`() {
        let queue = WorkQueue<Int>(capacity: 8)
        for number in 0..<8 { #expect(queue.offer(number) == .taken) }
        #expect(queue.takeWaiting(limit: 2) == [0, 1])
        #expect(queue.remove { $0 % 3 != 0 } == [2, 4, 5, 7])
        #expect(queue.count == 2)
        // Its places are free again.
        for number in 10..<16 { #expect(queue.offer(number) == .taken) }
        #expect(queue.offer(16) == .full)
        #expect(queue.takeWaiting(limit: 100) == [3, 6] + Array(10..<16))
        #expect(queue.remove { _ in true } == [])
    }
}
