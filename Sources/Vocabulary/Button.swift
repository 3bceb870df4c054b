/// A choice offered under a message: `id` comes back when it is pressed, `title` is what people see.
package struct Button: Hashable, Sendable, Codable {
    package var id: String
    /// At most 20 characters, WhatsApp's limit for reply buttons.
    package var title: String

    package init(id: String, title: String) {
        self.id = id
        self.title = title
    }
}
