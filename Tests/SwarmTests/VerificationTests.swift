import AgentProtocol
import Git
import Glibc
import Testing

@testable import Swarm

@Suite(.timeLimit(.minutes(2)))
struct VerificationTests {
    @Test(arguments: SandboxMode.allCases)
    func `checks fail on the base and pass on the result`(mode: SandboxMode) async throws {
        let place = try await WorkPlace(mode)
        let clone = try await place.clone()
        _ = try await clone.run("echo 'echo 4' > answer.sh", timeout: .seconds(30))
        let result = try #require(
            try await clone.collect(signature: WorkPlace.signature, message: "Answer", limit: 1 << 20))
        let verification = Verification(sandbox: place.sandbox, parent: place.root)
        let checks = ["test \"$(sh answer.sh)\" = 4", "printf built > made; cat readme", "cat made", "false; true"]
        let base = try await verification.run(
            checks, at: place.base, mirror: place.mirror.path, name: "v1", timeout: .seconds(20))
        #expect(base.map(\.exit) == [1, 0, 0, 1])
        // The repository does not have the commit yet: it comes with its bundle.
        let after = try await verification.run(
            checks, at: result.tip, mirror: place.mirror.path, bundle: clone.bundlePath, name: "v2",
            timeout: .seconds(20))
        #expect(after.map(\.exit) == [0, 0, 0, 1])
        #expect(after.map(\.outputTail) == ["", "hello\n", "built", ""])
        #expect(after.map(\.command) == checks)
        #expect(after.allSatisfy { $0.seconds > 0 && $0.seconds < 20 })
        #expect(access(place.root + "/v2", F_OK) != 0)
        try await place.remove()
    }

    @Test func `time-outs, signals and long output are told as such`() async throws {
        let place = try await WorkPlace()
        let outcomes = try await Verification(sandbox: place.sandbox, parent: place.root).run(
            ["kill -9 $$", "seq 1 100000", "exit 77"], at: place.base, mirror: place.mirror.path, name: "v",
            timeout: .seconds(10))
        #expect(outcomes.map(\.exit) == [137, 0, 77])
        #expect(outcomes[1].outputTail.utf8.count == 8_192)
        #expect(outcomes[1].outputTail.hasSuffix("99999\n100000\n"))
        let slow = try await Verification(sandbox: place.sandbox, parent: place.root).run(
            ["echo begun; sleep 100", "echo next"], at: place.base, mirror: place.mirror.path, name: "w",
            timeout: .seconds(1))
        #expect(slow.map(\.exit) == [124, 0])
        #expect(slow[0].outputTail == "begun\n")
        try await place.remove()
    }

    @Test func `a commit that is not there is an error, and leaves no folder`() async throws {
        let place = try await WorkPlace()
        let missing = try #require(CommitID(String(repeating: "ab", count: 20)))
        await #expect(throws: SwarmError.self) {
            try await Verification(sandbox: place.sandbox, parent: place.root).run(
                ["true"], at: missing, mirror: place.mirror.path, name: "v", timeout: .seconds(10))
        }
        #expect(access(place.root + "/v", F_OK) != 0)
        try await place.remove()
    }

    @Test func `cancelling a verification leaves nothing behind`() async throws {
        let place = try await WorkPlace()
        let marker = "7\(getpid())"
        let verification = Verification(sandbox: place.sandbox, parent: place.root)
        let task = Task {  // the test cancels it
            try await verification.run(
                ["sleep \(marker)"], at: place.base, mirror: place.mirror.path, name: "v", timeout: .seconds(60))
        }
        while ScratchPlace.processes(with: marker).isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await ScratchPlace.survivors(with: marker) == [])
        #expect(access(place.root + "/v", F_OK) != 0)
        try await place.remove()
    }
}
