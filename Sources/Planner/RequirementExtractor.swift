import Crypto
package import Vocabulary

/// Finds the statements of a PRD that the work has to satisfy.
///
/// List items, table rows, sentences with a modal verb and headings with a number of their own (`R1`, `FR-3`) outside the
/// sections that explain; where there is none of them, the titles of the tasks; where there are no tasks, all prose.
package struct RequirementExtractor {
    private var found: [Statement] = []
    private var prose: [Statement] = []
    private var path: [(level: Int, text: String)] = []
    /// The headings say that what follows is no requirement.
    private var isExplaining = false
    private var paragraph: (text: String, line: Int)?
    private var item: (text: String, line: Int, indent: Int)?
    private var tableRow: (text: String, line: Int)?

    struct Statement {
        var text: String
        var line: Int
        var label: String?
        var section: String
        var isSentence = false
    }

    /// The requirements in the order of their lines; an id is the statement's own number, or the slug of its headings,
    /// its ordinal there and a short hash of its text, so that it survives changes elsewhere in the document.
    package static func requirements(in outline: MarkdownOutline) -> [Requirement] {
        var extractor = RequirementExtractor()
        let sections = OutlineReader.sections(of: outline)
        var tasks = sections[...]
        for element in outline.elements {
            while let section = tasks.first, section.ends(before: element.line) { tasks.removeFirst() }
            if let section = tasks.first, element.line >= section.line { continue }
            if extractor.found.count > PlanLimits.requirements { break }
            extractor.read(element)
        }
        extractor.close()
        if extractor.found.contains(where: { !$0.section.isEmpty }) {
            // What stands above the first section introduces the document.
            extractor.found.removeAll { $0.isSentence && $0.section.isEmpty }
        }
        if extractor.found.isEmpty {
            extractor.found = sections.flatMap { section in
                OutlineReader(section).tasks.filter { !$0.title.isEmpty }
                    .map { Statement(text: $0.title, line: $0.line, label: nil, section: "task") }
            }
        }
        return requirements(from: extractor.found.isEmpty ? extractor.prose : extractor.found)
    }

    private static func requirements(from statements: [Statement]) -> [Requirement] {
        var ids: Set<String> = []
        var ordinals: [String: Int] = [:]
        return statements.map { statement in
            let slug = slug(of: statement.section)
            ordinals[slug, default: 0] += 1
            let ordinal = ordinals[slug] ?? 0
            var id = "\(slug)-\(ordinal)-\(shortHash(of: statement.text))"
            if let label = statement.label, !ids.contains(label) { id = label }
            ids.insert(id)
            return Requirement(
                id: id, text: PlainText.shortened(statement.text, to: 600), line: statement.line)
        }
    }

    private mutating func read(_ element: MarkdownOutline.Element) {
        switch element.kind {
        case .heading(let level, let text):
            close()
            path.removeAll { $0.level >= level }
            path.append((level, PlainText.shortened(text, to: PlanLimits.title)))
            isExplaining = path.contains { RequirementExtractor.explains($0.text) }
            if !isExplaining, let (label, statement) = RequirementLabel.read(text) {
                add(statement.isEmpty ? text : statement, element.line, label: label)
            }
        case .item(let indent, _, let text):
            if let item, indent > item.indent, item.text.hasSuffix(":") { self.item = nil }
            close()
            item = (text, element.line, indent)
        case .text(_, let text):
            if text.hasPrefix("|") {
                readRow(text, element.line)
            } else if item != nil {
                item?.text.append(" " + text)
            } else if paragraph != nil {
                paragraph?.text.append(" " + text)
            } else {
                close()
                paragraph = (text, element.line)
            }
        case .code, .blank: close()
        }
    }

    private mutating func readRow(_ text: String, _ line: Int) {
        let cells = text.split(separator: "|").map { PlainText.trimmed($0) }.filter { !$0.isEmpty }
        if cells.allSatisfy({ $0.allSatisfy { "-: ".contains($0) } }) {
            tableRow = nil  // what stood above the rule is the table's head
            return
        }
        close()
        tableRow = (cells.joined(separator: " | "), line)
    }

    private mutating func close() {
        if let item { addItem(item.text, item.line) }
        if let tableRow {
            let cells = tableRow.text.split(separator: "|", maxSplits: 1).map { PlainText.trimmed($0) }
            if !isExplaining, cells.count == 2, let (label, rest) = RequirementLabel.read(cells[0] + ":"), rest.isEmpty
            {
                add(cells[1], tableRow.line, label: label)
            } else {
                addItem(tableRow.text, tableRow.line)
            }
        }
        if let paragraph { addParagraph(paragraph.text, paragraph.line) }
        (item, tableRow, paragraph) = (nil, nil, nil)
    }

    private mutating func addItem(_ text: String, _ line: Int) {
        guard !isExplaining, !PlainText.trimmed(text).isEmpty else { return }
        let (label, statement) = RequirementLabel.read(text) ?? (nil, text)
        add(statement, line, label: label)
    }

    private mutating func addParagraph(_ text: String, _ line: Int) {
        guard !isExplaining else { return }
        if let (label, statement) = RequirementLabel.read(text) {
            add(statement, line, label: label)
            return
        }
        prose.append(Statement(text: PlainText.unmarked(text), line: line, label: nil, section: section))
        for sentence in RequirementExtractor.sentences(of: text) where RequirementExtractor.isModal(sentence) {
            add(sentence, line, label: nil, isSentence: true)
        }
    }

    private mutating func add(_ text: String, _ line: Int, label: String?, isSentence: Bool = false) {
        let text = PlainText.unmarked(text)
        guard !text.isEmpty else { return }
        found.append(Statement(text: text, line: line, label: label, section: section, isSentence: isSentence))
    }

    private var section: String { path.filter { $0.level > 1 }.map(\.text).joined(separator: " ") }

    private static func explains(_ heading: String) -> Bool {
        let name = PlainText.folded(heading).drop { PlainText.isDigit($0) || ".) ".contains($0) }
        return explaining.contains { name == $0 || name.hasPrefix($0 + " ") }
    }

    private static let explaining = [
        "non-goals", "non goals", "nongoals", "out of scope", "background", "glossary", "references", "appendix",
        "open questions", "changelog", "change log", "timeline", "milestones", "table of contents", "contents", "risks",
        "stakeholders", "authors", "history",
    ]

    static func sentences(of text: String) -> [String] {
        var sentences: [String] = []
        var start = text.startIndex
        var index = start
        while index < text.endIndex {
            let next = text.index(after: index)
            if ".!?。".contains(text[index]), next == text.endIndex || text[next].isWhitespace || text[index] == "。" {
                sentences.append(PlainText.trimmed(text[start..<next]))
                start = next
            }
            index = next
        }
        let rest = PlainText.trimmed(text[start...])
        return rest.isEmpty ? sentences : sentences + [rest]
    }

    private static func isModal(_ sentence: String) -> Bool {
        let words = sentence.lowercased().split { !$0.isLetter && $0 != "'" }
        let modals: Set<Substring> = [
            "must", "shall", "should", "needs", "need", "has", "have", "can", "will", "required", "requires",
            "supports",
        ]
        return words.enumerated().contains { index, word in
            guard modals.contains(word) else { return false }
            return !["has", "have"].contains(word) || words.dropFirst(index + 1).first == "to"
        }
    }

    private static func slug(of section: String) -> String {
        var slug = ""
        for scalar in section.lowercased().unicodeScalars {
            if ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) {
                slug.unicodeScalars.append(scalar)
            } else if !slug.isEmpty, !slug.hasSuffix("-") {
                slug += "-"
            }
            if slug.utf8.count == 40 { break }
        }
        while slug.hasSuffix("-") { slug.removeLast() }
        return slug.isEmpty ? "text" : slug
    }

    private static func shortHash(of text: String) -> String { String(SHA256.hex(text).prefix(6)) }
}

extension OutlineReader.Section {
    fileprivate func ends(before line: Int) -> Bool { line > elements.last?.line ?? self.line }
}
