import AgentProtocol
import Git
import Glibc
import Orchestrator
import Store
import Subprocess
import Telemetry
import TestSupport
import Testing
import Vocabulary

/// Branches on their way to the repository a swarm works on.
@Suite(.timeLimit(.minutes(2))) struct PushTests {
    private func git(_ arguments: [String]) async throws -> String {
        let result = try await Subprocess.run(
            SubprocessRequest(
                executable: "/usr/bin/git", arguments: arguments,
                environment: ["PATH": "/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1"], timeout: .seconds(30)))
        guard result.termination.isSuccess else { throw StoreError.unavailable(result.errorText) }
        return result.outputText
    }

    private struct Work: StoreOperation {
        let swarm: SwarmID
        let origin: String
        let commit: String

        func perform(in transaction: WriteTransaction) throws {
            guard var record = try transaction.swarm(swarm) else { return }
            record.origin = origin
            try transaction.update(record)
            try transaction.wantPush(commit, of: swarm)
        }
    }

    @Test func `a repository that is away is tried again until it is there, and told about once each way`() async throws
    {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(PRDText.single, by: owner)
            let origin = bench.folder + "/origin.git"
            let head = try #require(swarm.head)
            try await bench.store.perform(Work(swarm: swarm.id, origin: origin, commit: head))
            let service = PushService(store: bench.store, repositories: bench.repositories, logger: .silent)
            try await service.pushDue()
            try await service.pushDue()
            func failures() async throws -> Int? {
                bench.advance(.seconds(3_600))
                return try await bench.store.read { try $0.duePushes(limit: 1) }.first?.failures
            }
            // Only once before its time has come.
            #expect(try await failures() == 1)
            try await service.pushDue()
            #expect(try await failures() == 2)
            #expect(try await bench.store.read { try $0.openAlerts() }.map(\.key) == ["push \(swarm.id)"])
            _ = try await git(["init", "-q", "--bare", origin])
            try await service.pushDue()
            #expect(try await failures() == nil)
            #expect(try await bench.store.read { try $0.openAlerts() }.isEmpty)
            let there = try await git(["-C", origin, "rev-parse", swarm.branch])
            #expect(there.hasPrefix(head))
            let types = try await bench.store.read { try $0.events(after: 0, limit: 200) }.map(\.type)
            #expect(types.count { $0 == .alertRaised } == 1 && types.count { $0 == .alertCleared } == 1)
        }
    }
}
