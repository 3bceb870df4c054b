import Vocabulary

/// Whether acceptance commands test anything, as far as their text shows it.
///
/// In doubt a check is an honest one: only commands that do no more than look for files, or for words in files, are not.
enum CheckText {
    /// A new program the task makes although none of its checks runs anything; nil where a check does, and where the task
    /// makes documents or data or changes what is there, of which its wording may be all there is to test.
    ///
    /// - Parameter existing: files that are there before the task.
    static func untestedProgram(of task: PlannedTask, existing: Set<String>) -> String? {
        guard !task.checks.isEmpty else { return nil }
        var looked: [String] = []
        for check in task.checks {
            guard let paths = lookedAt(by: check) else { return nil }
            looked += paths
        }
        return (task.files.isEmpty ? looked : task.files).first { isProgram($0) && !existing.contains($0) }
    }

    /// The files a script looks at that does nothing else; nil for one that runs anything, or that cannot be told.
    static func lookedAt(by script: String) -> [String]? {
        guard !["$(", "`", "<<", "<("].contains(where: script.contains) else { return nil }
        guard let commands = commands(in: script) else { return nil }
        var paths: [String] = []
        for var words in commands {
            while let first = words.first, keywords.contains(first) { words.removeFirst() }
            guard let name = words.first else { continue }
            guard looking.contains(name) || isAssignment(name) && words.count == 1 else { return nil }
            // What compares values may compare what something has computed.
            let isTest = ["test", "[", "[["].contains(name)
            if isTest, words.contains(where: comparisons.contains) { return nil }
            if name == "find", words.contains(where: { $0.hasPrefix("-exec") || $0.hasPrefix("-ok") }) { return nil }
            var operands = words.dropFirst().filter { !$0.hasPrefix("-") }[...]
            if name.hasSuffix("grep") || name == "rg" { operands = operands.dropFirst() }  // the pattern
            if !["echo", "printf", "for"].contains(name) { paths += operands }
        }
        return paths
    }

    private static let keywords: Set<String> = [
        "if", "then", "else", "elif", "fi", "do", "done", "while", "until", "!", "{", "}", "(", ")",
    ]
    private static let looking: Set<String> = [
        "test", "[", "[[", "grep", "egrep", "fgrep", "rg", "ls", "cat", "head", "tail", "wc", "stat", "file", "find",
        "true", ":", "echo", "printf", "set", "exit", "cd", "for",
    ]
    private static let comparisons: Set<String> = ["=", "==", "!=", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "=~"]

    private static func isAssignment(_ word: String) -> Bool {
        guard let sign = word.firstIndex(of: "="), sign != word.startIndex else { return false }
        return word[..<sign].allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    }

    private static let sources: Set<Substring> = [
        "py", "js", "mjs", "cjs", "ts", "tsx", "jsx", "sh", "bash", "pl", "rb", "php", "lua", "c", "h", "cc", "cpp",
        "hpp",
        "go", "rs", "swift", "java", "kt", "cs", "scala", "hs", "ml", "ex", "exs", "clj", "r", "jl", "zig", "awk",
    ]

    /// By its name: a source file, or a file in a folder of programs.
    private static func isProgram(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        guard let name = parts.last else { return false }
        if parts.dropLast().contains(where: { ["bin", "sbin"].contains($0) }) { return true }
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return false }
        return sources.contains(name[name.index(after: dot)...])
    }

    /// The simple commands of a script as their words, quotes taken off; nil where a quote stays open.
    private static func commands(in script: String) -> [[String]]? {
        var commands: [[String]] = [[]]
        var word: String?
        var quote: Character?
        var isComment = false
        var isEscaped = false
        func endWord() {
            if let done = word { commands[commands.count - 1].append(done) }
            word = nil
        }
        for character in script {
            if isComment {
                guard character.isNewline else { continue }
                isComment = false
            }
            if isEscaped {
                if !character.isNewline { word = (word ?? "") + String(character) }
                isEscaped = false
            } else if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "\\" {
                isEscaped = true
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character == "#", word == nil {
                isComment = true
            } else if character.isNewline || ";&|".contains(character), word?.hasSuffix(">") != true {
                endWord()
                commands.append([])
            } else if character.isWhitespace {
                endWord()
            } else {
                word = (word ?? "") + String(character)
            }
        }
        endWord()
        return quote == nil ? commands : nil
    }
}
