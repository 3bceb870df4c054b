import Crypto
package import Vocabulary

/// Finds the statements of a PRD that the work has to satisfy.
///
/// List items, table rows, headings with a number of their own (`R1`, `FR-3`) and sentences, outside the sections that
/// explain. Of sentences those with a modal verb count; all of them in a section that has nothing else, in a document
/// without a list of tasks. Where nothing of that is found, the titles of the tasks.
package struct RequirementExtractor {
    private var found: [Statement] = []
    /// Sentences without a modal verb.
    private var prose: [Statement] = []
    private var path: [(level: Int, text: String)] = []
    /// The headings say that what follows is no requirement.
    private var isExplaining = false
    private var paragraph: Paragraph?
    private var item: (text: String, line: Int, indent: Int)?
    private var tableRow: (text: String, line: Int)?

    struct Statement {
        var text: String
        var line: Int
        var label: String?
        var section: String
        var isSentence = false
        /// Where it stands among all that was found.
        var place = 0
    }

    private struct Paragraph {
        var text: String
        /// The line that starts at each byte, in ascending order.
        var starts: [(byte: Int, line: Int)]

        mutating func append(_ more: String, line: Int) {
            text.append(" ")
            starts.append((text.utf8.count, line))
            text.append(more)
        }

        /// The line of the document in which a part of the text starts.
        func line(of part: Substring) -> Int {
            let byte = text.utf8.distance(from: text.startIndex, to: part.startIndex)
            return starts.last { $0.byte <= byte }?.line ?? starts[0].line
        }
    }

    /// The requirements in the order of their lines; an id is the statement's own number, or the slug of its headings and a
    /// short hash of its text, so that it survives changes elsewhere in the document.
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
            extractor.prose.removeAll(where: \.section.isEmpty)
        }
        if sections.isEmpty { extractor.addProse() }
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
            var id = "\(slug(of: statement.section))-\(shortHash(of: statement.text))"
            if let label = statement.label, !ids.contains(label) { id = label }
            if ids.contains(id) {
                ordinals[id, default: 1] += 1
                id += "-\(ordinals[id] ?? 2)"
            }
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
                paragraph?.append(text, line: element.line)
            } else {
                close()
                paragraph = Paragraph(text: text, starts: [(0, element.line)])
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
        if let paragraph { add(paragraph) }
        (item, tableRow, paragraph) = (nil, nil, nil)
    }

    private mutating func addItem(_ text: String, _ line: Int) {
        guard !isExplaining, !PlainText.trimmed(text).isEmpty else { return }
        let (label, statement) = RequirementLabel.read(text) ?? (nil, text)
        add(statement, line, label: label)
    }

    private mutating func add(_ paragraph: Paragraph) {
        guard !isExplaining else { return }
        if let (label, statement) = RequirementLabel.read(paragraph.text) {
            add(statement, paragraph.starts[0].line, label: label)
            return
        }
        for part in Sentences.split(paragraph.text) {
            let sentence = String(part)
            if RequirementExtractor.isModal(sentence) {
                guard found.count <= PlanLimits.requirements else { return }
                add(sentence, paragraph.line(of: part), label: nil, isSentence: true)
            } else if prose.count <= PlanLimits.requirements {
                prose += statement(sentence, paragraph.line(of: part), label: nil, isSentence: true)
            }
        }
    }

    /// Adds the plain sentences of the sections that hold nothing but sentences, as long as all is still within the limit.
    private mutating func addProse() {
        let listed = Set(found.filter { !$0.isSentence }.map(\.section))
        let plain = prose.filter { !listed.contains($0.section) }
        guard found.count + plain.count <= PlanLimits.requirements else { return }
        found += plain
        found.sort { $0.place < $1.place }
    }

    private mutating func add(_ text: String, _ line: Int, label: String?, isSentence: Bool = false) {
        found += statement(text, line, label: label, isSentence: isSentence)
    }

    /// None for a text of marks alone.
    private func statement(_ text: String, _ line: Int, label: String?, isSentence: Bool) -> [Statement] {
        let text = PlainText.unmarked(text)
        guard !text.isEmpty else { return [] }
        return [
            Statement(
                text: text, line: line, label: label, section: section, isSentence: isSentence,
                place: found.count + prose.count)
        ]
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
