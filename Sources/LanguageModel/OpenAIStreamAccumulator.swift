import Vocabulary

/// Puts a streamed chat completion together: deltas of the first choice, a last chunk with the counts, `[DONE]`.
struct OpenAIStreamAccumulator: ModelStreamAccumulator {
    private struct Call {
        var id = ""
        var name = ""
        var arguments = ""
    }

    private var content = ""
    private var refusal = ""
    private var calls: [Int: Call] = [:]
    private var finishReason: String?
    private var usage: JSONValue?
    private(set) var hasBegun = false

    private static let maxCalls = 1_000

    mutating func receive(_ event: ServerSentEvent) throws {
        if event.data == "[DONE]" { return }
        guard let chunk = JSONValue(parsing: event.data.utf8) else {
            throw LanguageModelError(.malformed, "The model's stream holds an event that is not JSON.")
        }
        if let error = chunk["error"], error != .null { throw ModelStreamFailure(body: chunk) }
        if let counts = chunk["usage"], counts != .null { usage = counts }
        guard let choice = chunk["choices"]?[0] else { return }
        if let reason = choice["finish_reason"]?.string { finishReason = reason }
        guard let delta = choice["delta"] else { return }
        hasBegun = true
        content += delta["content"]?.string ?? ""
        refusal += delta["refusal"]?.string ?? ""
        for (position, piece) in (delta["tool_calls"]?.array ?? []).enumerated() {
            let index = Int(piece["index"]?.integer ?? Int64(position))
            guard 0..<Self.maxCalls ~= index else { continue }
            var call = calls[index] ?? Call()
            if let id = piece["id"]?.string, !id.isEmpty { call.id = id }
            call.name += piece["function"]?["name"]?.string ?? ""
            call.arguments += piece["function"]?["arguments"]?.string ?? ""
            calls[index] = call
        }
    }

    func body() -> JSONValue? {
        guard let finishReason else { return nil }
        var message: [String: JSONValue] = ["content": content.isEmpty ? .null : .string(content)]
        if !refusal.isEmpty { message["refusal"] = .string(refusal) }
        message["tool_calls"] = .array(
            calls.keys.sorted().compactMap { calls[$0] }.map { call in
                [
                    "id": .string(call.id),
                    "function": ["name": .string(call.name), "arguments": .string(call.arguments)],
                ]
            })
        var body: [String: JSONValue] = [
            "choices": [["message": .object(message), "finish_reason": .string(finishReason)]]
        ]
        body["usage"] = usage
        return .object(body)
    }
}
