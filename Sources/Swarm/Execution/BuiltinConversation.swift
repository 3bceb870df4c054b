import AgentProtocol
package import LanguageModel

/// The decisions of the `builtin` executor: a conversation that only grows, and what comes next.
///
/// Pure: asking the model, running commands and reading clocks happen outside.
package struct BuiltinConversation: Hashable, Sendable {
    package enum Event: Hashable, Sendable {
        case replied(ModelReply)
        /// What came of the calls of the last step `run`, in their order.
        case ran([BuiltinCall.Outcome])
        /// What came of the acceptance commands after the step `check`.
        case checked([BuiltinCheck])
    }

    package enum Step: Hashable, Sendable {
        /// Send `messages` to the model.
        case ask
        case run([BuiltinCall])
        /// Run the acceptance commands.
        case check
        case end(JobConclusion)
    }

    /// Calls in one turn beyond these are refused.
    static let callsPerTurn = 16
    private static let summaryLimit = 2_000

    package private(set) var messages: [ModelMessage]
    /// Replies of the model so far.
    package private(set) var turns = 0
    private let turnLimit: Int
    private let repeatLimit: Int
    private var lastText = ""
    private var calls: [BuiltinCall] = []
    /// What the last rounds did and what came of it, as far as it was the same each time.
    private var lastRound: [String] = []
    private var sameRounds = 0
    private var lastFailure: [String] = []
    private var sameFailures = 0

    /// - Parameters:
    ///   - turnLimit: replies of the model, at least one.
    ///   - repeatLimit: so many rounds or failed checks in a row with the same outcome end the work.
    package init(first: ModelMessage, turnLimit: Int, repeatLimit: Int = 4) {
        messages = [first]
        self.turnLimit = max(1, turnLimit)
        self.repeatLimit = repeatLimit
    }

    package mutating func decide(_ event: Event) -> Step {
        switch event {
        case .replied(let reply): replied(reply)
        case .ran(let outcomes): ran(outcomes)
        case .checked(let checks): checked(checks)
        }
    }

    private mutating func replied(_ reply: ModelReply) -> Step {
        turns += 1
        if reply.stop == .refusal {
            return .end(.failed(.permanent, reason: "the language model declined to do the task"))
        }
        // The whole turn goes back, pieces that mean nothing to us included.
        if !reply.content.isEmpty { messages.append(ModelMessage(.assistant, reply.content)) }
        if !reply.text.isEmpty { lastText = reply.text }
        calls = BuiltinCall.calls(in: reply, limit: Self.callsPerTurn)
        if !calls.isEmpty { return .run(calls) }
        guard reply.stop != .maxTokens else {
            return askAgain("Your answer was cut off at its longest length. Go on in smaller steps.")
        }
        return .check
    }

    private mutating func ran(_ outcomes: [BuiltinCall.Outcome]) -> Step {
        messages.append(
            ModelMessage(.user, outcomes.map { .toolResult(id: $0.id, text: $0.text, isError: $0.isError) }))
        let round = zip(calls, outcomes).map { "\($0.order)\u{0}\(Self.withoutDigits($1.text))" }
        sameRounds = round == lastRound ? sameRounds + 1 : 1
        lastRound = round
        if sameRounds >= repeatLimit {
            return .end(
                .failed(.attempt, reason: "the model ran the same commands \(sameRounds) times with the same outcome"))
        }
        return turns < turnLimit ? .ask : .check
    }

    private mutating func checked(_ checks: [BuiltinCheck]) -> Step {
        let failed = checks.filter { !$0.passed }
        guard let first = failed.first else {
            let summary = String(lastText.prefix(Self.summaryLimit))
            return .end(.finished(summary: summary.isEmpty ? "The acceptance commands pass." : summary))
        }
        let failure = failed.map { "\($0.command)\u{0}\($0.status)\u{0}\(Self.withoutDigits($0.output))" }
        sameFailures = failure == lastFailure ? sameFailures + 1 : 1
        lastFailure = failure
        let what = "the check “\(first.command.prefix(200))” \(first.status)"
        if turns >= turnLimit {
            return .end(.failed(.attempt, reason: "\(what) after \(turns) turns, which is the limit"))
        }
        if sameFailures >= repeatLimit {
            return .end(.failed(.attempt, reason: "\(what) in the same way \(sameFailures) times in a row"))
        }
        return askAgain(BuiltinCheck.report(checks))
    }

    private mutating func askAgain(_ text: String) -> Step {
        guard turns < turnLimit else { return .check }
        messages.append(ModelMessage(.user, text: text))
        return .ask
    }

    /// Durations and process numbers differ between two runs that did the same.
    private static func withoutDigits(_ text: String) -> String { text.filter { !$0.isNumber } }
}
