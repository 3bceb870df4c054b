/// Takes a task's heading or list item apart: `Task 3: Title (after 1, 2)`.
struct TitleLine {
    private(set) var label: String?
    private(set) var title: String
    /// The text behind `after` or `depends on`, in brackets or behind a dash.
    private(set) var dependency: String?
    /// Attributes in the closing bracket beside the dependency, such as `priority: high`.
    private(set) var attributes: [String] = []

    init(_ text: String) {
        title = PlainText.unmarked(text)
        for box in ["[ ] ", "[x] ", "[X] "] where title.hasPrefix(box) { title.removeFirst(box.count) }
        takeLabel()
        takeBracket()
        if dependency == nil { takeDash() }
        title = PlainText.trimmed(title)
    }

    private mutating func takeLabel() {
        var rest = title[...]
        var isNamed = false
        for word in ["task", "step"] where rest.count > word.count && rest.prefix(word.count).lowercased() == word {
            let after = rest.dropFirst(word.count).drop { $0 == " " }
            if let first = after.first, first == "#" || PlainText.isDigit(first) {
                rest = after
                isNamed = true
            }
        }
        if rest.first == "#" {
            rest = rest.dropFirst()
            isNamed = true
        }
        if !isNamed, let (name, statement) = RequirementLabel.read(title) {
            label = name
            title = statement
            return
        }
        let digits = rest.prefix { PlainText.isDigit($0) || $0 == "." }
        var number = digits
        while number.last == "." { number = number.dropLast() }
        guard let first = number.first, PlainText.isDigit(first), number.count <= 12, !number.contains("..") else {
            return
        }
        let hasDot = number.endIndex != digits.endIndex
        rest = rest[number.endIndex...].drop { $0 == "." }
        let spaced = rest.drop { $0 == " " }
        let hasSpace = spaced.startIndex != rest.startIndex
        if let mark = spaced.first, mark == ":" || mark == ")" || mark == "]" {
            rest = spaced.dropFirst()
        } else if hasSpace, let dash = spaced.first, "-–—".contains(dash), spaced.dropFirst().first == " " {
            rest = spaced.dropFirst()
        } else if hasSpace, hasDot || isNamed {
            rest = spaced
        } else if !(spaced.isEmpty && isNamed) {
            return
        }
        label = PlainText.label(String(number))
        title = PlainText.trimmed(rest)
    }

    private mutating func takeBracket() {
        guard let last = title.last, last == ")" || last == "]" else { return }
        guard let open = title.lastIndex(of: last == ")" ? "(" : "[") else { return }
        let inner = title[title.index(after: open)...].dropLast()
        let parts = inner.split(separator: ";").map { PlainText.trimmed($0) }
        guard let dependent = parts.firstIndex(where: { TitleLine.afterKeyword($0) != nil }) else { return }
        dependency = TitleLine.afterKeyword(parts[dependent])
        attributes = parts.enumerated().filter { $0.offset != dependent }.map(\.element)
        title = PlainText.trimmed(title[..<open])
    }

    private mutating func takeDash() {
        for dash in [" — ", " – ", " -- ", " - ", "; ", ", "] {
            guard let range = title.ranges(of: dash).last, let rest = TitleLine.afterKeyword(title[range.upperBound...])
            else { continue }
            // `— after lunch` is part of a title; `— after 2` and `— after: …` are not.
            let first = rest.first ?? " "
            guard
                PlainText.isDigit(first) || first == "#" || title[range.upperBound...].contains(":")
                    || TitleLine.isNumberWord(rest)
            else { continue }
            dependency = rest
            title = PlainText.trimmed(title[..<range.lowerBound])
            return
        }
    }

    private static func isNumberWord(_ text: String) -> Bool {
        let lower = text.lowercased()
        return lower.hasPrefix("task ") || lower.hasPrefix("tasks ") || lower.hasPrefix("step ") || lower == "none"
    }

    /// What follows `after`, `depends on` and their like at the start of `text`; nil where none of them does.
    static func afterKeyword(_ text: some StringProtocol) -> String? {
        let trimmed = PlainText.trimmed(text)
        let lower = trimmed.lowercased()
        for keyword in ["depends on", "dependencies", "blocked by", "depends", "after"] {
            guard lower.hasPrefix(keyword), lower.utf8.count == trimmed.utf8.count else { continue }
            let rest = trimmed.dropFirst(keyword.count)
            guard let first = rest.first, first == " " || first == ":" else { continue }
            return PlainText.trimmed(rest.drop { $0 == " " || $0 == ":" })
        }
        return nil
    }

    /// `Title after 1, 2` split before the last `after`, where only numbers follow.
    static func looseDependency(of title: String) -> (title: String, numbers: String)? {
        guard let range = title.ranges(of: " after ").last else { return nil }
        let numbers = PlainText.trimmed(title[range.upperBound...])
        guard DependencyList.numbers(in: numbers) != nil else { return nil }
        return (PlainText.trimmed(title[..<range.lowerBound]), numbers)
    }
}
