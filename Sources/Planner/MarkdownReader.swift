/// The state of one pass over the lines of a Markdown document.
struct MarkdownReader {
    private let lines: [String]
    private var next = 0
    private var elements: [MarkdownOutline.Element] = []
    private var isInList = false

    private struct Fence {
        var mark: UInt8
        var length: Int
        var indent: Int
        var info: String
    }

    init(lines: [String]) { self.lines = lines }

    mutating func read() -> [MarkdownOutline.Element] {
        skipFrontMatter()
        while next < lines.count {
            let line = lines[next]
            next += 1
            readLine(line)
        }
        return elements
    }

    private mutating func skipFrontMatter() {
        guard lines.first == "---" else { return }
        guard let end = lines.prefix(200).dropFirst().firstIndex(where: { $0 == "---" || $0 == "..." }) else { return }
        next = end + 1
    }

    private mutating func readLine(_ line: String) {
        let number = next
        let (indent, rest) = MarkdownReader.indentation(of: line)
        if rest.isEmpty {
            if elements.last?.kind != .blank { append(.blank, number) }
            return
        }
        let isIndentedCode = indent >= 4 && !isInList
        if !isIndentedCode, let fence = MarkdownReader.fence(rest, indent: indent) {
            readCode(fence, openedAt: number)
        } else if indent < 4, rest.hasPrefix("<!--") {
            skipComment(from: rest)
        } else if indent < 4, let heading = MarkdownReader.heading(rest) {
            append(heading, number)
            isInList = false
        } else if indent < 4, let level = setextLevel(rest) {
            guard case .text(_, let text) = elements.removeLast().kind else { return }
            append(.heading(level: level, text: text), number - 1)
        } else if MarkdownReader.isThematicBreak(rest) {
            isInList = false
        } else if !isIndentedCode, let item = MarkdownReader.item(rest, indent: indent) {
            isInList = true
            if let fence = MarkdownReader.fence(item.text, indent: item.contentIndent) {
                readCode(fence, openedAt: number)
            } else {
                append(.item(indent: indent, number: item.number, text: item.text), number)
            }
        } else {
            if indent == 0, elements.last?.kind == .blank { isInList = false }
            append(.text(indent: indent, text: MarkdownReader.trimmed(rest)), number)
        }
    }

    private mutating func append(_ kind: MarkdownOutline.Kind, _ line: Int) {
        elements.append(MarkdownOutline.Element(line: line, kind: kind))
    }

    private mutating func readCode(_ fence: Fence, openedAt number: Int) {
        var body: [String] = []
        var isClosed = false
        while next < lines.count {
            let line = lines[next]
            next += 1
            if MarkdownReader.closes(line, fence) {
                isClosed = true
                break
            }
            body.append(MarkdownReader.outdented(line, by: fence.indent))
        }
        append(.code(info: fence.info, body: body.joined(separator: "\n"), isClosed: isClosed), number)
    }

    private mutating func skipComment(from rest: Substring) {
        var line = rest.dropFirst(4)
        while !MarkdownReader.contains(line.utf8, Array("-->".utf8)) {
            guard next < lines.count else { return }
            line = lines[next][...]
            next += 1
        }
    }

    /// A line of `=` or `-` under a single line of prose makes that line a heading.
    private func setextLevel(_ rest: Substring) -> Int? {
        guard !isInList, case .text? = elements.last?.kind else { return nil }
        let bar = MarkdownReader.trimmed(rest)
        guard bar.utf8.count >= 2, let first = bar.utf8.first, bar.utf8.allSatisfy({ $0 == first }) else { return nil }
        return first == 0x3D ? 1 : first == 0x2D ? 2 : nil
    }

    private static func closes(_ line: String, _ fence: Fence) -> Bool {
        let (_, rest) = indentation(of: line)
        let run = rest.utf8.prefix { $0 == fence.mark }
        return run.count >= fence.length && rest.utf8.dropFirst(run.count).allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }

