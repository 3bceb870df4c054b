import Vocabulary

/// Puts a streamed message together: `message_start`, blocks with their deltas, `message_delta`, `message_stop`.
struct AnthropicStreamAccumulator: ModelStreamAccumulator {
    private struct Block {
        var members: [String: JSONValue]
        var partialInput = ""

        mutating func append(_ delta: JSONValue) {
            if let json = delta["partial_json"]?.string {
                partialInput += json
                return
            }
            for (name, value) in delta.object ?? [:] where name != "type" {
                if let piece = value.string {
                    members[name] = .string((members[name]?.string ?? "") + piece)
                } else {
                    members[name] = value
                }
            }
        }

        var whole: JSONValue {
            var members = members
            if members["type"]?.string == "tool_use", !partialInput.isEmpty {
                // Cut short by max_tokens it is not JSON: handed on as it is, for the caller to refuse.
                members["input"] = JSONValue(parsing: partialInput.utf8) ?? .string(partialInput)
            }
            return .object(members)
        }
    }

    private var message: [String: JSONValue] = [:]
    private var usage: [String: JSONValue] = [:]
    private var blocks: [Int: Block] = [:]
    private var isComplete = false

    private static let maxBlocks = 1_000

    var hasBegun: Bool { !blocks.isEmpty }

    mutating func receive(_ event: ServerSentEvent) throws {
        guard let data = JSONValue(parsing: event.data.utf8) else {
            throw LanguageModelError(.malformed, "The model's stream holds an event that is not JSON.")
        }
        switch data["type"]?.string ?? event.type {
        case "message_start":
            message = data["message"]?.object ?? [:]
            usage = message["usage"]?.object ?? [:]
        case "content_block_start":
            guard let index = index(data), let members = data["content_block"]?.object else { return }
            blocks[index] = Block(members: members)
        case "content_block_delta":
            guard let index = index(data), let delta = data["delta"] else { return }
            blocks[index]?.append(delta)
        case "message_delta":
            if let reason = data["delta"]?["stop_reason"] { message["stop_reason"] = reason }
            // Counts in a delta are totals so far.
            for (name, count) in data["usage"]?.object ?? [:] where count != .null { usage[name] = count }
        case "message_stop": isComplete = true
        case "error": throw ModelStreamFailure(body: data)
        default: break  // pings, and what later versions add
        }
    }

    func body() -> JSONValue? {
        guard isComplete else { return nil }
        var body = message
        body["usage"] = .object(usage)
        body["content"] = .array(blocks.keys.sorted().compactMap { blocks[$0]?.whole })
        return .object(body)
    }

    private func index(_ data: JSONValue) -> Int? {
        data["index"]?.integer.flatMap { 0..<Int64(Self.maxBlocks) ~= $0 ? Int($0) : nil }
    }
}
