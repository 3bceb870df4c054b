import FoundationEssentials
package import LanguageModel
import Vocabulary

/// Reads a message with a language model: tier 3, asked only where the rules found nothing.
///
/// The model sees the typed text, the table of intents and the names that exist, nothing else. Its answer is checked
/// against the text and those names, then goes through the same validator as the rules.
package struct ModelParser: Sendable {
    private let model: any LanguageModel
    private let modelName: String
    private let prompt: Prompt
    private let timeout: Duration

    /// - Throws: `PromptError` where the library has no prompt `intent`.
    package init(
        model: any LanguageModel, modelName: String, prompts: PromptLibrary, timeout: Duration = .seconds(10)
    ) throws(PromptError) {
        self.model = model
        self.modelName = modelName
        prompt = try prompts.prompt(named: "intent")
        self.timeout = timeout
    }

    /// The model's reading, its tier `.model`; whatever it changes has to be confirmed.
    ///
    /// - Throws: what the model throws, `IntentError.answer` for an answer that does not fit, `CancellationError`.
    package func read(_ text: String, _ context: IntentContext) async throws -> IntentReading {
        let request = try request(for: text, context)
        let reply = try await withThrowingTaskGroup(of: ModelReply.self) { group in
            group.addTask { [model] in try await model.complete(request) }
            group.addTask { [timeout] in
                try await Task.sleep(for: timeout)
                throw IntentError.answer("it took too long")
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw IntentError.answer("there is none") }
            return first
        }
        let drafts = try ModelAnswer(text: reply.text).drafts(for: text, context)
        guard let first = drafts.first, first.intent != .unknown else { return .unknown() }
        var validator = IntentValidator(context)
        return validator.reading(drafts, tier: .model, confidence: 0.6)
    }

    private func request(for text: String, _ context: IntentContext) throws -> ModelRequest {
        let table = IntentSignature.all.map { signature in
            let slots = signature.required.map(\.rawValue) + signature.optional.map { "[\($0.rawValue)]" }
            return "- \(signature.intent.rawValue)(\(slots.joined(separator: ", "))): \(signature.meaning)"
        }
        let system = try prompt.render([
            "intents": table.joined(separator: "\n"),
            "swarms": Self.list(context.swarms), "agents": Self.list(context.agents),
            "focus": context.impliedSwarm ?? "none",
        ])
        return ModelRequest(
            model: modelName, system: system,
            messages: [ModelMessage(.user, text: String(text.prefix(RuleParser.characterLimit)))],
            schema: ModelAnswer.schema, maxTokens: 1_024)
    }

    private static func list(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.prefix(200).joined(separator: ", ")
    }
}
