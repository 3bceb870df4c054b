package import Vocabulary

/// A piece of a message's text and how it came to be there; only typed text and buttons can command.
package struct Span: Hashable, Sendable, Codable {
    package var text: String
    package var provenance: Provenance

    package init(_ text: String, _ provenance: Provenance) {
        self.text = text
        self.provenance = provenance
    }
}
