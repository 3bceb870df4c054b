/// What can be said of a shell script without running it.
enum ScriptText {
    /// Lines that do something: neither empty nor a comment.
    static func commands(_ script: String) -> [String] {
        script.split(separator: "\n").map { PlainText.trimmed($0) }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
    }

    static func hasCommand(_ script: String) -> Bool { !commands(script).isEmpty }

    /// The script can only succeed: `true`, `:`, `exit 0`, `echo …` and nothing else.
    static func isTrivial(_ script: String) -> Bool {
        commands(script).allSatisfy { line in
            line.replacing("&&", with: ";").replacing("||", with: ";").split(separator: ";").allSatisfy { part in
                let words = part.split(whereSeparator: \.isWhitespace)
                guard let first = words.first else { return true }
                if first.hasPrefix("#") { return true }
                if ["echo", "printf"].contains(first) { return !part.contains { "|`$(<".contains($0) } }
                return ["true", ":", "set", "exit"].contains(first) && (first != "exit" || words.dropFirst() == ["0"])
            }
        }
    }
}
