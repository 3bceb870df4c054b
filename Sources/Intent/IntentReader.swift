/// Reads a message by the rules and, where they find nothing, by a language model.
package struct IntentReader: Sendable {
    package let rules: RuleParser
    package let model: ModelParser?

    package init(rules: RuleParser, model: ModelParser? = nil) {
        self.rules = rules
        self.model = model
    }

    /// Reads the typed text of one message.
    ///
    /// The model is asked only where it may be (`allowModel`), the rules found nothing, and the text neither negates, asks,
    /// supposes, quotes nor tries to instruct. A model that fails or is late leaves the reading at unknown.
    package func read(text: String, context: IntentContext, allowModel: Bool) async -> IntentReading {
        let reading = rules.read(text, context)
        guard reading.isUnknown, !reading.isGuarded, allowModel, let model else { return reading }
        return (try? await model.read(text, context)) ?? reading
    }
}
