/// The number a person gave a requirement: `R1`, `FR-3`, `NFR2.1`.
enum RequirementLabel {
    /// The label a statement starts with, and the rest of it: `R1: …`, `[R1] …`, `**R1** …`, `R1. …`, `R1 — …`.
    static func read(_ text: String) -> (label: String, rest: String)? {
        let isBold = text.hasPrefix("**")
        var rest = PlainText.trimmed(text)[...]
        if isBold { rest = rest.dropFirst(2) }
        let isBracketed = rest.first == "[" || rest.first == "("
        if isBracketed { rest = rest.dropFirst() }
        let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
        var label = word
        while let last = label.last, "-_.".contains(last) { label = label.dropLast() }
        guard isLabel(label) else { return nil }
        rest = rest[label.endIndex...]
        let mark = rest.first
        let hasMark = mark == ":" || mark == ")" || mark == "]" || (mark == "." && rest.dropFirst().first == " ")
        let hasDash = rest.hasPrefix(" - ") || rest.hasPrefix(" – ") || rest.hasPrefix(" — ")
        guard hasMark || hasDash || (isBold && rest.hasPrefix("**")) else { return nil }
        let statement = rest.drop { $0.isWhitespace || ":)].-–—*".contains($0) }
        return (String(label).uppercased(), PlainText.unmarked(String(statement)))
    }

    /// One to six capital letters, perhaps a dash, and a number.
    static func isLabel(_ text: some StringProtocol) -> Bool {
        let letters = text.prefix { $0.isASCII && $0.isUppercase }
        guard (1...6).contains(letters.count) else { return false }
        var digits = text.dropFirst(letters.count)
        if let first = digits.first, first == "-" || first == "_" { digits = digits.dropFirst() }
        guard let first = digits.first, PlainText.isDigit(first), digits.count <= 8 else { return false }
        return digits.allSatisfy { PlainText.isDigit($0) || $0 == "." } && !digits.hasSuffix(".")
    }

    /// The labels of a range such as `R1-R4` or `FR-2 – FR-5`; empty for anything else.
    static func range(_ text: String) -> [String] {
        let upper = text.uppercased()
        for dash in [" - ", " – ", " TO ", "–", "-"] {
            for found in upper.ranges(of: dash) {
                let (first, last) = (
                    PlainText.trimmed(upper[..<found.lowerBound]), PlainText.trimmed(upper[found.upperBound...])
                )
                guard isLabel(first), isLabel(last), let start = DependencyList.number(ofLabel: first),
                    let end = DependencyList.number(ofLabel: last), start <= end, end - start < 100
                else { continue }
                let prefix = first.dropLast("\(start)".count)
                guard prefix == last.dropLast("\(end)".count) else { continue }
                return (start...end).map { "\(prefix)\($0)" }
            }
        }
        return []
    }

    /// The labels a text mentions.
    static func mentions(in text: String) -> Set<String> {
        let words = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0))) }
        return Set(
            words.compactMap { word in
                var word = word
                while let last = word.last, "-_.".contains(last) { word = word.dropLast() }
                return isLabel(word) ? String(word) : nil
            })
    }
}
