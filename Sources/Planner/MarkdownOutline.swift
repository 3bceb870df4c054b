/// What a Markdown document holds, line by line: headings, list items, fenced blocks and lines of prose.
///
/// It reads what people write in a PRD and takes any input: what is not understood is prose. The terms are those of the
/// CommonMark specification; a fenced block inside a list may be indented anyhow, front matter and HTML comments are
/// left out, and block quotes are prose.
package struct MarkdownOutline: Sendable {
    /// One element and the line it starts on, from 1.
    package struct Element: Hashable, Sendable {
        package var line: Int
        package var kind: Kind
    }

    package enum Kind: Hashable, Sendable {
        case heading(level: Int, text: String)
        /// A list item; `number` is that of an ordered list, `indent` counts columns, tabs to the next multiple of four.
        case item(indent: Int, number: Int?, text: String)
        /// A fenced block; its body has no final line feed and lost the indentation of its fence.
        case code(info: String, body: String, isClosed: Bool)
        case text(indent: Int, text: String)
        /// One or more empty lines.
        case blank
    }

    package private(set) var elements: [Element] = []

    /// Reads a document with LF, CRLF or CR line ends; takes time linear in its length.
    package init(_ document: String) {
        var reader = MarkdownReader(lines: MarkdownOutline.lines(of: document))
        elements = reader.read()
    }

    /// Splits at LF, CRLF and CR.
    package static func lines(of document: String) -> [String] {
        var lines: [String] = []
        var current: [UInt8] = []
        var wasReturn = false
        for byte in document.utf8 {
            if byte == 0x0A, wasReturn {
                wasReturn = false
                continue
            }
            wasReturn = byte == 0x0D
            if byte == 0x0A || byte == 0x0D {
                lines.append(String(decoding: current, as: UTF8.self))
                current.removeAll(keepingCapacity: true)
            } else {
                current.append(byte)
            }
        }
        if !current.isEmpty { lines.append(String(decoding: current, as: UTF8.self)) }
        return lines
    }

    /// The text of the first heading of the highest level there is, else of the first line of prose.
    package var title: String? {
        var best: (level: Int, text: String)?
        for element in elements {
            if case .heading(let level, let text) = element.kind, !text.isEmpty, level < best?.level ?? 7 {
                best = (level, text)
            }
        }
        if let best { return best.text }
        for element in elements {
            switch element.kind {
            case .text(_, let text), .item(_, _, let text): if !text.isEmpty { return text }
            default: continue
            }
        }
        return nil
    }
}
