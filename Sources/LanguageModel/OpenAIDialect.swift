import Crypto
import Vocabulary

/// Chat completions, as OpenAI defined them and others took over.
struct OpenAIDialect: ModelDialect {
    /// OpenAI's newer models refuse `max_tokens`; servers that took the protocol over earlier know only that.
    let isOpenAI: Bool

    var completionPath: String { "/chat/completions" }
    var modelsPath: String { "/models" }

    func headers(key: Secret?) -> [(name: String, value: String)] {
        key.map { [("Authorization", "Bearer \($0.expose())")] } ?? []
    }

    func body(of request: ModelRequest, isStreaming: Bool) throws(LanguageModelError) -> JSONValue {
        var messages: [JSONValue] = []
        if !request.wholeSystem.isEmpty {
            messages.append(["role": "system", "content": .string(request.wholeSystem)])
        }
        for message in request.messages { messages += Self.messages(message) }
        var body: [String: JSONValue] = [
            "model": .string(request.model), "messages": .array(messages),
            isOpenAI ? "max_completion_tokens" : "max_tokens": .integer(Int64(request.maxTokens)),
        ]
        if isStreaming {
            body["stream"] = true
            body["stream_options"] = ["include_usage": true]
        }
        if !request.tools.isEmpty {
            body["tools"] = .array(
                request.tools.map { tool in
                    [
                        "type": "function",
                        "function": [
                            "name": .string(tool.name), "description": .string(tool.description),
                            "parameters": tool.input,
                        ],
                    ]
                })
        }
        if let schema = request.schema {
            let closed = ConstrainedSchema.closing(schema)
            let isStrict = closed != nil && ConstrainedSchema.requiresAll(schema)
            body["response_format"] = [
                "type": "json_schema",
                "json_schema": [
                    "name": "answer", "schema": isStrict ? closed ?? schema : schema, "strict": .bool(isStrict),
                ],
            ]
        }
        return .object(body)
    }

    private static func messages(_ message: ModelMessage) -> [JSONValue] {
        var results: [JSONValue] = []
        var calls: [JSONValue] = []
        var text = ""
        for piece in message.content {
            switch piece {
            case .text(let piece): text += piece
            case .toolUse(let id, let name, let input):
                calls.append([
                    "id": .string(id), "type": "function",
                    "function": ["name": .string(name), "arguments": .string(input.string ?? input.canonical)],
                ])
            case .toolResult(let id, let text, let isError):
                let content = isError ? "Error: \(text)" : text
                results.append(["role": "tool", "tool_call_id": .string(id), "content": .string(content)])
            case .opaque: break  // another provider's
            }
        }
        if text.isEmpty, calls.isEmpty { return results }
        var turn: [String: JSONValue] = [
            "role": .string(message.speaker.rawValue), "content": text.isEmpty ? .null : .string(text),
        ]
        if !calls.isEmpty { turn["tool_calls"] = .array(calls) }
        return results + [.object(turn)]
    }

    func reply(_ body: JSONValue, to request: ModelRequest) throws(LanguageModelError) -> ModelReply {
        guard let choice = body["choices"]?[0], let message = choice["message"] else {
            throw LanguageModelError(.malformed, "The model's answer is not a chat completion.")
        }
        let refusal = message["refusal"]?.string
        var content: [ModelContent] = []
        if let text = message["content"]?.string ?? refusal, !text.isEmpty { content.append(.text(text)) }
        for call in message["tool_calls"]?.array ?? [] {
            guard let name = call["function"]?["name"]?.string else { continue }
            let arguments = call["function"]?["arguments"]
            // A string of JSON by the protocol; cut short it is no JSON and handed on as it is, for the caller to refuse.
            let input = arguments?.string.map { $0.isEmpty ? [:] : JSONValue(parsing: $0.utf8) ?? .string($0) }
            content.append(
                .toolUse(id: call["id"]?.string ?? name, name: name, input: input ?? arguments ?? .object([:])))
        }
        let hasCalls = content.contains { if case .toolUse = $0 { true } else { false } }
        let stop: ModelReply.Stop =
            switch choice["finish_reason"]?.string {
            case "length": .maxTokens
            case "content_filter": .refusal
            default: refusal != nil ? .refusal : hasCalls ? .toolUse : .end
            }
        return ModelReply(content: content, stop: stop, usage: Self.usage(body["usage"], content, request))
    }

    /// The provider's counts; where a server sends none, an upper bound, so that no call is free by silence.
    private static func usage(_ usage: JSONValue?, _ content: [ModelContent], _ request: ModelRequest) -> ModelUsage {
        guard let prompt = usage?["prompt_tokens"]?.integer, let output = usage?["completion_tokens"]?.integer else {
            let bytes = content.reduce(0) { sum, piece in
                switch piece {
                case .text(let text): sum + text.utf8.count
                case .toolUse(_, let name, let input): sum + name.utf8.count + input.canonical.utf8.count
                default: sum
                }
            }
            return ModelUsage(input: request.maxPromptTokens, output: min(request.maxTokens, (bytes + 1) / 2))
        }
        let cached = usage?["prompt_tokens_details"]?["cached_tokens"]?.integer ?? 0
        return ModelUsage(
            input: Int(max(0, prompt - max(0, cached))), cachedInput: Int(max(0, min(cached, prompt))),
            output: Int(max(0, output)))
    }

    func makeAccumulator() -> any ModelStreamAccumulator { OpenAIStreamAccumulator() }

    func failure(status: Int, body: JSONValue?) -> (code: LanguageModelError.Code, message: String?) {
        let error = body?["error"]
        let message = error?["message"]?.string ?? error?.string
        let text = (message ?? "").lowercased()
        switch (status, error?["code"]?.string ?? error?["type"]?.string ?? "") {
        case (_, "insufficient_quota"), (402, _): return (.billing, message)
        case (_, "context_length_exceeded"), (413, _): return (.contextFull, message)
        case (_, "content_policy_violation"), (_, "content_filter"): return (.refusal, message)
        case (_, "invalid_api_key"), (401, _), (403, _): return (.auth, message)
        case (_, "rate_limit_exceeded"), (429, _): return (.rateLimit(retryAfter: nil), message)
        case (_, "server_error"), (_, "server_is_overloaded"), (408, _), (500..., _): return (.overload, message)
        default:
            if text.contains("context length") || text.contains("context window") { return (.contextFull, message) }
            return (.badRequest, message)
        }
    }
}
