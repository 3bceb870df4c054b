/// The sentences of a paragraph, and the clauses of those that a semicolon divides.
///
/// A full stop inside code, of an abbreviation, an initial or a number ends nothing. In doubt text stays together.
enum Sentences {
    private static let abbreviations: Set<String> = [
        "e.g", "i.e", "eg", "ie", "etc", "vs", "cf", "ca", "approx", "resp", "incl", "excl", "max", "min", "no", "nr",
        "fig",
        "sec", "mr", "mrs", "ms", "dr", "st", "inc", "ltd", "dept", "est", "al", "z.b", "d.h", "u.a", "bzw", "usw",
        "p.ex",
    ]
    private static let ends: Set<Character> = [".", "!", "?", "。", "！", "？"]
    private static let wideEnds: Set<Character> = ["。", "！", "？"]
    private static let closers: Set<Character> = ["\"", "'", "”", "’", "»", ")", "]", "*", "_", "`"]
    /// Characters after which an open bracket is taken for a slip.
    private static let bracketLength = 300
    private static let wordsOfClause = 3

    /// In their order, without white space around them; takes time linear in the text.
    static func split(_ text: String) -> [Substring] {
        var sentences: [Substring] = []
        var scan = Scan(text)
        var start = text.startIndex
        var clauses: [String.Index] = []
        func close(at end: String.Index) {
            sentences += divided(text[start..<end], at: clauses)
            start = end
            clauses = []
        }
        while scan.index < text.endIndex {
            let index = scan.index
            let character = text[index]
            scan.advance()
            if scan.isInside { continue }
            if character == ";", scan.index < text.endIndex, text[scan.index].isWhitespace {
                clauses.append(scan.index)
            } else if ends.contains(character), !(character == "." && isAbbreviation(text[start..<index], scan.rest)) {
                var end = scan.index
                while end < text.endIndex, closers.contains(text[end]) { end = text.index(after: end) }
                guard end == text.endIndex || text[end].isWhitespace || wideEnds.contains(character) else { continue }
                close(at: end)
            }
        }
        close(at: text.endIndex)
        return sentences
    }

    /// A place in the text, and whether it is inside a code span or brackets.
    private struct Scan {
        private let text: String
        private(set) var index: String.Index
        private var marks: Int
        private var isCode = false
        private var depth = 0
        private var sinceBracket = 0

        init(_ text: String) {
            self.text = text
            index = text.startIndex
            marks = text.utf8.count { $0 == 0x60 }
        }

        var isInside: Bool { isCode || depth > 0 }
        var rest: Substring { text[index...] }

        mutating func advance() {
            let character = text[index]
            index = text.index(after: index)
            sinceBracket += 1
            if character == "`" {
                marks -= 1
                isCode = !isCode && marks > 0
            } else if isCode {
                return
            } else if character == "(" {
                depth += 1
                sinceBracket = 0
            } else if character == ")" {
                depth = max(0, depth - 1)
            }
            if sinceBracket > Sentences.bracketLength { depth = 0 }
        }
    }

    /// Whether a full stop after `head` belongs to its last word.
    private static func isAbbreviation(_ head: Substring, _ rest: Substring) -> Bool {
        let word = head.suffix(12).split { $0.isWhitespace || "([\"'“‘`*".contains($0) }.last ?? ""
        guard head.last?.isWhitespace == false else { return false }
        if word.count == 1, word.first?.isUppercase == true { return true }
        let name = word.lowercased()
        guard abbreviations.contains(name) else { return false }
        let next = rest.first { !$0.isWhitespace }
        if ["no", "nr", "fig", "sec"].contains(name) { return next?.isNumber == true }
        if ["etc", "usw", "al", "max", "min"].contains(name) { return next?.isUppercase != true }
        return true
    }

    /// Clauses of three words or more each; shorter ones stay with their neighbour.
    private static func divided(_ sentence: Substring, at places: [String.Index]) -> [Substring] {
        var parts: [Substring] = []
        var start = sentence.startIndex
        for end in places + [sentence.endIndex] {
            let part = sentence[start..<end]
            let isShort = part.split(whereSeparator: \.isWhitespace).count < wordsOfClause
            if let last = parts.last, isShort || last.split(whereSeparator: \.isWhitespace).count < wordsOfClause {
                parts[parts.count - 1] = sentence[last.startIndex..<end]
            } else {
                parts.append(part)
            }
            start = end
        }
        return parts.map(trimmed).filter { $0.contains(where: \.isLetter) }
    }

    private static func trimmed(_ part: Substring) -> Substring {
        var part = part
        while part.first?.isWhitespace == true || part.first == ";" { part.removeFirst() }
        while part.last?.isWhitespace == true || part.last == ";" { part.removeLast() }
        return part
    }
}
