/// Makes Markdown of what `pdftotext` gives.
enum PDFText {
    private static let bullets: Set<Character> = ["•", "◦", "▪", "‣", "●", "∙", "○", "■"]

    /// Bullets become list marks; everything else stays.
    static func markdown(_ text: String) -> String {
        MarkdownOutline.lines(of: text).map { line in
            let (_, rest) = MarkdownReader.indentation(of: line)
            guard let first = rest.first, bullets.contains(first) else { return line }
            return line[..<rest.startIndex] + "- " + MarkdownReader.trimmed(rest.dropFirst())
        }.joined(separator: "\n")
    }
}
