import Git
import Glibc
import Subprocess
import Testing
import Threading

@testable import Swarm

@Suite(.timeLimit(.minutes(2)))
struct ShellExecutorTests {
    private final class Collected: Sendable {
        private let text = Lock("")
        var value: String { text.withLock { $0 } }
        func append(_ more: String) { text.withLock { $0 += more } }
    }

    @Test(arguments: SandboxMode.allCases)
    func `a script's output and end are told`(mode: SandboxMode) async throws {
        let place = try await WorkPlace(mode)
        let clone = try await place.clone()
        let collected = Collected()
        let log = ExecutionLog { collected.append($0) }
        let executor = ShellExecutor()
        let done = try await executor.run(
            "echo working; echo $TASK >&2", in: clone, environment: ["TASK": "7"], timeout: .seconds(30), log: log)
        #expect(done == .succeeded)
        #expect(collected.value == "working\n7\n")
        #expect(log.tail == "working\n7\n")
        #expect(
            try await executor.run("exit 3", in: clone, timeout: .seconds(30), log: log) == .failed(.exited(3)))
        #expect(try await executor.run("sleep 100", in: clone, timeout: .milliseconds(500), log: log) == .timedOut)
        try await place.remove()
    }

    @Test func `a flood of output is cut once and its end is kept`() async throws {
        let place = try await WorkPlace()
        let clone = try await place.clone()
        let collected = Collected()
        let log = ExecutionLog(limit: 10_000, tailLimit: 100) { collected.append($0) }
        #expect(
            try await ShellExecutor().run("seq 1 200000", in: clone, timeout: .seconds(60), log: log) == .succeeded)
        #expect(collected.value.utf8.count < 10_100)
        #expect(collected.value.hasSuffix("[more output is not kept]\n"))
        #expect(log.tail.utf8.count == 100 && log.tail.hasSuffix("\n200000\n"))
        try await place.remove()
    }

    @Test func `a disk below its floor ends the script`() async throws {
        let place = try await WorkPlace()
        let clone = try await place.clone()
        let marker = "6\(getpid())"
        let outcome = try await ShellExecutor(diskFloor: .max).run(
            "sleep \(marker)", in: clone, timeout: .seconds(60), log: ExecutionLog { _ in })
        #expect(outcome == .diskFull)
        #expect(try await ScratchPlace.survivors(with: marker) == [])
        try await place.remove()
    }

    @Test(arguments: SandboxMode.allCases)
    func `cancellation ends every process`(mode: SandboxMode) async throws {
        let place = try await WorkPlace(mode)
        let clone = try await place.clone()
        let marker = "5\(getpid())\(mode == .off ? 1 : 2)"
        let task = Task {  // the test cancels it
            try await ShellExecutor().run(
                "trap '' TERM; sleep \(marker) & setsid sleep \(marker) & wait", in: clone, timeout: .seconds(60),
                log: ExecutionLog { _ in })
        }
        while ScratchPlace.processes(with: marker).count < 2 { try await Task.sleep(for: .milliseconds(10)) }
        let start = ContinuousClock.now
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(ContinuousClock.now - start < .seconds(10))
        #expect(try await ScratchPlace.survivors(with: marker) == [])
        try await place.remove()
    }
}
