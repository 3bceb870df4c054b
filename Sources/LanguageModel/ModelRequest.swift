package import Vocabulary

/// One request to a language model, free of paths, times and ids, so that its hash finds a recording again.
package struct ModelRequest: Hashable, Sendable, Codable {
    /// The provider's name of the model.
    package var model: String
    package var system: String
    /// Facts of the machine the answer is for, such as the programs of its sandbox; they end the system prompt.
    ///
    /// They are no part of a recording's name: what was recorded on one machine is found again on another.
    package var surroundings: String?
    package var messages: [ModelMessage]
    /// A JSON schema the answer's text has to satisfy; nil for free text.
    package var schema: JSONValue?
    package var tools: [ModelTool]
    package var maxTokens: Int

    package init(
        model: String, system: String, surroundings: String? = nil, messages: [ModelMessage],
        schema: JSONValue? = nil, tools: [ModelTool] = [], maxTokens: Int = 8_192
    ) {
        self.model = model
        self.system = system
        self.surroundings = surroundings
        self.messages = messages
        self.schema = schema
        self.tools = tools
        self.maxTokens = maxTokens
    }

    /// The system prompt as a provider is sent it.
    var wholeSystem: String { [system, surroundings ?? ""].filter { !$0.isEmpty }.joined(separator: "\n\n") }
}
