import Git
package import Store
package import Telemetry
import Threading
import Vocabulary

/// Hands merged branches to the repositories the swarms work on, beside the landing: a repository that is away holds up
/// no merge, and is tried again until it is there.
package struct PushService: Sendable {
    private let store: Store
    private let repositories: Repositories
    private let logger: Logger
    private let firstPause: Duration
    /// The longest pause between two tries.
    static let longestPause = Duration.seconds(600)
    private static let atOnce = 4

    /// - Parameter firstPause: Before the second try; it doubles with each.
    package init(store: Store, repositories: Repositories, logger: Logger, firstPause: Duration = .seconds(5)) {
        self.store = store
        self.repositories = repositories
        self.logger = logger
        self.firstPause = firstPause
    }

    /// Pushes until the task is cancelled; what was not handed over then is tried at the next start.
    package func run() async throws {
        let wakes = store.wake(on: .pushes)
        while !Task.isCancelled {
            let next: Duration?
            do {
                try await pushDue()
                next = try await store.read { try $0.nextPush() }.map { max($0 - store.now, .milliseconds(50)) }
            } catch let error as StoreError {
                logger.error("pushes could not be looked at", ["error": "\(error)"])
                next = .seconds(5)
            }
            if let next { _ = await wakes.wait(within: next) } else { guard await wakes.wait() else { return } }
        }
    }

    /// Hands over everything whose time has come.
    package func pushDue() async throws {
        while case let due = try await store.read({ try $0.duePushes(limit: Self.atOnce) }), !due.isEmpty {
            try Task.checkCancellation()
            try await withThrowingDiscardingTaskGroup { group in
                for push in due { group.addTask { try await hand(push) } }
            }
        }
    }

    private func hand(_ push: PushRecord) async throws {
        guard let swarm = try await store.read({ try $0.swarm(push.swarm) }), let origin = swarm.origin,
            let commit = CommitID(push.wanted), let branch = BranchName(swarm.branch)
        else { return try await store.perform(RecordPush(swarm: push.swarm, commit: push.wanted)) }
        do {
            let repository = try repositories.open(swarm.slug)
            let address = try RepositoryAddress(origin)
            let there = try await repository.resolve(branch, at: address)
            if there != commit { try await repository.push(commit, to: branch, of: address, expecting: there) }
        } catch let error as GitError {
            logger.error("a push failed", ["swarm.slug": swarm.slug, "error": "\(error)"])
            let pause = min(firstPause * (1 << min(push.failures, 10)), Self.longestPause)
            return try await store.perform(
                RecordPushFailure(swarm: swarm.id, reason: "\(error)", pause: pause))
        }
        try await store.perform(RecordPush(swarm: swarm.id, commit: commit.text))
    }
}
