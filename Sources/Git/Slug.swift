/// The immutable name of a swarm in branches and folders: lower-case letters, digits and single hyphens inside.
package struct Slug: Hashable, Sendable, CustomStringConvertible {
    package static let maximumLength = 48
    package let text: String

    /// Nil unless `text` is 1…48 of `a-z 0-9 -`, with no hyphen at an end and no two in a row.
    package init?(_ text: some StringProtocol) {
        guard (1...Self.maximumLength).contains(text.utf8.count), text.first != "-", text.last != "-",
            !text.contains("--"),
            text.utf8.allSatisfy({
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
            })
        else { return nil }
        self.text = String(text)
    }

    package var description: String { text }
}
