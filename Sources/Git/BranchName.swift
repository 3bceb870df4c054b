/// A branch, without `refs/heads/`; stricter than git, so that no name can be read as an option, a range or a path.
package struct BranchName: Hashable, Sendable, CustomStringConvertible {
    package static let maximumLength = 200
    package let text: String

    /// Nil unless `text` is 1…200 of `A-Z a-z 0-9 . _ - /` in parts that begin with a letter or a digit, hold no `..`
    /// and do not end in `.` or `.lock`.
    package init?(_ text: some StringProtocol) {
        guard (1...Self.maximumLength).contains(text.utf8.count), !text.contains(".."), text != "HEAD" else {
            return nil
        }
        for part in text.split(separator: "/", omittingEmptySubsequences: false) {
            guard let first = part.utf8.first, Self.isLetterOrDigit(first), part.last != ".",
                !part.lowercased().hasSuffix(".lock"),
                part.utf8.allSatisfy({
                    Self.isLetterOrDigit($0) || [UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-")].contains($0)
                })
            else { return nil }
        }
        self.text = String(text)
    }

    private init(trusted text: String) { self.text = text }

    /// The branch a swarm's accepted work is merged to: `waggle/<slug>/main`.
    package static func main(of slug: Slug) -> BranchName { BranchName(trusted: "waggle/\(slug)/main") }

    /// The branch of one task: `waggle/<slug>/task-7`.
    package static func task(_ number: UInt32, of slug: Slug) -> BranchName {
        BranchName(trusted: "waggle/\(slug)/task-\(number)")
    }

    /// The branch of a clone that only checks run in; it never leaves the clone.
    package static let verification = BranchName(trusted: "waggle-verification")

    package var reference: String { "refs/heads/\(text)" }
    package var description: String { text }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
