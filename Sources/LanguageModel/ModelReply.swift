/// What a model answered, and what it used.
package struct ModelReply: Hashable, Sendable, Codable {
    package enum Stop: String, Codable, Sendable {
        case end, toolUse, maxTokens, refusal
    }

    package var content: [ModelContent]
    package var stop: Stop
    package var usage: ModelUsage

    package init(content: [ModelContent], stop: Stop, usage: ModelUsage) {
        self.content = content
        self.stop = stop
        self.usage = usage
    }

    /// The text pieces, joined.
    package var text: String {
        content.compactMap { piece in if case .text(let text) = piece { text } else { nil } }.joined()
    }
}
