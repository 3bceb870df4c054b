import Store
import Testing
import Threading
import Vocabulary

@Suite(.timeLimit(.minutes(3))) struct StoreTests {
    private struct NextEpoch: StoreOperation {
        func perform(in transaction: WriteTransaction) throws -> Int64 { try transaction.nextEpoch() }
    }

    private struct Emit: StoreOperation {
        func perform(in transaction: WriteTransaction) throws { try transaction.emit(.alertRaised) }
    }

    @Test(arguments: StoreKind.allCases) func `epochs never repeat`(kind: StoreKind) async throws {
        let store = try await kind.store()
        let epochs = try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<50 { group.addTask { try await store.perform(NextEpoch()) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(epochs).count == 50)
        #expect(epochs.sorted() == Array(1...50))
        await store.close()
    }

    @Test(arguments: StoreKind.allCases) func `a signal wakes who waits, after the commit`(kind: StoreKind) async throws
    {
        let store = try await kind.store()
        let waiting = store.wake(on: .events)
        try await store.perform(Emit())
        #expect(await waiting.wait())
        #expect(try await store.read { try $0.events(after: 0, limit: 10) }.map(\.type) == [.alertRaised])
        await store.close()
    }
}
