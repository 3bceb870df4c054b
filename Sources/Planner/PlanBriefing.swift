import Crypto
import Vocabulary

/// What a model is told of one document: blocks of data whose tags end in a code that depends on the document alone.
///
/// A document that does not hold its own hash cannot close its block, and the same inputs (the repository's among them) give the same text, so that
/// recordings are found again.
struct PlanBriefing {
    private let code: String
    private(set) var text = ""

    init(
        document: String, requirements: [Requirement], files: [String], excerpts: [RepositoryExcerpt], skeleton: Plan?,
        previous: Plan?, feedback: String?
    ) {
        code = String(
            SHA256.hex(([document, feedback ?? ""] + excerpts.map(\.text)).joined(separator: "\u{0}")).prefix(12))
        add("document", document)
        add("requirements", requirements.map { "\($0.id) (line \($0.line)): \($0.text)" }.joined(separator: "\n"))
        add("files", PlanBriefing.list(files))
        for excerpt in excerpts { add("content", "\(excerpt.path):\n\(excerpt.text)") }
        if let skeleton { add("tasks", PlanSchema.json(skeleton).canonical) }
        if let previous { add("previous_plan", PlanSchema.json(previous).canonical) }
        if let feedback { add("feedback", PlainText.shortened(feedback, to: 8_000)) }
    }

    private mutating func add(_ name: String, _ body: String) {
        text += "<\(name)-\(code)>\n\(body)\n</\(name)-\(code)>\n"
    }

    /// At most a thousand names and 32 KB, in order, and a word on what was left out.
    private static func list(_ files: [String]) -> String {
        var lines: [String] = []
        var bytes = 0
        let names = files.filter { !PlanLimits.hasControl($0, allowing: []) }.sorted()
        for name in names.prefix(1_000) {
            bytes += name.utf8.count + 1
            guard bytes <= 32_768 else { break }
            lines.append(name)
        }
        if lines.isEmpty { return "(none yet)" }
        return lines.joined(separator: "\n")
            + (lines.count < names.count ? "\n(and \(names.count - lines.count) more)" : "")
    }
}
