import AgentProtocol
import FoundationEssentials
import HTTPClient
package import LanguageModel
import Subprocess
import Threading

/// Does a task with a language model and one tool, a shell command in the task's sandbox.
///
/// Completions come from the control plane, which holds the keys and keeps the ledger. The work ends when the acceptance
/// commands pass in the clone, or at a limit; what counts is judged later, elsewhere.
package struct BuiltinExecutor: JobExecutor {
    /// Tokens of one reply, thinking included.
    private static let maxTokens = 16_384
    /// Bytes of a command's output that the model sees.
    private static let outputLimit = 8 << 10

    private let prompts: PromptLibrary
    private let diskFloor: Int
    private let pauses: [Duration]
    /// What the sandbox has, once the first task has looked.
    private let toolchain = Lock<Toolchain?>(nil)

    /// - Parameters:
    ///   - diskFloor: bytes that have to stay free on the clone's file system.
    ///   - pauses: after a completion that failed in passing, before the next try; after the last one the job is given back.
    package init(
        prompts: PromptLibrary, diskFloor: Int = 1 << 30, pauses: [Duration] = [.seconds(5), .seconds(20)]
    ) {
        self.prompts = prompts
        self.diskFloor = diskFloor
        self.pauses = pauses
    }

    package func work(on job: JobContext) async throws -> JobConclusion {
        let seconds = job.offer.limits.seconds
        return try await withThrowingTaskGroup(of: JobConclusion.self) { group in
            group.addTask { try await converse(job) }
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                return .failed(.attempt, reason: "the task took longer than \(seconds) seconds")
            }
            group.addTask {
                while freeBytes(of: job.clone.folder.root).map({ $0 >= diskFloor }) ?? true {
                    try await Task.sleep(for: .seconds(2))
                }
                return .failed(.transient, reason: "the agent's disk is nearly full", retryAfterSeconds: 300)
            }
            // Leaving waits for the others, and with them for the end of every process.
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    private func converse(_ job: JobContext) async throws -> JobConclusion {
        let system: String
        do {
            system = try prompts.prompt(named: "work").render([
                "command_seconds": "\(BuiltinCall.defaultSeconds)", "turns": "\(job.offer.limits.turns)",
            ])
        } catch { return .failed(.permanent, reason: "\(error)") }
        let surroundings = try await surroundings(of: job)
        let files = try await run("git ls-files | head -c 65536", seconds: 60, outputLimit: 128 << 10, in: job)
        let briefing = BuiltinBriefing(job.offer, files: files.output)
        var conversation = BuiltinConversation(
            first: ModelMessage(.user, text: briefing.text), turnLimit: job.offer.limits.turns)
        var step = BuiltinConversation.Step.ask
        while true {
            try Task.checkCancellation()
            switch step {
            case .ask:
                let request = ModelRequest(
                    // Which model does the task is the plan's and the control plane's to say.
                    model: job.offer.model ?? "", system: system, surroundings: surroundings,
                    messages: conversation.messages, tools: [BuiltinCall.tool], maxTokens: Self.maxTokens)
                switch try await complete(request, job) {
                case .success(let reply):
                    if !reply.text.isEmpty { log("\(reply.text)\n", job) }
                    step = conversation.decide(.replied(reply))
                case .failure(let failure): return failure.conclusion
                }
            case .run(let calls):
                var outcomes: [BuiltinCall.Outcome] = []
                for call in calls { outcomes.append(try await carryOut(call, job)) }
                step = conversation.decide(.ran(outcomes))
            case .check: step = conversation.decide(.checked(try await check(job)))
            case .end(let conclusion): return conclusion
            }
        }
    }

    /// What a model is told of the sandbox; nil where it could not be found out.
    private func surroundings(of job: JobContext) async throws -> String? {
        if let known = toolchain.withLock({ $0 }) { return known.text }
        let result = try await job.clone.run(Toolchain.script, timeout: .seconds(30))
        guard result.termination.isSuccess, !result.timedOut else { return nil }
        let found = Toolchain(printed: result.outputText)
        toolchain.withLock { $0 = found }
        return found.text
    }

    // MARK: Commands

    private func carryOut(_ call: BuiltinCall, _ job: JobContext) async throws -> BuiltinCall.Outcome {
        switch call.order {
        case .refuse(let why): return BuiltinCall.Outcome(id: call.id, text: why, isError: true)
        case .run(let command, let seconds):
            log("$ \(command)\n", job)
            // A model's commands are typed as into a terminal: one that fails does not end those after it.
            let ended = try await run("set +eu\n\(command)", seconds: seconds, in: job)
            let text = "It \(ended.status).\n\(ended.output)"
            log("\(ended.output)[\(ended.status)]\n", job)
            return BuiltinCall.Outcome(id: call.id, text: text, isError: !ended.passed)
        }
    }

    /// Runs the acceptance commands, all of them, and takes back what they changed.
    private func check(_ job: JobContext) async throws -> [BuiltinCheck] {
        // What the model left is in the index while they run; what they leave besides is no work of the model's.
        _ = try await run("git add --all", seconds: 300, in: job)
        var checks: [BuiltinCheck] = []
        for command in job.offer.checks {
            let ended = try await run(command, seconds: job.offer.limits.checkSeconds, in: job)
            checks.append(
                BuiltinCheck(command: command, passed: ended.passed, status: ended.status, output: ended.output))
            log("check: \(command)\n\(ended.output)[\(ended.status)]\n", job)
        }
        _ = try await run("git checkout-index --all --force; git clean -fdq", seconds: 300, in: job)
        return checks
    }

    private func run(
        _ script: String, seconds: Int, outputLimit: Int = outputLimit, in job: JobContext
    ) async throws -> BuiltinCheck {
        let output = BuiltinOutput(limit: outputLimit)
        let result = try await job.clone.run(
            script,
            environment: [
                "WAGGLE_TASK": "\(job.offer.number)", "WAGGLE_ATTEMPT": "\(job.offer.attempt)",
                // Python leaves its caches beside the sources, and everything new in the clone is taken as work.
                "PYTHONDONTWRITEBYTECODE": "1",
            ], timeout: .seconds(seconds), outputLimit: 0
        ) { output.append($0) }
        return BuiltinCheck(
            command: script, passed: result.termination.isSuccess && !result.timedOut,
            status: BuiltinCheck.status(of: result, limit: seconds), output: output.text)
    }

    private func log(_ text: String, _ job: JobContext) { job.log.append(ArraySlice(text.utf8)) }

    // MARK: Completions

    private struct Failure: Error {
        var conclusion: JobConclusion
        var isPassing = false
    }

    private func complete(_ request: ModelRequest, _ job: JobContext) async throws -> Result<ModelReply, Failure> {
        let body = Array(try JSONEncoder().encode(request))
        var pauses = pauses[...]
        while true {
            let answer = try await completeOnce(body, job)
            guard case .failure(let failure) = answer, failure.isPassing, let pause = pauses.popFirst() else {
                return answer
            }
            try await Task.sleep(for: pause)
        }
    }

    private func completeOnce(_ body: [UInt8], _ job: JobContext) async throws -> Result<ModelReply, Failure> {
        func passing(_ reason: String) -> Result<ModelReply, Failure> {
            .failure(
                Failure(conclusion: .failed(.transient, reason: reason, retryAfterSeconds: 60), isPassing: true))
        }
        do {
            let response = try await job.complete(body)
            let detail = Self.detail(response.body)
            switch response.status {
            case 200..<300:
                guard let reply = try? JSONDecoder().decode(ModelReply.self, from: Data(response.body)) else {
                    return passing("the control plane's completion is not of this protocol")
                }
                return .success(reply)
            case 402: return .failure(Failure(conclusion: .failed(.budget, reason: detail)))
            case 404, 409, 410:
                // The report of this will be refused as well; saying it ends the work.
                return .failure(Failure(conclusion: .failed(.transient, reason: "the lease is gone: \(detail)")))
            case 408, 425, 429, 500...: return passing(detail)
            default: return .failure(Failure(conclusion: .failed(.attempt, reason: detail)))
            }
        } catch let error as AgentError {
            switch error {
            case .unavailable: return passing("\(error)")
            default: return .failure(Failure(conclusion: .failed(.transient, reason: "\(error)")))
            }
        }
    }

    private struct Problem: Decodable { var detail: String? }

    private static func detail(_ body: [UInt8]) -> String {
        let problem = try? JSONDecoder().decode(Problem.self, from: Data(body))
        return String((problem?.detail ?? "the control plane gave no reason").prefix(1_000))
    }
}
