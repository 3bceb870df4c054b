/// Cuts a long text into numbered messages for a provider's limit.
///
/// Cuts fall between paragraphs, else lines, else words, never inside a grapheme; a code block that has to be cut is
/// closed and opened again. Numbers ("2/5") rather than order tell the parts apart, because providers deliver out of
/// order.
package enum MessageChunks {
    /// The parts of `text`, each at most `limit` (at least 64) UTF-16 units.
    ///
    /// Where more than `maximum` would be needed,
    /// the last one says that the rest is missing.
    package static func split(_ text: String, limit: Int, maximum: Int = 10) -> [String] {
        let limit = max(64, limit)
        guard text.utf16.count > limit else { return [text] }
        // "10/10\n", and a fence opened at the front and closed at the end.
        let window = limit - 6 - 8
        var rest = Substring(withoutGiants(text))
        var parts: [String] = []
        var isInFence = false
        while !rest.isEmpty, parts.count < maximum {
            var part: Substring
            (part, rest) = cut(rest, window)
            let opened = isInFence
            for line in part.split(separator: "\n") where line.hasPrefix("```") { isInFence.toggle() }
            while part.last?.isNewline == true { part.removeLast() }
            parts.append((opened ? "```\n" : "") + part + (isInFence ? "\n```" : ""))
        }
        if !rest.isEmpty, let last = parts.popLast() {
            let notice = "\n… the rest is too long for a chat."
            let (kept, _) = cut(Substring(last), limit - 14 - notice.utf16.count)
            let isOpen = !kept.split(separator: "\n").count(where: { $0.hasPrefix("```") }).isMultiple(of: 2)
            parts.append(kept + (isOpen ? "\n```" : "") + notice)
        }
        return parts.enumerated().map { "\($0.offset + 1)/\(parts.count)\n\($0.element)" }
    }

    /// The first at most `window` units of `text`, ending at the best place, and what is left.
    private static func cut(_ text: Substring, _ window: Int) -> (Substring, Substring) {
        var size = 0
        var end = text.startIndex
        var paragraph: Substring.Index?
        var line: Substring.Index?
        var word: Substring.Index?
        var previous: Character = " "
        while end < text.endIndex {
            let character = text[end]
            size += character.utf16.count
            if size > window { break }
            text.formIndex(after: &end)
            // A cut right at the start of the window would make tiny parts.
            guard size > window / 3 else {
                previous = character
                continue
            }
            if character.isNewline {
                if previous.isNewline { paragraph = end }
                line = end
            } else if character.isWhitespace {
                word = end
            }
            previous = character
        }
        if end == text.endIndex { return (text, "") }
        let place = paragraph ?? line ?? word ?? end
        return (text[..<place], text[place...])
    }

    // Nobody writes letters of dozens of code units; such a one could be longer than a message.
    private static func withoutGiants(_ text: String) -> String {
        guard text.contains(where: { $0.utf16.count > 48 }) else { return text }
        return String(text.map { $0.utf16.count > 48 ? "\u{FFFD}" : $0 })
    }
}
