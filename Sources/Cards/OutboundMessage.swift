package import Vocabulary

/// A message of ours in the light markup (`Markup`), with the choices offered under it.
package struct OutboundMessage: Hashable, Sendable {
    /// Longest text under which buttons can be offered, in UTF-16 units of the dialect: WhatsApp's limit.
    package static let limitWithButtons = 1_024

    package var text: String
    /// At most three, titles at most 20 characters.
    package var buttons: [Button]

    package init(_ text: String, buttons: [Button] = []) {
        self.text = text
        self.buttons = buttons
    }
}
