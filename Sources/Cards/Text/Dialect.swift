package import Vocabulary

/// How a provider spells the light markup our messages are written in (`Markup`).
package enum Dialect: Sendable {
    case whatsapp
    /// For a terminal without styles, and for programs.
    case plain
    /// For a terminal with ANSI styles.
    case ansi

    package init(_ provider: Provider) {
        switch provider {
        case .whatsapp: self = .whatsapp
        case .standard, .terminal, .page: self = .plain
        }
    }

    /// The message as text of this dialect.
    package func text(_ markup: String) -> String {
        Markup.blocks(markup).map(block).joined(separator: "\n")
    }

    /// The message for the page: an array of blocks with spans of plain text, to be set as text content, never as HTML.
    ///
    /// `{"type": "line" | "item" | "quote" | "code", "spans": [{"text", "style"?: "bold" | "code" | "link", "url"?}]}`;
    /// a URL is always http or https.
    package static func page(_ markup: String) -> JSONValue {
        .array(
            Markup.blocks(markup).map { block in
                switch block {
                case .line(let spans): ["type": "line", "spans": .array(spans.map(page))]
                case .item(let spans): ["type": "item", "spans": .array(spans.map(page))]
                case .quote(let spans): ["type": "quote", "spans": .array(spans.map(page))]
                case .code(let text): ["type": "code", "spans": [["text": .string(clean(text))]]]
                }
            })
    }

    private static func page(_ span: Markup.Span) -> JSONValue {
        switch span {
        case .text(let text): ["text": .string(clean(text))]
        case .bold(let text): ["text": .string(clean(text)), "style": "bold"]
        case .code(let text): ["text": .string(clean(text)), "style": "code"]
        case .link(let title, let url): ["text": .string(clean(title)), "style": "link", "url": .string(url)]
        }
    }

    private func block(_ block: Markup.Block) -> String {
        switch (block, self) {
        case (.line(let spans), _): line(spans)
        case (.item(let spans), .whatsapp): "- \(line(spans))"
        case (.item(let spans), _): "• \(line(spans))"
        case (.quote(let spans), _): "> \(line(spans))"
        case (.code(let text), .whatsapp): "```\n\(Dialect.clean(text))\n```"
        case (.code(let text), _):
            Dialect.clean(text).split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
                .joined(separator: "\n")
        }
    }

    private func line(_ spans: [Markup.Span]) -> String { spans.map(span).joined() }

    private func span(_ span: Markup.Span) -> String {
        switch (span, self) {
        case (.text(let text), _): Dialect.clean(text)
        case (.bold(let text), .whatsapp): "*\(Dialect.clean(text))*"
        case (.bold(let text), .plain): Dialect.clean(text)
        case (.bold(let text), .ansi): "\u{1B}[1m\(Dialect.clean(text))\u{1B}[0m"
        case (.code(let text), .whatsapp): "`\(Dialect.clean(text))`"
        case (.code(let text), .plain): Dialect.clean(text)
        case (.code(let text), .ansi): "\u{1B}[36m\(Dialect.clean(text))\u{1B}[0m"
        case (.link(let title, let url), _): title == url ? url : "\(Dialect.clean(title)): \(url)"
        }
    }

    // Joiners are kept: `Inert` puts them in on purpose.
    private static func clean(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A: scalars.append(scalar)
            case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: continue
            default: scalars.append(scalar)
            }
        }
        return String(scalars)
    }
}
