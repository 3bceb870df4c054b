import AgentProtocol
import FoundationEssentials
import Git
import Glibc
import HTTPClient
import LanguageModel
import Subprocess
import Testing
import Threading
import Vocabulary

@testable import Swarm

@Suite(.timeLimit(.minutes(2)))
struct BuiltinExecutorTests {
    /// The control plane's completions: replies one after the other, and what was asked.
    private final class Script: Sendable {
        struct State {
            var replies: [ModelReply]
            var statuses: [Int]
            var requests: [ModelRequest] = []
        }

        let state: Lock<State>

        /// `statuses` are answered first; the last reply is given again and again.
        init(_ replies: [ModelReply], statuses: [Int] = []) {
            state = Lock(State(replies: replies, statuses: statuses))
        }

        var requests: [ModelRequest] { state.withLock { $0.requests } }

        func complete(_ body: [UInt8]) throws -> HTTPClientResponse {
            let request = try JSONDecoder().decode(ModelRequest.self, from: Data(body))
            return try state.withLock { state in
                state.requests.append(request)
                if !state.statuses.isEmpty {
                    let status = state.statuses.removeFirst()
                    return HTTPClientResponse(
                        status: status, headers: HTTPClientHeaders(), body: Array(#"{"detail":"because"}"#.utf8))
                }
                let reply = state.replies.count > 1 ? state.replies.removeFirst() : state.replies[0]
                return HTTPClientResponse(
                    status: 200, headers: HTTPClientHeaders(), body: Array(try JSONEncoder().encode(reply)))
            }
        }
    }

    private static let usage = ModelUsage(input: 1, output: 1)
    private static let done = ModelReply(content: [.text("Made it.")], stop: .end, usage: usage)

    private static func run(_ command: String, seconds: Int? = nil) -> ModelReply {
        var input: [String: JSONValue] = ["command": .string(command)]
        input["seconds"] = seconds.map { .integer(Int64($0)) }
        return ModelReply(
            content: [.text("I look."), .toolUse(id: "call", name: "shell", input: .object(input))], stop: .toolUse,
            usage: usage)
    }

    private struct Ended {
        var conclusion: JobConclusion
        var log: String
        /// What the clone would hand in.
        var status: String
    }

    private func work(
        _ script: Script, mode: SandboxMode = .required, checks: [String] = ["test -f made"],
        limits: JobLimits = JobLimits(seconds: 60, checkSeconds: 20, turns: 8), diskFloor: Int = 0
    ) async throws -> Ended {
        let place = try await WorkPlace(mode)
        let clone = try await place.clone()
        let log = ExecutionLog(tailLimit: 64 << 10) { _ in }
        let offer = JobOffer(
            lease: LeaseID(task: 7, epoch: 70), leaseSeconds: 60, kind: .work, swarm: "shop", number: 7,
            title: "Make it", details: "A file called made.", attempt: 2, feedback: "it was empty",
            executor: .builtin, model: "some-model", tier: .standard, run: nil, checks: checks, files: ["made"],
            repository: place.mirror.path, base: place.base.text, commit: nil, notes: ["be quick"], limits: limits)
        let job = JobContext(offer: offer, clone: clone, log: log) { try script.complete($0) }
        let executor = BuiltinExecutor(
            prompts: try PromptLibrary(), diskFloor: diskFloor, pauses: [.milliseconds(1), .milliseconds(1)])
        do {
            let conclusion = try await executor.work(on: job)
            let status = try await clone.run("git status --short", timeout: .seconds(30))
            try await place.remove()
            return Ended(conclusion: conclusion, log: log.tail, status: status.outputText)
        } catch {
            try await place.remove()
            throw error
        }
    }

    private func outputs(_ script: Script) -> [(text: String, isError: Bool)] {
        (script.requests.last?.messages ?? []).flatMap(\.content).compactMap { piece in
            if case .toolResult(_, let text, let isError) = piece { (text, isError) } else { nil }
        }
    }

    @Test(arguments: SandboxMode.allCases)
    func `a task is done in one go`(mode: SandboxMode) async throws {
        let script = Script([Self.run("echo x > made; pwd > /dev/null; ls"), Self.done])
        let ended = try await work(script, mode: mode)
        #expect(ended.conclusion == .finished(summary: "Made it."))
        #expect(ended.status.contains("made"))
        #expect(outputs(script).map(\.text) == ["It ended with exit status 0.\nmade\nreadme\n"])
        #expect(ended.log.contains("$ echo x > made") && ended.log.contains("check: test -f made"))
        let request = try #require(script.requests.first)
        #expect(request.model == "some-model" && request.tools.map(\.name) == ["shell"])
        guard case .text(let briefing)? = request.messages.first?.content.first else {
            Issue.record("no briefing")
            return
        }
        for told in ["Make it", "A file called made.", "test -f made", "readme", "it was empty", "be quick"] {
            #expect(briefing.contains(told))
        }
    }

    @Test func `the same task asks for the same, whatever the place and the clock`() async throws {
        let reply = Self.run("echo x > made; ls; git status --short")
        let first = Script([reply, Self.done])
        let second = Script([reply, Self.done])
        _ = try await work(first)
        _ = try await work(second)
        #expect(first.requests.map(\.recordingDigest) == second.requests.map(\.recordingDigest))
        #expect(first.requests.map(\.digest) == second.requests.map(\.digest))
    }

    @Test func `failed checks go back to the model, and what they leave is no work of its`() async throws {
        let script = Script([Self.done, Self.run("echo x > made"), Self.done])
        let ended = try await work(
            script, checks: ["echo litter > litter; echo more >> readme; test -f made || { echo none made; exit 3; }"])
        #expect(ended.conclusion == .finished(summary: "Made it."))
        #expect(ended.status == "A  made\n")
        guard case .text(let told)? = script.requests[1].messages.last?.content.first else {
            Issue.record("nothing told")
            return
        }
        #expect(told.contains("none made") && told.contains("exit status 3"))
    }

    @Test func `failing, slow and unknown calls are told to the model`() async throws {
        let unknown = ModelReply(
            content: [.toolUse(id: "call", name: "browse", input: [:])], stop: .toolUse, usage: Self.usage)
        let script = Script([
            Self.run("echo out; echo err >&2; false; echo on; exit 4"), Self.run("sleep 100", seconds: 1), unknown,
            Self.run("touch made"), Self.done,
        ])
        let ended = try await work(script)
        #expect(ended.conclusion == .finished(summary: "Made it."))
        let told = outputs(script)
        #expect(told.map(\.isError) == [true, true, true, false])
        #expect(told[0].text == "It ended with exit status 4.\nout\nerr\non\n")
        #expect(told[1].text == "It took longer than 1 seconds and was ended.\n")
        #expect(told[2].text.contains("browse"))
    }

    @Test func `of huge output the beginning and the end are shown`() async throws {
        let script = Script([Self.run("touch made; echo first; seq 1 200000; echo last"), Self.done])
        _ = try await work(script)
        let told = try #require(outputs(script).first).text
        #expect(told.utf8.count < 9_000)
        #expect(told.contains("first\n1\n2\n") && told.hasSuffix("200000\nlast\n"))
        #expect(told.contains("bytes are left out here"))
    }

    @Test func `an endless loop hits the limit of turns`() async throws {
        let script = Script((1...20).map { Self.run("echo round \(String(repeating: "x", count: $0))") })
        let ended = try await work(script)
        guard case .failed(.attempt, let reason, nil) = ended.conclusion else {
            Issue.record("\(ended.conclusion)")
            return
        }
        #expect(reason.contains("8 turns") && script.requests.count == 8)
    }

    @Test func `a command that never ends hits the limit of time and leaves no process`() async throws {
        let marker = "7\(getpid())"
        let script = Script([Self.run("setsid sleep \(marker) & sleep \(marker)")])
        let ended = try await work(script, limits: JobLimits(seconds: 2, checkSeconds: 20, turns: 8))
        guard case .failed(.attempt, let reason, nil) = ended.conclusion else {
            Issue.record("\(ended.conclusion)")
            return
        }
        #expect(reason.contains("2 seconds"))
        #expect(try await ScratchPlace.survivors(with: marker) == [])
    }

    @Test func `a full disk gives the job back`() async throws {
        let ended = try await work(Script([Self.run("sleep 50")]), diskFloor: .max)
        guard case .failed(.transient, _, .some) = ended.conclusion else {
            Issue.record("\(ended.conclusion)")
            return
        }
    }

    @Test(arguments: [
        (402, JobFailure.Class.budget, 1), (410, .transient, 1), (422, .attempt, 1), (503, .transient, 3),
    ])
    func `a completion that is refused ends the work`(status: Int, kind: JobFailure.Class, tries: Int) async throws {
        let script = Script([Self.done], statuses: Array(repeating: status, count: 3))
        let ended = try await work(script)
        guard case .failed(kind, let reason, let delay) = ended.conclusion else {
            Issue.record("\(ended.conclusion)")
            return
        }
        #expect(reason.contains("because"))
        #expect(script.requests.count == tries)
        #expect((delay != nil) == (status == 503))
    }

    @Test func `a completion that fails in passing is asked for again`() async throws {
        let script = Script([Self.run("touch made"), Self.done], statuses: [503, 429])
        #expect(try await work(script).conclusion == .finished(summary: "Made it."))
        #expect(Set(script.requests.prefix(3).map(\.digest)).count == 1)
    }

    @Test(arguments: SandboxMode.allCases)
    func `cancellation ends every process`(mode: SandboxMode) async throws {
        let marker = "8\(getpid())\(mode == .off ? 1 : 2)"
        let script = Script([
            Self.run("trap '' TERM; sleep \(marker) & setsid sleep \(marker) & wait")
        ])
        let task = Task {  // the test cancels it
            try await work(script, mode: mode)
        }
        while ScratchPlace.processes(with: marker).count < 2 { try await Task.sleep(for: .milliseconds(10)) }
        let start = ContinuousClock.now
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(ContinuousClock.now - start < .seconds(10))
        #expect(try await ScratchPlace.survivors(with: marker) == [])
    }
}
