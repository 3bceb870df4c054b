/// The SHA-1 name of a tree: 40 lower-case hexadecimal digits.
package struct TreeID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package init?(_ text: some StringProtocol) {
        guard isObjectName(text) else { return nil }
        self.text = String(text)
    }

    package var description: String { text }
}
