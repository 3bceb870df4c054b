/// A Markdown page as its introduction and its sections of the second level.
struct PageSections {
    private var introduction: String
    private var sections: [(heading: String, text: String)] = []

    init(_ markdown: String) {
        var parts: [String] = [""]
        for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("## ") { parts.append("") }
            parts[parts.count - 1] += line + "\n"
        }
        introduction = Self.trimmed(parts[0])
        sections = parts.dropFirst().map { part in
            (String(part.prefix { $0 != "\n" }), Self.trimmed(part))
        }
    }

    /// The page with the sections of `newer` in the place of those that have the same heading; others of it at the end.
    func replacing(with newer: PageSections) -> String {
        var merged = sections
        for section in newer.sections {
            if let index = merged.firstIndex(where: { $0.heading == section.heading }) {
                merged[index] = section
            } else {
                merged.append(section)
            }
        }
        return ([introduction] + merged.map(\.text)).joined(separator: "\n\n")
    }

    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.last == "\n" { text.removeLast() }
        return String(text)
    }
}
