/// Makes text that others wrote (agents, documents, senders) harmless inside a message of ours.
///
/// No dialect of the providers has an escape character, so what would act is replaced by a look-alike that does not.
package enum Inert {
    /// One line that cannot format, mention, link, or pass for one of our lines; longer text ends in "…".
    package static func line(_ text: String, limit: Int = 120) -> String {
        let flat = withoutControls(text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return shortened(defused(flat), limit)
    }

    /// Several lines, each behind `> `, so that they read as a quotation everywhere.
    package static func quote(_ text: String, lines: Int = 12, width: Int = 400) -> String {
        var kept = withoutControls(text, keepingLines: true).split(separator: "\n", omittingEmptySubsequences: true)
            .prefix(lines + 1).map { shortened(defused(String($0)), width) }
        if kept.count > lines {
            kept.removeLast()
            kept.append("…")
        }
        return kept.map { "> \($0)" }.joined(separator: "\n")
    }

    /// Text to stand verbatim between backticks of a code span: only what would end the span is replaced.
    package static func code(_ text: String, limit: Int = 400) -> String {
        let flat = withoutControls(text).replacing("`", with: "ˋ")
        return flat.isEmpty ? "` `" : "`\(shortened(flat, limit))`"
    }

    /// Text to stand verbatim in a code block of its own; only a fence inside it is broken up.
    package static func fence(_ text: String) -> String {
        let body = withoutControls(text, keepingLines: true).replacing("```", with: "``\u{2060}`")
        return "```\n\(body)\n```"
    }

    /// Drops control, bidirectional, zero-width, tag and line-separator characters; tabs become spaces.
    package static func withoutControls(_ text: String, keepingLines: Bool = false) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A where keepingLines: result.append(scalar)
            case 0x09, 0x0A, 0x2028, 0x2029: result.append(" ")
            case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x206F,
                0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE0FFF:
                continue
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// Cuts at a grapheme, with "…" for what is missing.
    package static func shortened(_ text: String, _ limit: Int) -> String {
        guard text.count > limit else { return text }
        return text.prefix(max(0, limit - 1)) + "…"
    }

    /// One pass over the characters: markup, mentions, links; then words that read like an answer to a question of ours.
    private static func defused(_ text: String) -> String {
        var result = ""
        var previous: Character = " "
        let characters = Array(text)
        for (index, character) in characters.enumerated() {
            let next = index + 1 < characters.count ? characters[index + 1] : " "
            switch character {
            case "*": result.append("∗")
            case "`": result.append("ˋ")
            case "~": result.append("∼")
            // Inside a word no dialect formats it, and file names must stay right.
            case "_" where !(previous.isWordLike && next.isWordLike): result.append("＿")
            case "@" where !previous.isWordLike: result.append("@\u{2060}")
            case "<" where next == "!" || next == "@" || next == "#": result.append("‹")
            case ">" where index == 0: result.append("›")
            case "(" where previous == "]": result.append(" (")
            case ":" where next == "/": result.append(":\u{2060}")
            default: result.append(character)
            }
            previous = character
        }
        return withoutCodes(result)
    }

    private static let answers: Set<String> = [
        "yes", "ok", "okay", "confirm", "approve", "accept", "reply", "code", "send", "type", "answer",
    ]

    /// A confirmation's code is ours to show: after a word like "yes" a token shaped like a code is blanked out.
    private static func withoutCodes(_ text: String) -> String {
        var words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        for index in words.indices where index > 0 {
            let before = words[index - 1].filter(\.isLetter).lowercased()
            guard answers.contains(before), ConfirmationCode.resembles(words[index]) else { continue }
            words[index] = "•••"
        }
        return words.joined(separator: " ")
    }
}

extension Character {
    fileprivate var isWordLike: Bool { isLetter || isNumber || self == "_" }
}
