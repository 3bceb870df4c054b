/// A versioned text with placeholders, as one file of the `prompts` folder holds it.
package struct Prompt: Hashable, Sendable {
    private enum Piece: Hashable {
        case text(String)
        case placeholder(String)
    }

    package let name: String
    package let version: Int
    /// The names a rendering has to give, no more and no fewer.
    package let placeholders: Set<String>
    private let pieces: [Piece]

    /// Reads the file's text: front matter with `version:` between two `---` lines, then the prompt.
    ///
    /// - Throws: `PromptError` for text that is not UTF-8, front matter that is missing or has another key, and malformed placeholders.
    package init(name: String, file bytes: [UInt8]) throws(PromptError) {
        guard bytes.count <= 256 * 1024, let file = String(validating: bytes, as: UTF8.self) else {
            throw PromptError("Prompt \(name) is not UTF-8 text of at most 256 KiB.")
        }
        let (version, body) = try Self.splitFrontMatter(of: file, name: name)
        let pieces = try Self.pieces(of: body, name: name)
        self.name = name
        self.version = version
        self.pieces = pieces
        placeholders = Set(pieces.compactMap { piece in if case .placeholder(let name) = piece { name } else { nil } })
    }

    /// The text with every placeholder replaced by its value, once: braces inside a value stay as they are.
    ///
    /// - Throws: `PromptError` naming the values that are missing or that the text does not ask for.
    package func render(_ values: [String: String]) throws(PromptError) -> String {
        let missing = placeholders.subtracting(values.keys).sorted()
        guard missing.isEmpty else {
            throw PromptError("Prompt \(name) needs a value for \(missing.joined(separator: ", ")).")
        }
        let unknown = Set(values.keys).subtracting(placeholders).sorted()
        guard unknown.isEmpty else {
            throw PromptError("Prompt \(name) has no placeholder \(unknown.joined(separator: ", ")).")
        }
        return pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .placeholder(let name): values[name] ?? ""
            }
        }.joined()
    }

    private static func splitFrontMatter(of file: String, name: String) throws(PromptError) -> (Int, String) {
        let malformed = PromptError(
            "Prompt \(name) has to start with a line `---`, a line `version: <whole number>` and a line `---`.")
        let lines = file.split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
        guard lines.count == 4, lines[0] == "---", lines[2] == "---", lines[1].hasPrefix("version:") else {
            throw malformed
        }
        let digits = lines[1].dropFirst("version:".count).drop { $0 == " " }
        guard let version = Int(digits), version > 0 else { throw malformed }
        var body = lines[3]
        while let first = body.first, first == "\n" { body.removeFirst() }
        while let last = body.last, last == "\n" || last == " " { body.removeLast() }
        guard !body.isEmpty else { throw PromptError("Prompt \(name) has no text.") }
        return (version, String(body))
    }

    private static func pieces(of body: String, name: String) throws(PromptError) -> [Piece] {
        var pieces: [Piece] = []
        var rest = body[...]
        while let open = rest.firstRange(of: "{{") {
            if open.lowerBound > rest.startIndex { pieces.append(.text(String(rest[..<open.lowerBound]))) }
            let after = rest[open.upperBound...]
            guard let close = after.firstRange(of: "}}") else {
                throw PromptError("Prompt \(name) opens {{ and never closes it.")
            }
            let placeholder = after[..<close.lowerBound]
            guard isPlaceholder(placeholder) else {
                throw PromptError(
                    "Prompt \(name) has a placeholder {{\(placeholder.prefix(40))}}: a name is a lower-case letter, "
                        + "then lower-case letters, digits and underscores.")
            }
            pieces.append(.placeholder(String(placeholder)))
            rest = after[close.upperBound...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        return pieces
    }

    private static func isPlaceholder(_ name: Substring) -> Bool {
        guard let first = name.utf8.first, (97...122).contains(first) else { return false }
        return name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
    }
}
