import Store
import Testing
import Threading
import Vocabulary

@Suite struct StoreTests {
    private struct NextEpoch: StoreOperation {
        func perform(in transaction: WriteTransaction) throws -> Int64 { try transaction.nextEpoch() }
    }

    private struct Emit: StoreOperation {
        func perform(in transaction: WriteTransaction) throws { try transaction.emit(.alertRaised) }
    }

    private func memory() async throws -> Store {
        try await Store(path: nil, clock: { Timestamp(milliseconds: 1_000) }, randomNumber: { 7 })
    }

    @Test func `epochs never repeat`() async throws {
        let store = try await memory()
        let epochs = try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<50 { group.addTask { try await store.perform(NextEpoch()) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(epochs).count == 50)
        #expect(epochs.sorted() == Array(1...50))
        await store.close()
    }

    @Test func `a signal wakes who waits, after the commit`() async throws {
        let store = try await memory()
        let waiting = store.wake(on: .events)
        try await store.perform(Emit())
        #expect(await waiting.wait())
        #expect(try await store.read { try $0.events(after: 0, limit: 10) }.map(\.type) == [.alertRaised])
        await store.close()
    }
}
