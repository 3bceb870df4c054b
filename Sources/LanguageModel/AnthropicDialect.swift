import Crypto
import Vocabulary

/// The Messages API of Anthropic, version 2023-06-01.
struct AnthropicDialect: ModelDialect {
    /// The tool that carries a structured answer on models without structured output.
    static let answerTool = "answer"

    var completionPath: String { "/v1/messages" }
    var modelsPath: String { "/v1/models?limit=1000" }

    func headers(key: Secret?) -> [(name: String, value: String)] {
        [("anthropic-version", "2023-06-01")] + (key.map { [("x-api-key", $0.expose())] } ?? [])
    }

    func body(of request: ModelRequest, isStreaming: Bool) throws(LanguageModelError) -> JSONValue {
        var body: [String: JSONValue] = [
            "model": .string(request.model), "max_tokens": .integer(Int64(request.maxTokens)),
            "messages": .array(request.messages.compactMap(Self.message)),
        ]
        if !request.wholeSystem.isEmpty { body["system"] = .string(request.wholeSystem) }
        if isStreaming { body["stream"] = true }
        var tools = request.tools.map { tool -> JSONValue in
            ["name": .string(tool.name), "description": .string(tool.description), "input_schema": tool.input]
        }
        if let schema = request.schema {
            if Self.answersByTool(request.model) {
                tools.append([
                    "name": .string(Self.answerTool), "description": "Gives the answer.", "input_schema": schema,
                ])
                let choice: JSONValue = request.tools.isEmpty ? "tool" : "any"
                var members: [String: JSONValue] = ["type": choice, "disable_parallel_tool_use": true]
                if request.tools.isEmpty { members["name"] = .string(Self.answerTool) }
                body["tool_choice"] = .object(members)
            } else {
                guard let constrained = ConstrainedSchema.closing(schema) else {
                    throw LanguageModelError(
                        .badRequest,
                        "The schema of the answer has an object with free member names, which no provider "
                            + "can promise: name its members.")
                }
                body["output_config"] = ["format": ["type": "json_schema", "schema": constrained]]
            }
        }
        if !tools.isEmpty { body["tools"] = .array(tools) }
        return .object(body)
    }

    /// Whether the model predates structured output and has to be made to call a tool; newer models refuse to be made to.
    private static func answersByTool(_ model: String) -> Bool {
        [
            "claude-2", "claude-3", "claude-instant", "claude-opus-4-0", "claude-opus-4-1", "claude-opus-4-2",
            "claude-sonnet-4-0", "claude-sonnet-4-2",
        ].contains(where: model.hasPrefix) || model == "claude-opus-4" || model == "claude-sonnet-4"
    }

    private static func message(_ message: ModelMessage) -> JSONValue? {
        let content = message.content.compactMap { piece -> JSONValue? in
            switch piece {
            case .text(let text): text.isEmpty ? nil : ["type": "text", "text": .string(text)]
            case .toolUse(let id, let name, let input):
                ["type": "tool_use", "id": .string(id), "name": .string(name), "input": input]
            case .toolResult(let id, let text, let isError):
                [
                    "type": "tool_result", "tool_use_id": .string(id), "content": .string(text),
                    "is_error": .bool(isError),
                ]
            case .opaque(let block): block
            }
        }
        if content.isEmpty { return nil }
        return ["role": .string(message.speaker.rawValue), "content": .array(content)]
    }

    func reply(_ body: JSONValue, to request: ModelRequest) throws(LanguageModelError) -> ModelReply {
        guard let blocks = body["content"]?.array, let usage = body["usage"] else {
            throw LanguageModelError(.malformed, "The model's answer is not a message of the Messages API.")
        }
        let isAnswerTool = request.schema != nil && Self.answersByTool(request.model)
        var hasAnswer = false
        let content = blocks.compactMap { block -> ModelContent? in
            switch block["type"]?.string {
            case "text": return block["text"]?.string.map(ModelContent.text)
            case "tool_use":
                guard let id = block["id"]?.string, let name = block["name"]?.string else { return nil }
                let input = block["input"] ?? .object([:])
                if isAnswerTool, name == Self.answerTool {
                    defer { hasAnswer = true }
                    return hasAnswer ? nil : .text(input.string ?? input.canonical)
                }
                return .toolUse(id: id, name: name, input: input)
            default: return .opaque(block)
            }
        }
        let stop: ModelReply.Stop =
            switch body["stop_reason"]?.string {
            case "tool_use": hasAnswer ? .end : .toolUse
            case "max_tokens", "model_context_window_exceeded": .maxTokens
            case "refusal": .refusal
            default: .end
            }
        func count(_ name: String) -> Int { max(0, Int(usage[name]?.integer ?? 0)) }
        return ModelReply(
            content: content, stop: stop,
            usage: ModelUsage(
                input: count("input_tokens") + count("cache_creation_input_tokens"),
                cachedInput: count("cache_read_input_tokens"), output: count("output_tokens")))
    }

    func makeAccumulator() -> any ModelStreamAccumulator { AnthropicStreamAccumulator() }

    func failure(status: Int, body: JSONValue?) -> (code: LanguageModelError.Code, message: String?) {
        let message = body?["error"]?["message"]?.string
        let text = (message ?? "").lowercased()
        switch (status, body?["error"]?["type"]?.string) {
        case (_, "billing_error"), (402, _): return (.billing, message)
        case (_, "authentication_error"), (_, "permission_error"), (401, _), (403, _): return (.auth, message)
        case (_, "rate_limit_error"), (429, _): return (.rateLimit(retryAfter: nil), message)
        case (_, "overloaded_error"), (_, "api_error"), (_, "timeout_error"), (500..., _): return (.overload, message)
        case (_, "request_too_large"), (413, _): return (.contextFull, message)
        default:
            if text.contains("credit balance") { return (.billing, message) }
            if text.contains("prompt is too long") || text.contains("context limit") || text.contains("context window")
            {
                return (.contextFull, message)
            }
            return (.badRequest, message)
        }
    }
}
