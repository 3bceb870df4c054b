package import Vocabulary

/// A tool the model may call.
package struct ModelTool: Hashable, Sendable, Codable {
    package var name: String
    package var description: String
    /// JSON schema of its input.
    package var input: JSONValue

    package init(name: String, description: String, input: JSONValue) {
        self.name = name
        self.description = description
        self.input = input
    }
}
