import Threading
import Vocabulary

/// Runs a service in one of the processes that share a database: the one that holds its row, for as long as it renews it.
///
/// When that process dies, another one takes over: at once where its end is seen (`Presence`), else after `lifetime`. Correctness does not hang on it: what a service does
/// is compared and set in the database; a turn only keeps two from doing the same work.
package struct ServiceTurn: Sendable {
    private let store: Store
    private let name: String
    private let lifetime: Duration

    package init(store: Store, name: String, lifetime: Duration = .seconds(10)) {
        self.store = store
        self.name = name
        self.lifetime = lifetime
    }

    /// Runs `body` where the turn is free now; false where another process has it.
    ///
    /// Nobody is told when it ends: for turns that are not waited for.
    package func runIfFree(_ body: @escaping @Sendable () async throws -> Void) async throws -> Bool {
        guard store.isShared else {
            try await body()
            return true
        }
        let asked = ContinuousClock.now
        guard try await take() else { return false }
        _ = try await hold(since: asked, isAwaited: false, body)
        return true
    }

    /// Waits for the turn and runs `body`, again and again, until the task is cancelled or `body` ends by itself.
    package func run(_ body: @escaping @Sendable () async throws -> Void) async throws {
        guard store.isShared else { return try await body() }
        let freed = store.wake(on: .services)
        while !Task.isCancelled {
            let asked = ContinuousClock.now
            guard try await isFree(), try await take() else {
                _ = await freed.wait(within: lifetime / 10)
                continue
            }
            if try await hold(since: asked, isAwaited: true, body) { return }
        }
    }

    /// Runs `body` while the turn is renewed; true where it ended by itself.
    private func hold(
        since start: ContinuousClock.Instant, isAwaited: Bool, _ body: @escaping @Sendable () async throws -> Void
    ) async throws -> Bool {
        let hasEnded = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await body()
                return !Task.isCancelled
            }
            group.addTask {
                try await renew(since: start)
                return false
            }
            defer { group.cancelAll() }
            return try await group.next() ?? false
        }
        // So that the next process need not wait, where this one is asked to stop; uncancelled, for that reason.
        await Task { try? await store.perform(LeaveService(name: name, isAwaited: isAwaited)) }.value
        return hasEnded
    }

    /// Returns when the turn is lost, or cannot be renewed before another process may take it.
    private func renew(since start: ContinuousClock.Instant) async throws {
        var renewed = start
        while true {
            try await Task.sleep(for: lifetime / 4)
            let asked = ContinuousClock.now
            do {
                guard try await take() else { return }
                renewed = asked
            } catch is StoreError {
                guard ContinuousClock.now - renewed < lifetime / 2 else { return }
            }
        }
    }

    /// Only reads, so that those who wait cost those who work nothing.
    private func isFree() async throws -> Bool {
        let name = name
        return try await store.read { try $0.isServiceFree(name) }
    }

    private func take() async throws -> Bool {
        try await store.perform(TakeService(name: name, lifetime: lifetime))
    }
}

/// Takes or keeps the right to run a service.
struct TakeService: StoreOperation {
    let name: String
    let lifetime: Duration

    func perform(in transaction: WriteTransaction) throws -> Bool {
        try transaction.takeService(name, until: transaction.now + lifetime)
    }
}

/// Gives the right to run a service back.
struct LeaveService: StoreOperation {
    let name: String
    let isAwaited: Bool

    func perform(in transaction: WriteTransaction) throws {
        try transaction.leaveService(name, isAwaited: isAwaited)
    }
}
