/// Reads the paragraphs of a Word document (ECMA-376 WordprocessingML) as Markdown.
///
/// Headings become `#`, list items `-`, table rows `| … |`. Deleted text, fields' codes and pictures are left out. A line
/// of fence marks switches to verbatim lines until the next, so that scripts typed into a document stay as typed.
struct WordDocument {
    private var scanner: XMLScanner
    private let headingStyles: [String: Int]
    private var lines: [String] = []
    private var paragraph = Paragraph()
    private var open: [String] = []
    private var leftOutDepth = 0
    /// Cells of the table row that is being read.
    private var row: [String]?
    private var fence: String?

    private struct Paragraph {
        var text = ""
        var style = ""
        var outline: Int?
        var listLevel: Int?
    }

    /// Reads `word/document.xml`, and heading levels from `word/styles.xml` where there is one.
    static func markdown(
        document: some Collection<UInt8>, styles: some Collection<UInt8>
    ) throws(PlanningError) -> String {
        do {
            var reader = WordDocument(scanner: XMLScanner(document), headingStyles: try headings(in: styles))
            try reader.read()
            return reader.lines.joined(separator: "\n")
        } catch {
            throw .document("The Word document is damaged or uses a form that is not read. Send it as Markdown.")
        }
    }

    private init(scanner: XMLScanner, headingStyles: [String: Int]) {
        self.scanner = scanner
        self.headingStyles = headingStyles
    }

    /// Heading level by style id: ids are translated (`berschrift1`), the names behind them are not (`heading 1`).
    private static func headings(in styles: some Collection<UInt8>) throws(XMLScanner.Malformed) -> [String: Int] {
        var scanner = XMLScanner(styles)
        var levels: [String: Int] = [:]
        var style = ""
        while let token = try scanner.next() {
            guard case .open(let name, let attributes, _) = token else { continue }
            if name == "w:style" { style = attributes["w:styleId"] ?? "" }
            guard name == "w:name", let value = attributes["w:val"]?.lowercased() else { continue }
            if value == "title" { levels[style] = 1 }
            if value.hasPrefix("heading "), let level = Int(value.dropFirst(8)), (1...6).contains(level) {
                levels[style] = level
            }
        }
        return levels
    }

    private mutating func read() throws(XMLScanner.Malformed) {
        while let token = try scanner.next() {
            switch token {
            case .open(let name, let attributes, let isEmpty):
                begin(name, attributes)
                if isEmpty {
                    end(name)
                } else {
                    open.append(name)
                    if WordDocument.leftOut.contains(name) { leftOutDepth += 1 }
                    guard open.count <= 100 else { throw XMLScanner.Malformed() }
                }
            case .close(let name):
                guard open.popLast() == name else { throw XMLScanner.Malformed() }
                if WordDocument.leftOut.contains(name) { leftOutDepth -= 1 }
                end(name)
            case .text(let text): if open.last == "w:t", leftOutDepth == 0 { paragraph.text += text }
            }
        }
        guard open.isEmpty else { throw XMLScanner.Malformed() }
    }

    /// The fallback repeats what the choice beside it holds; moved and deleted text is no longer there.
    private static let leftOut: Set<String> = ["mc:Fallback", "w:del", "w:moveFrom"]

    private mutating func begin(_ name: String, _ attributes: [String: String]) {
        guard leftOutDepth == 0 else { return }
        switch name {
        case "w:p": if !open.contains("w:p") { paragraph = Paragraph() }
        case "w:pStyle": paragraph.style = attributes["w:val"] ?? ""
        case "w:outlineLvl": paragraph.outline = attributes["w:val"].flatMap { Int($0) }
        case "w:ilvl": paragraph.listLevel = min(8, max(0, attributes["w:val"].flatMap { Int($0) } ?? 0))
        case "w:numPr": paragraph.listLevel = 0
        case "w:tab" where open.last == "w:r": paragraph.text += "\t"
        case "w:br", "w:cr": paragraph.text += "\n"
        case "w:noBreakHyphen": paragraph.text += "-"
        case "w:tr": row = row ?? []
        case "w:tc": row?.append("")
        default: break
        }
    }

    private mutating func end(_ name: String) {
        guard leftOutDepth == 0 else { return }
        if name == "w:p", !open.contains("w:p") {
            endParagraph()
        } else if name == "w:tr", !open.contains("w:tr"), let cells = row {
            row = nil
            append("| " + cells.joined(separator: " | ") + " |", isTight: true)
        }
    }

    private mutating func endParagraph() {
        defer { paragraph = Paragraph() }
        if var cells = row, !cells.isEmpty {
            let text = paragraph.text.split(whereSeparator: \.isNewline).joined(separator: " ")
                .replacing("|", with: "/")
            cells[cells.count - 1] += (cells[cells.count - 1].isEmpty ? "" : " ") + text
            row = cells
            return
        }
        for line in paragraph.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            appendLine(line)
        }
    }

    private mutating func appendLine(_ line: String) {
        let (_, rest) = MarkdownReader.indentation(of: line)
        let mark = rest.hasPrefix("```") ? "```" : rest.hasPrefix("~~~") ? "~~~" : nil
        if let fence {
            lines.append(line)
            if mark == fence, MarkdownReader.trimmed(rest).allSatisfy({ $0 == fence.first }) { self.fence = nil }
            return
        }
        if let mark {
            fence = mark
            lines.append(line)
            return
        }
        let level = headingStyles[paragraph.style] ?? paragraph.outline.flatMap { (0...5).contains($0) ? $0 + 1 : nil }
        if line.isEmpty {
            append("", isTight: true)
        } else if let level {
            append(String(repeating: "#", count: level) + " " + line, isTight: false)
        } else if let depth = paragraph.listLevel {
            append(String(repeating: "  ", count: depth) + "- " + line, isTight: true)
        } else {
            append(line, isTight: false)
        }
    }

    private mutating func append(_ line: String, isTight: Bool) {
        if !isTight, let last = lines.last, !last.isEmpty { lines.append("") }
        lines.append(line)
    }
}
