package import Intent
package import Orchestrator
package import Planner

/// How messages become commands: functions that are wired at start.
package struct MessageReader: Sendable {
    /// The exact grammar alone; it answers at once and is what lets a "stop" overtake.
    package var rules: @Sendable (String, IntentContext) -> IntentReading
    /// All tiers, a language model included where there is one; it always ends.
    package var all: @Sendable (String, IntentContext) async -> IntentReading
    /// The text of a document; throws an error whose description is a sentence for the sender.
    package var document: @Sendable (_ bytes: [UInt8], _ name: String, _ mediaType: String) async throws -> PRDDocument

    package init(
        rules: @escaping @Sendable (String, IntentContext) -> IntentReading,
        all: @escaping @Sendable (String, IntentContext) async -> IntentReading,
        document:
            @escaping @Sendable (_ bytes: [UInt8], _ name: String, _ mediaType: String) async throws -> PRDDocument
    ) {
        self.rules = rules
        self.all = all
        self.document = document
    }

    /// Reads by the rules and, where they find nothing, by the reader's model; documents by the planner's intake.
    package init(intent: IntentReader, intake: DocumentIntake) {
        self.init(
            rules: { text, context in intent.rules.read(text, context) },
            all: { text, context in await intent.read(text: text, context: context, allowModel: true) },
            document: { bytes, name, mediaType in
                let document = try await intake.read(bytes, name: name, mediaType: mediaType)
                return PRDDocument(name: name, text: document.text, sha256: document.digest)
            })
    }
}
