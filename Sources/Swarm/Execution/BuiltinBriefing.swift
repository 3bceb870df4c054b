import AgentProtocol
import LanguageModel

/// What a model is told of a task; the code of its blocks depends on the task alone.
struct BuiltinBriefing {
    private var blocks: PromptBlocks
    var text: String { blocks.text }

    /// - Parameter files: the names git prints, one a line.
    init(_ offer: JobOffer, files: String) {
        // Without the feedback's digits: durations in it differ between two runs that did the same.
        blocks = PromptBlocks(
            naming: [offer.title, offer.details, (offer.feedback ?? "").filter { !$0.isNumber }] + offer.checks
                + offer.notes)
        blocks.add("task", offer.details.isEmpty ? offer.title : "\(offer.title)\n\n\(offer.details)")
        for check in offer.checks { blocks.add("checks", check) }
        if !offer.files.isEmpty { blocks.add("may_touch", offer.files.joined(separator: "\n")) }
        blocks.add("files", PromptBlocks.list(files.split(separator: "\n"), rest: "or more others"))
        if let feedback = offer.feedback { blocks.add("feedback", String(feedback.prefix(8_000))) }
        if !offer.notes.isEmpty {
            blocks.add("notes", offer.notes.suffix(20).map { String($0.prefix(2_000)) }.joined(separator: "\n"))
        }
    }
}
