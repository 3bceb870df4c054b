import Normalization

/// A message without what must not command: quotations, code, and characters nobody sees.
struct CleanText {
    /// UTF-8 of the text that is read.
    var bytes: [UInt8]
    /// True where a quoted line or a code block was taken out.
    var hadQuotation = false

    /// Keeps at most `limit` bytes.
    init(_ text: String, limit: Int) {
        var visible = Normalization.withoutInvisible(text)
        if visible.utf8.contains(0x0D) { visible = String(visible.map { $0 == "\r\n" || $0 == "\r" ? "\n" : $0 }) }
        let plain = Self.withPlainMarks(visible)
        guard plain.utf8.contains(0x3E) || plain.utf8.contains(0x60) else {
            bytes = Array(plain.utf8.prefix(limit))
            return
        }
        var kept: [Substring] = []
        var isInCode = false
        for line in plain.split(separator: "\n", omittingEmptySubsequences: false) {
            let trimmed = line.drop { $0 == " " || $0 == "\t" }
            if trimmed.hasPrefix("```") {
                isInCode.toggle()
                hadQuotation = true
            } else if isInCode || trimmed.hasPrefix(">") {
                hadQuotation = true
            } else {
                kept.append(line)
            }
        }
        bytes = Array(kept.joined(separator: "\n").utf8.prefix(limit))
    }

    /// Typographic quotation marks, dashes and spaces as the keyboard's plain ones.
    private static func withPlainMarks(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x2018, 0x2019, 0x201B, 0x2032, 0x02BC, 0xB4: scalars.append("'")
            case 0x201C, 0x201D, 0x201E, 0x201F, 0xAB, 0xBB, 0x2033: scalars.append("\"")
            case 0x2010...0x2012, 0x2212: scalars.append("-")
            case 0x2013...0x2015: scalars.append(contentsOf: " - ".unicodeScalars)
            case 0x2026: scalars.append(contentsOf: "...".unicodeScalars)
            case 0xA0, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: scalars.append(" ")
            case 0xFF0C, 0x3001: scalars.append(",")
            case 0xFF1A: scalars.append(":")
            case 0xFF1F: scalars.append("?")
            case 0xFF01: scalars.append("!")
            default: scalars.append(scalar)
            }
        }
        return String(scalars)
    }
}