    private static func fence(_ rest: some StringProtocol, indent: Int) -> Fence? {
        guard let mark = rest.utf8.first, mark == 0x60 || mark == 0x7E else { return nil }
        let length = rest.utf8.prefix { $0 == mark }.count
        guard length >= 3 else { return nil }
        let info = trimmed(rest.dropFirst(length))
        if mark == 0x60, info.utf8.contains(0x60) { return nil }
        return Fence(mark: mark, length: length, indent: indent, info: info)
    }

    private static func heading(_ rest: Substring) -> MarkdownOutline.Kind? {
        let level = rest.utf8.prefix { $0 == 0x23 }.count
        guard (1...6).contains(level) else { return nil }
        let text = rest.dropFirst(level)
        guard text.first.map({ $0 == " " || $0 == "\t" }) ?? true else { return nil }
        var words = trimmed(text)
        let closing = words.utf8.reversed().prefix { $0 == 0x23 }.count
        if closing > 0 {
            let head = words.dropLast(closing)
            if head.isEmpty || head.hasSuffix(" ") || head.hasSuffix("\t") { words = trimmed(head) }
        }
        return .heading(level: level, text: words)
    }

    private static func isThematicBreak(_ rest: Substring) -> Bool {
        guard let mark = rest.utf8.first, mark == 0x2A || mark == 0x2D || mark == 0x5F else { return false }
        var count = 0
        for byte in rest.utf8 {
            if byte == mark { count += 1 } else if byte != 0x20, byte != 0x09 { return false }
        }
        return count >= 3
    }

    private static func item(
        _ rest: Substring, indent: Int
    ) -> (number: Int?, text: String, contentIndent: Int)? {
        var marker = 0
        var number: Int?
        if let first = rest.utf8.first, first == 0x2D || first == 0x2A || first == 0x2B {
            marker = 1
        } else {
            let digits = rest.utf8.prefix { (0x30...0x39).contains($0) }
            guard (1...9).contains(digits.count), let after = rest.utf8.dropFirst(digits.count).first,
                after == 0x2E || after == 0x29
            else { return nil }
            number = Int(String(rest.prefix(digits.count)))
            marker = digits.count + 1
        }
        let text = rest.dropFirst(marker)
        guard text.first.map({ $0 == " " || $0 == "\t" }) ?? true else { return nil }
        let spaces = text.utf8.prefix { $0 == 0x20 }.count
        return (number, trimmed(text), indent + marker + max(1, spaces))
    }

    /// The columns of white space a line starts with, and the rest of it.
    static func indentation(of line: String) -> (Int, Substring) {
        var columns = 0
        var count = 0
        for byte in line.utf8 {
            if byte == 0x20 {
                columns += 1
            } else if byte == 0x09 {
                columns += 4 - columns % 4
            } else {
                break
            }
            count += 1
        }
        return (columns, line[line.utf8.index(line.startIndex, offsetBy: count)...])
    }

    private static func outdented(_ line: String, by indent: Int) -> String {
        var columns = 0
        var rest = line.utf8[...]
        while columns < indent, let byte = rest.first {
            guard byte == 0x20 || byte == 0x09 else { break }
            columns += byte == 0x20 ? 1 : 4 - columns % 4
            rest = rest.dropFirst()
        }
        return String(repeating: " ", count: max(0, columns - indent)) + String(Substring(rest))
    }

    static func trimmed(_ text: some StringProtocol) -> String {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        let bytes = Array(text.utf8)
        guard let start = bytes.firstIndex(where: { !isSpace($0) }),
            let end = bytes.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(decoding: bytes[start...end], as: UTF8.self)
    }

    private static func contains(_ text: Substring.UTF8View, _ part: [UInt8]) -> Bool {
        var matched = 0
        for byte in text {
            // `-->` may be preceded by more dashes, so a third dash keeps the first two matched.
            if byte == part[matched] {
                matched += 1
                if matched == part.count { return true }
            } else if byte != 0x2D {
                matched = 0
            }
        }
        return false
    }
}
