import AgentProtocol
import Orchestrator
import Store
import Testing
import Vocabulary

/// A check that no agent can run must not wait in silence.
@Suite(.timeLimit(.minutes(1))) struct WaitingCheckTests {
    private static let prd = """
        # Render
        ## Tasks
        ### 1. Draw it
        Needs: gpu, os=linux
        ```sh run
        echo 1 > one
        ```
        ```sh check
        test -f one
        ```
        """

    @Test func `the status of a swarm says which check no agent can run, until one comes`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(Self.prd, by: owner)
            let target: [Slot: SlotValue] = [.swarm: .text("#\(swarm.id)")]
            func answer(_ intent: IntentName) async throws -> String {
                try await bench.say([Command(intent, target)], as: owner).map(\.text).joined()
            }
            let strong = try await bench.agent("strong", gpus: 1, tags: ["os": "linux"])
            _ = try await bench.agent("plain", tags: ["os": "linux"])
            let offer = try #require(try await bench.desk.claim(strong, ClaimRequest(waitSeconds: 0)))
            _ = try await bench.desk.complete(offer.lease, by: strong.id, JobReport(isSandboxed: true))
            #expect(try await answer(.swarmStatus).contains("1 Draw it: being checked"))

            // The agent that did the work is removed, and its check with it.
            _ = try await bench.store.perform(
                PerformCommand(
                    principal: owner, command: Command(.agentRemove, [.agent: .text("strong")]),
                    settings: bench.settings))
            let status = try await answer(.swarmStatus)
            #expect(status.contains("1 Draw it: to be checked, waits for an agent with gpu"), "\(status)")
            #expect(try await answer(.taskList).contains("waits for an agent with gpu"))

            let other = try await bench.agent("other", gpus: 1, tags: ["os": "linux"])
            #expect(try await answer(.swarmStatus).contains("1 Draw it: being checked"))
            let check = try #require(try await bench.desk.claim(other, ClaimRequest(waitSeconds: 0)))
            #expect(check.kind == .verification)
            #expect(try await answer(.swarmStatus).contains("being checked, other"))
        }
    }

    @Test func `a check behind a paused lane says so`() async throws {
        try await Workbench.with { bench in
            let owner = try await bench.person()
            let swarm = try await bench.runningSwarm(Self.prd, by: owner)
            let agent = try await bench.agent("strong", gpus: 1, tags: ["os": "linux"])
            let offer = try #require(try await bench.desk.claim(agent, ClaimRequest(waitSeconds: 0)))
            _ = try await bench.desk.complete(offer.lease, by: agent.id, JobReport(isSandboxed: true))
            #expect(try await bench.store.perform(SetLane(.normal, isOpen: false, by: owner)))
            let status = try await bench.say([Command(.swarmStatus, [.swarm: .text("#\(swarm.id)")])], as: owner)
            #expect(status.contains { $0.text.contains("to be checked, the normal lane is paused") })
        }
    }
}
