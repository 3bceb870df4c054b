package import Cards
import FoundationEssentials
package import Vocabulary

/// One provider message as it is kept on its way out: text in the provider's dialect, within its limits.
package struct OutboundBody: Hashable, Sendable, Codable {
    package var text: String
    package var buttons: [Button]
    /// The provider's id of the message it quotes.
    package var replyTo: String?
    /// Parts of the message it belongs to; only a message of one part is merged with others.
    package var parts: Int

    package init(_ text: String, buttons: [Button] = [], replyTo: String? = nil, parts: Int = 1) {
        self.text = text
        self.buttons = buttons
        self.replyTo = replyTo
        self.parts = parts
    }

    package init?(json: String) {
        guard let body = try? JSONDecoder().decode(OutboundBody.self, from: Data(json.utf8)) else { return nil }
        self = body
    }

    package var json: String {
        (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// The parts a message takes with a provider: chunks of its text, the buttons under the last one.
    package static func parts(
        of message: OutboundMessage, limits: OutboundLimits, replyTo: String? = nil
    ) -> [OutboundBody] {
        let text = limits.dialect.text(message.text)
        var bodies: [OutboundBody]
        if message.buttons.isEmpty || text.utf16.count <= limits.textWithButtons {
            bodies = MessageChunks.split(text, limit: limits.text).map { OutboundBody($0) }
            bodies[bodies.count - 1].buttons = message.buttons
        } else {
            bodies = MessageChunks.split(text, limit: limits.text).map { OutboundBody($0) }
            bodies.append(OutboundBody("👆 Your choice:", buttons: message.buttons))
        }
        bodies[0].replyTo = replyTo
        for index in bodies.indices { bodies[index].parts = bodies.count }
        return bodies
    }
}
