package import Vocabulary

/// A message of ours in the light markup (`Markup`), with the choices offered under it.
package struct OutboundMessage: Hashable, Sendable {
    package var text: String
    /// At most three, titles at most 20 characters.
    package var buttons: [Button]

    package init(_ text: String, buttons: [Button] = []) {
        self.text = text
        self.buttons = buttons
    }
}
