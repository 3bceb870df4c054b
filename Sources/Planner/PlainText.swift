/// Small readings of one line of text.
enum PlainText {
    static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }

    static func trimmed(_ text: some StringProtocol) -> String {
        guard let start = text.firstIndex(where: { !$0.isWhitespace }),
            let end = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[start...end])
    }

    /// Without the marks of strong text and code.
    static func unmarked(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var wasStar = false
        for byte in text.utf8 where byte != 0x60 {
            if byte == 0x2A, wasStar {
                bytes.removeLast()
                wasStar = false
            } else {
                bytes.append(byte)
                wasStar = byte == 0x2A
            }
        }
        return trimmed(String(decoding: bytes, as: UTF8.self))
    }

    /// Lower case, single spaces, no marks and no final full stop: how titles and sections are compared.
    static func folded(_ text: some StringProtocol) -> String {
        var words = unmarked(String(text)).lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        while let last = words.last, ".:\"'”“".contains(last) { words.removeLast() }
        while let first = words.first, "\"'“”".contains(first) { words.removeFirst() }
        return words
    }

    /// Numbers without leading zeros: `01` and `1` are the same task.
    static func label(_ text: String) -> String {
        text.split(separator: ".").map { part in Int(part).map { "\($0)" } ?? String(part) }.joined(separator: ".")
    }

    /// At most `limit` characters, cut at a word where one ends near.
    static func shortened(_ text: String, to limit: Int) -> String {
        guard text.count > limit else { return text }
        let head = text.prefix(limit - 1)
        let cut = head.lastIndex(of: " ").flatMap {
            head.distance(from: head.startIndex, to: $0) > limit / 2 ? $0 : nil
        }
        return trimmed(head[..<(cut ?? head.endIndex)]) + "…"
    }
}
