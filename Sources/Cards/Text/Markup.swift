/// The light markup our messages are written in, read into blocks and spans for the dialects.
///
/// `*bold*`, `` `code` ``, `[title](https://…)`, lines that start with `- ` or `> `, and fences of three backticks on
/// their own line. Everything else is text; text of others goes through `Inert` before it gets here.
package enum Markup {
    package enum Span: Hashable, Sendable {
        case text(String)
        case bold(String)
        case code(String)
        case link(title: String, url: String)
    }

    package enum Block: Hashable, Sendable {
        case line([Span])
        case item([Span])
        case quote([Span])
        /// A fence's text, lines kept.
        case code(String)
    }

    package static func blocks(_ text: String) -> [Block] {
        var blocks: [Block] = []
        var fence: [Substring]?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                if let body = fence {
                    blocks.append(.code(body.joined(separator: "\n")))
                    fence = nil
                } else {
                    fence = []
                }
            } else if fence != nil {
                fence?.append(line)
            } else if line.hasPrefix("- ") {
                blocks.append(.item(spans(line.dropFirst(2))))
            } else if line.hasPrefix("> ") {
                blocks.append(.quote(spans(line.dropFirst(2))))
            } else {
                blocks.append(.line(spans(line)))
            }
        }
        if let fence { blocks.append(.code(fence.joined(separator: "\n"))) }
        return blocks
    }

    package static func spans(_ line: Substring) -> [Span] {
        var spans: [Span] = []
        var plain = ""
        var rest = line
        func flush() {
            if !plain.isEmpty { spans.append(.text(plain)) }
            plain = ""
        }
        while let first = rest.first {
            if let (span, after) = special(rest, first, previous: plain.last) {
                flush()
                spans.append(span)
                rest = after
            } else {
                plain.append(first)
                rest = rest.dropFirst()
            }
        }
        flush()
        return spans
    }

    private static func special(
        _ rest: Substring, _ first: Character, previous: Character?
    ) -> (Span, Substring)? {
        let inner = rest.dropFirst()
        switch first {
        case "*":
            guard previous.map({ !$0.isLetter && !$0.isNumber }) ?? true, let end = inner.firstIndex(of: "*"),
                let head = inner.first, head != "*", !head.isWhitespace,
                !inner[inner.index(before: end)].isWhitespace
            else { return nil }
            return (.bold(String(inner[..<end])), inner[inner.index(after: end)...])
        case "`":
            guard let end = inner.firstIndex(of: "`"), end > inner.startIndex else { return nil }
            return (.code(String(inner[..<end])), inner[inner.index(after: end)...])
        case "[":
            guard let close = inner.firstIndex(of: "]"), close > inner.startIndex,
                inner[inner.index(after: close)...].first == "("
            else { return nil }
            let target = inner[inner.index(close, offsetBy: 2)...]
            guard let end = target.firstIndex(of: ")") else { return nil }
            let url = String(target[..<end])
            guard isWebAddress(url) else { return nil }
            return (.link(title: String(inner[..<close]), url: url), target[target.index(after: end)...])
        default: return nil
        }
    }

    /// Only http and https lead anywhere; a page must never be handed `javascript:`.
    package static func isWebAddress(_ url: String) -> Bool {
        guard url.hasPrefix("https://") || url.hasPrefix("http://") else { return false }
        return url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "<") }
    }
}
