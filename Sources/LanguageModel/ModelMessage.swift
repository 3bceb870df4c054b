/// One turn of a conversation with a model.
package struct ModelMessage: Hashable, Sendable, Codable {
    package enum Speaker: String, Codable, Sendable {
        case user, assistant
    }

    package var speaker: Speaker
    package var content: [ModelContent]

    package init(_ speaker: Speaker, _ content: [ModelContent]) {
        self.speaker = speaker
        self.content = content
    }

    package init(_ speaker: Speaker, text: String) { self.init(speaker, [.text(text)]) }
}
