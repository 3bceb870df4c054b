/// Operations whose transaction has ended, and what each of them is to be told.
struct CommittedBatch: Sendable {
    let operations: [DatabaseOperation]
    let failures: [(index: Int, error: any Error)]

    /// Many answers that go to the shared pool go out in one hop: waking that many tasks there would take as long as a
    /// commit.
    private static let manyAnswers = 16

    func answer() {
        guard operations.count >= Self.manyAnswers, !operations.allSatisfy(\.hasExecutor) else { return deliver() }
        // Unstructured, because nobody waits for it: it only wakes those who wait for their own answer.
        Task.detached { deliver() }
    }

    func fail(_ error: any Error) { for operation in operations { operation.fail(error) } }

    private func deliver() {
        var failures = failures[...]
        for (index, operation) in zip(operations.indices, operations) {
            if let failure = failures.first, failure.index == index {
                operation.fail(failure.error)
                failures.removeFirst()
            } else {
                operation.succeed()
            }
        }
    }
}
