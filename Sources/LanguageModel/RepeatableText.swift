/// The output of commands without what differs from run to run.
enum RepeatableText {
    private static let months: Set<Substring> = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let days: Set<Substring> = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let units: Set<Substring> = ["s", "ms", "us", "µs", "ns", "m", "sec", "secs", "second", "seconds"]
    private static let separators: Set<Character> = [
        "(", ")", "[", "]", "{", "}", "<", ">", ",", ";", "\"", "'", "=", "`",
    ]

    /// Words that are durations, times, dates, object names, addresses or temporary files become `#`; runs of spaces, whose
    /// length follows the width of such words, become one.
    static func of(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(line).joined(separator: "\n")
    }

    private static func line(_ line: Substring) -> String {
        var result: [Substring] = []
        var isAfterMonth = false
        var hasMonth = false
        let words = split(line)
        for (index, word) in words.enumerated() {
            let next = words[(index + 1)...].first { !$0.allSatisfy(\.isWhitespace) }
            let isDayOfMonth = isAfterMonth && isDigits(word) && word.count <= 2
            if !word.allSatisfy(\.isWhitespace) { isAfterMonth = months.contains(word) }
            hasMonth = hasMonth || isAfterMonth
            let isYear = hasMonth && word.count == 4 && word.hasPrefix("20") && isDigits(word)
            let isSpace = word.first?.isWhitespace == true
            if isSpace {
                result.append(" ")
            } else if isDayOfMonth || isYear || varies(word, before: next) {
                result.append("#")
            } else {
                result.append(word)
            }
        }
        return result.joined()
    }

    /// Words, separators and runs of spaces, in their order; a dot or colon at a word's end stands alone.
    private static func split(_ line: Substring) -> [Substring] {
        var pieces: [Substring] = []
        var rest = line
        while let first = rest.first {
            var piece: Substring
            if separators.contains(first) {
                piece = rest.prefix(1)
            } else if first.isWhitespace {
                piece = rest.prefix(while: \.isWhitespace)
            } else {
                piece = rest.prefix { !$0.isWhitespace && !separators.contains($0) }
                while piece.count > 1, piece.last == "." || piece.last == ":" { piece.removeLast() }
            }
            pieces.append(piece)
            rest = rest[piece.endIndex...]
        }
        return pieces
    }

    private static func varies(_ word: Substring, before next: Substring?) -> Bool {
        if months.contains(word) || days.contains(word) { return true }
        if word.hasPrefix("/tmp/") || isAddress(word) || isObjectName(word) { return true }
        if isClock(word) || isDate(word) { return true }
        let number = word.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        guard let first = number.first, first.isNumber else { return false }
        let unit = word[number.endIndex...]
        if units.contains(unit) { return true }
        return unit.isEmpty && (number.contains(".") || next.map(units.contains) == true)
    }

    private static func isDigits(_ word: Substring) -> Bool {
        !word.isEmpty && word.utf8.allSatisfy { (48...57).contains($0) }
    }

    private static func isHexadecimal(_ word: Substring) -> Bool {
        !word.isEmpty && word.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }

    private static func isAddress(_ word: Substring) -> Bool {
        word.hasPrefix("0x") && isHexadecimal(word.dropFirst(2))
    }

    /// A commit id, short or long, or two of them as `git diff` prints them.
    private static func isObjectName(_ word: Substring) -> Bool {
        let names = word.split(separator: "..")
        return !names.isEmpty
            && names.allSatisfy { (7...64).contains($0.count) && isHexadecimal($0) }
    }

    private static func isClock(_ word: Substring) -> Bool {
        let parts = word.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let last = parts.last else { return false }
        return parts.dropLast().allSatisfy { isDigits($0) && $0.count <= 2 }
            && last.count >= 2 && isDigits(last.prefix { $0 != "." })
    }

    private static func isDate(_ word: Substring) -> Bool {
        let parts = word.prefix(10).split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.count) == [4, 2, 2] && parts.allSatisfy(isDigits)
            && (word.count == 10 || word.dropFirst(10).first == "T")
    }
}
