import Vocabulary

/// Names and slugs of swarms.
package enum SwarmName {
    /// The name the person gave, else the document's first heading or words, else its file name.
    static func make(_ given: String?, prd: String, document: String?) -> String {
        if let given {
            let cleaned = clean(given)
            if !cleaned.isEmpty { return cleaned }
        }
        let lines = prd.split(separator: "\n", omittingEmptySubsequences: true).prefix(20)
        if let heading = lines.first(where: { $0.hasPrefix("# ") }) {
            let words = title(clean(String(heading.dropFirst(2))))
            if !words.isEmpty { return short(words) }
        }
        if let document, let stem = document.split(separator: ".").first {
            let words = clean(String(stem))
            if !words.isEmpty, words.lowercased() != "prd" { return short(words) }
        }
        let words = clean(String(lines.first ?? ""))
        return words.isEmpty ? "swarm" : short(words)
    }

    /// A heading without the words that only say what the document is.
    private static func title(_ heading: String) -> String {
        for prefix in ["PRD ", "Product requirements ", "Requirements "]
        where heading.lowercased().hasPrefix(prefix.lowercased()) {
            return String(heading.dropFirst(prefix.count))
        }
        return heading
    }

    /// One line of visible text without markup, at most 60 characters.
    static func clean(_ text: String) -> String {
        let visible = text.unicodeScalars.map { scalar -> Character in
            let isPlain =
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || "-_.&+".unicodeScalars.contains(scalar)
            return isPlain ? Character(scalar) : " "
        }
        return String(String(visible).split(separator: " ").joined(separator: " ").prefix(60))
    }

    private static func short(_ text: String) -> String {
        var words: [Substring] = []
        for word in text.split(separator: " ") {
            guard words.reduce(0, { $0 + $1.count + 1 }) + word.count <= 28 else { break }
            words.append(word)
        }
        // A name does not end in the middle of "for the …".
        let trailing: Set<String> = ["a", "an", "and", "for", "in", "of", "on", "or", "the", "to", "with"]
        while let last = words.last, trailing.contains(last.lowercased()) { words.removeLast() }
        let name = words.joined(separator: " ")
        return name.isEmpty ? String(text.prefix(28)) : name
    }

    /// Lower-case ASCII letters, digits and single hyphens, at most 40: part of branch and folder names.
    package static func slug(_ name: String) -> String {
        var slug = ""
        for scalar in name.lowercased().unicodeScalars {
            let isPlain = (97...122).contains(scalar.value) || (48...57).contains(scalar.value)
            if isPlain {
                slug.unicodeScalars.append(scalar)
            } else if !slug.isEmpty, !slug.hasSuffix("-") {
                slug += "-"
            }
        }
        slug = String(slug.prefix(40))
        while slug.hasSuffix("-") { slug.removeLast() }
        return slug.isEmpty ? "swarm" : slug
    }
}
