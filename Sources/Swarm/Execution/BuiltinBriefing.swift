import AgentProtocol
import Crypto

/// What a model is told of a task: blocks of data whose tags end in a code that depends on the task alone.
///
/// Text that does not hold its own hash cannot close its block, and the same task gives the same text, so that
/// recordings are found again.
struct BuiltinBriefing {
    /// Without the feedback's digits: durations in it differ between two runs that did the same.
    private let code: String
    private(set) var text = ""

    /// - Parameter files: the names git prints, one a line.
    init(_ offer: JobOffer, files: String) {
        code = String(
            SHA256.hex(
                ([offer.title, offer.details, (offer.feedback ?? "").filter { !$0.isNumber }] + offer.checks
                    + offer.notes)
                    .joined(separator: "\u{0}")
            ).prefix(12))
        add("task", offer.details.isEmpty ? offer.title : "\(offer.title)\n\n\(offer.details)")
        for check in offer.checks { add("checks", check) }
        if !offer.files.isEmpty { add("may_touch", offer.files.joined(separator: "\n")) }
        add("files", Self.list(files))
        if let feedback = offer.feedback { add("feedback", String(feedback.prefix(8_000))) }
        if !offer.notes.isEmpty {
            add("notes", offer.notes.suffix(20).map { String($0.prefix(2_000)) }.joined(separator: "\n"))
        }
    }

    private mutating func add(_ name: String, _ body: String) {
        text += "<\(name)-\(code)>\n\(body)\n</\(name)-\(code)>\n"
    }

    /// At most a thousand names and 32 KB, and a word on what was left out.
    private static func list(_ files: String) -> String {
        let names = files.split(separator: "\n")
        var lines: [Substring] = []
        var bytes = 0
        for name in names.prefix(1_000) {
            bytes += name.utf8.count + 1
            guard bytes <= 32_768 else { break }
            lines.append(name)
        }
        if lines.isEmpty { return "(none yet)" }
        return lines.joined(separator: "\n")
            + (lines.count < names.count ? "\n(and \(names.count - lines.count) or more others)" : "")
    }
}
