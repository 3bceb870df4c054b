/// Reads what a person wrote behind `Depends on:`, against the labels and titles of the tasks there are.
struct DependencyList {
    /// Position of each task by its label.
    private let labels: [String: Int]
    /// Positions of the tasks by their folded title.
    private let titles: [String: [Int]]
    private let folded: [String]

    /// `labels` and `titles` in the order of the tasks.
    init(labels: [String], titles: [String]) {
        let numbers = labels.map { DependencyList.number(ofLabel: $0).map { "\($0)" } ?? "" }
        // `T2` is also called `2` where no other task is.
        self.labels = Dictionary(
            Array(zip(labels, labels.indices)) + zip(numbers, labels.indices), uniquingKeysWith: { first, _ in first })
        folded = titles.map { PlainText.folded($0) }
        self.titles = Dictionary(grouping: titles.indices, by: { PlainText.folded(titles[$0]) })
    }

    enum Reading: Equatable {
        case tasks([Int])
        /// Phrases that name no task, or more than one.
        case unknown([String])
    }

    /// Commas, semicolons, `and`, ranges (`2-4`), `#2`, `task 2` and titles are understood; `none` is no dependency.
    func read(_ text: String) -> Reading {
        let text = PlainText.trimmed(PlainText.unmarked(text))
        if DependencyList.isNone(text) { return .tasks([]) }
        guard text.utf8.count <= PlanLimits.line else { return .unknown([PlainText.shortened(text, to: 60)]) }
        if let whole = single(text) { return .tasks(whole) }
        var found: [Int] = []
        var unknown: [String] = []
        for piece in text.split(whereSeparator: { $0 == "," || $0 == ";" }).map({ PlainText.trimmed($0) })
        where !piece.isEmpty {
            if let tasks = single(piece) {
                found += tasks
                continue
            }
            let parts = DependencyList.parts(of: piece)
            for part in parts {
                if let tasks = single(part) { found += tasks } else { unknown.append(part) }
            }
        }
        return unknown.isEmpty ? .tasks(found) : .unknown(unknown)
    }

    private func single(_ piece: String) -> [Int]? {
        var folded = PlainText.folded(piece)
        if folded.hasPrefix("and ") { folded.removeFirst(4) }
        if let named = titles[folded] { return named.count == 1 ? named : nil }
        if let task = labels[folded.uppercased()] { return [task] }
        let written = TitleLine(piece)
        if let label = written.label, let task = labels[label], self.folded[task] == PlainText.folded(written.title) {
            return [task]
        }
        guard let range = DependencyList.range(folded) else { return nil }
        if range.first == range.last { return labels[range.first].map { [$0] } }
        guard let first = Int(range.first), let last = Int(range.last), first < last, last - first < 200 else {
            return nil
        }
        let members = (first...last).map { labels["\($0)"] }
        return members.contains(nil) ? nil : members.compactMap(\.self)
    }

    /// The labels of a list that holds nothing but numbers; nil for anything else.
    static func numbers(in text: String) -> [String]? {
        let pieces = text.split(whereSeparator: { $0 == "," || $0 == ";" }).flatMap { parts(of: PlainText.trimmed($0)) }
        let ranges = pieces.map { range(PlainText.folded($0)) }
        guard !ranges.isEmpty, !ranges.contains(where: { $0 == nil }) else { return nil }
        return ranges.compactMap(\.self).flatMap { [$0.first, $0.last] }
    }

    private static func parts(of piece: String) -> [String] {
        let words = piece.replacing(" and ", with: ",").replacing("&", with: ",").replacing("+", with: ",")
        let parts = words.split(separator: ",").map { PlainText.trimmed($0) }.filter { !$0.isEmpty }
        return parts.flatMap { part in
            let pieces = part.split(whereSeparator: \.isWhitespace).map(String.init)
            return pieces.count > 1 && pieces.allSatisfy { range($0) != nil } ? pieces : [part]
        }
    }

    /// `2`, `#2`, `task 2`, `1.2`, `2-4`: first and last label.
    private static func range(_ text: String) -> (first: String, last: String)? {
        var rest = text[...]
        for word in ["tasks ", "task ", "steps ", "step "] where rest.hasPrefix(word) {
            rest = rest.dropFirst(word.count)
        }
        for (dash, width) in [("-", 1), ("–", 1), ("—", 1), ("..", 2), (" to ", 4)] {
            guard let found = rest.ranges(of: dash).first, rest[found].count == width || dash == " to " else {
                continue
            }
            guard let first = number(rest[..<found.lowerBound]), let last = number(rest[found.upperBound...]) else {
                return nil
            }
            return (first, last)
        }
        return number(rest).map { ($0, $0) }
    }

    /// The whole number a label is or ends in.
    static func number(ofLabel label: String) -> Int? {
        let digits = label.reversed().prefix { PlainText.isDigit($0) }
        return label.contains(".") ? nil : Int(String(digits.reversed()))
    }

    private static func number(_ text: Substring) -> String? {
        var digits = PlainText.trimmed(text)
        if digits.first == "#" { digits.removeFirst() }
        guard let first = digits.first, PlainText.isDigit(first), digits.count <= 12,
            digits.allSatisfy({ PlainText.isDigit($0) || $0 == "." }), !digits.contains("..")
        else { return nil }
        return PlainText.label(digits)
    }

    static func isNone(_ text: String) -> Bool {
        ["", "-", "–", "—", "none", "nothing", "n/a", "no", "null", "[]"].contains(text.lowercased())
    }
}
