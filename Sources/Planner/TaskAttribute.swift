/// A line such as `Depends on: 1, 2` or `**Files:** a, b` in the body of a task.
struct TaskAttribute {
    enum Key {
        case dependencies, files, priority, size, tier, executor, covers, needs, ifBlocked
    }

    var key: Key
    var value: String

    private static let keys: [String: Key] = [
        "after": .dependencies, "depends on": .dependencies, "depends": .dependencies, "dependencies": .dependencies,
        "dependency": .dependencies, "blocked by": .dependencies, "depends-on": .dependencies, "files": .files,
        "file": .files, "priority": .priority, "size": .size, "tier": .tier, "executor": .executor, "covers": .covers,
        "needs": .needs, "if blocked": .ifBlocked,
    ]

    /// Reads one line without its list marker; nil where it is prose.
    init?(_ line: String) {
        let text = PlainText.unmarked(line)
        let marks = text.prefix { $0 == "_" || $0 == "*" }
        let rest = text.dropFirst(marks.count)
        if let colon = rest.firstIndex(of: ":") {
            let name = rest[..<colon].filter { $0 != "*" }
            guard name.count <= 20,
                let key = TaskAttribute.keys[PlainText.folded(name.drop { $0 == "_" })]
                    ?? TaskAttribute.keys[PlainText.folded(name).replacing("_", with: "")]
            else { return nil }
            var value = rest[rest.index(after: colon)...]
            if !marks.isEmpty { value = value.drop { $0 == " " || $0 == "_" || $0 == "*" } }
            self.key = key
            self.value = PlainText.trimmed(value)
            // “Needs: a second look” is prose.
            if key == .needs, NeedsText.read(self.value) == nil { return nil }
        } else if let list = TitleLine.afterKeyword(text), DependencyList.numbers(in: list) != nil {
            key = .dependencies
            value = list
        } else {
            return nil
        }
    }
}
