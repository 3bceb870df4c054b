/// A document a person sent, as text.
package struct PRDDocument: Sendable, Hashable, Codable {
    package var name: String
    package var text: String
    /// SHA-256 of the bytes as they were sent, in hex.
    package var sha256: String

    package init(name: String, text: String, sha256: String) {
        self.name = name
        self.text = text
        self.sha256 = sha256
    }
}
