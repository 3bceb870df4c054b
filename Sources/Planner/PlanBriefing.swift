import LanguageModel
import Vocabulary

/// What a model is told of one document; the code of its blocks depends on the document, the feedback and the repository's
/// excerpts alone.
struct PlanBriefing {
    private var blocks: PromptBlocks
    var text: String { blocks.text }

    init(
        document: String, requirements: [Requirement], files: [String], excerpts: [RepositoryExcerpt], skeleton: Plan?,
        previous: Plan?, feedback: String?
    ) {
        blocks = PromptBlocks(naming: [document, feedback ?? ""] + excerpts.map(\.text))
        blocks.add("document", document)
        blocks.add(
            "requirements", requirements.map { "\($0.id) (line \($0.line)): \($0.text)" }.joined(separator: "\n"))
        blocks.add("files", PlanBriefing.list(files))
        for excerpt in excerpts { blocks.add("content", "\(excerpt.path):\n\(excerpt.text)") }
        if let skeleton { blocks.add("tasks", PlanSchema.json(skeleton).canonical) }
        if let previous { blocks.add("previous_plan", PlanSchema.json(previous).canonical) }
        if let feedback { blocks.add("feedback", PlainText.shortened(feedback, to: PlanLimits.feedback)) }
    }

    /// In order, without names that could break a line.
    private static func list(_ files: [String]) -> String {
        PromptBlocks.list(files.filter { !PlanLimits.hasControl($0, allowing: []) }.sorted(), rest: "more")
    }
}
