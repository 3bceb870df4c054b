package import Vocabulary

/// One request to a language model, free of paths, times and ids, so that its hash finds a recording again.
package struct ModelRequest: Hashable, Sendable, Codable {
    /// The provider's name of the model.
    package var model: String
    package var system: String
    package var messages: [ModelMessage]
    /// A JSON schema the answer's text has to satisfy; nil for free text.
    package var schema: JSONValue?
    package var tools: [ModelTool]
    package var maxTokens: Int

    package init(
        model: String, system: String, messages: [ModelMessage], schema: JSONValue? = nil, tools: [ModelTool] = [],
        maxTokens: Int = 8_192
    ) {
        self.model = model
        self.system = system
        self.messages = messages
        self.schema = schema
        self.tools = tools
        self.maxTokens = maxTokens
    }
}
